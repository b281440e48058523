/** One entry of the knowledge table: what the field knows of one kind of problem, and where it holds. */

/** Where an entry holds; null is any. Types are described by words that all have to occur in them, such as `bearing temperature`. */
export interface KnowledgeKey {
  /** Null: at every site. Shipped entries always are. */
  readonly siteId: string | null;
  /** What is wrong: `high`, `low`, `slow_rise`, `stuck`, …; null: whatever it is. */
  readonly issue: string | null;
  readonly equipmentType: string | null;
  /** What the sensor measures, such as `vibration` or `bearing temperature`. */
  readonly sensorRole: string | null;
}

export const urgencies = ['when convenient', 'this week', 'this shift', 'immediate'] as const;
export type Urgency = (typeof urgencies)[number];

export interface KnowledgeAdvice {
  /** The likeliest first. */
  readonly causes: readonly string[];
  /** In the order in which they are made. */
  readonly checks: readonly string[];
  readonly action: string;
  /** Instead of `action` where the finding is critical. */
  readonly urgentAction: string;
  readonly outcome: string;
  /** How soon; null: as the severity says. What is critical is always immediate. */
  readonly urgency: Urgency | null;
  /** Where it comes from: a standard, a maker’s manual, the site’s own experience. */
  readonly source: string;
}

export interface KnowledgeEntry extends KnowledgeKey, KnowledgeAdvice {}

/** A site’s own entry, as it is stored. */
export interface OwnKnowledgeEntry extends KnowledgeEntry {
  readonly id: number;
}

/** Two entries with the same text hold at the same place. */
export function placeOf({ siteId, issue, equipmentType, sensorRole }: KnowledgeKey): string {
  return JSON.stringify([siteId, issue, wordsOf(equipmentType ?? ''), wordsOf(sensorRole ?? '')]);
}

/** Such as `high bearing temperature of crusher at the site north`, for lists and messages. */
export function keyText({ siteId, issue, equipmentType, sensorRole }: KnowledgeKey): string {
  const site = siteId === null ? '' : ` at the site ${siteId}`;
  return `${issue ?? 'any issue'}: ${sensorRole ?? 'any sensor'} of ${equipmentType ?? 'any equipment'}${site}`;
}

const longForms: Readonly<Record<string, string>> = {
  amp: 'current',
  amps: 'current',
  brg: 'bearing',
  curr: 'current',
  lvl: 'level',
  press: 'pressure',
  pwr: 'power',
  rpm: 'speed',
  temp: 'temperature',
  tire: 'tyre',
  vib: 'vibration',
};

/** The words of a type in small letters, whatever stands between them: `BRG_Temp` gives `bearing`, `temperature`. */
export function wordsOf(type: string): readonly string[] {
  return type
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => (Object.hasOwn(longForms, word) ? (longForms[word] ?? word) : word));
}
