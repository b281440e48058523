/** Two machines, or two sensors of one machine, whose ids look the same to people. */
export interface LookAlike {
  readonly siteId: string;
  readonly equipmentId: string;
  /** Null: the machines themselves look alike. */
  readonly sensorType: string | null;
  readonly likeSiteId: string;
  readonly likeEquipmentId: string;
  readonly likeSensorType: string | null;
  /** When the second of them appeared. */
  readonly since: Date;
}

const shown = 3;

/** One sentence for all, null when there are none. Ids are quoted with what cannot be seen in them written out. */
export function lookAlikeWarning(lookAlikes: readonly LookAlike[]): string | null {
  if (lookAlikes.length === 0) return null;
  const pairs = lookAlikes.slice(0, shown).map((one) => `${names(one)} since ${one.since.toISOString()}`);
  const more = lookAlikes.length > shown ? `, and ${lookAlikes.length - shown} more` : '';
  return `Ids that look like another one, perhaps mistyped: ${pairs.join('; ')}${more}`;
}

function names(one: LookAlike): string {
  if (one.sensorType !== null) {
    return `sensors ${quoted(one.sensorType)} and ${quoted(one.likeSensorType ?? '')} of ${quoted(one.equipmentId)}`;
  }
  const [site, likeSite] =
    one.siteId === one.likeSiteId ? ['', ''] : [`${quoted(one.siteId)}/`, `${quoted(one.likeSiteId)}/`];
  return `equipment ${site}${quoted(one.equipmentId)} and ${likeSite}${quoted(one.likeEquipmentId)}`;
}

function quoted(id: string): string {
  return JSON.stringify(id).replace(/[^ -~]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
