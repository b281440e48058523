/** What the knowledge table is asked for a finding, and how its answer is worded. */
import type { Urgency } from '../../domain/knowledge/entry.ts';
import type { KnowledgeAnswer, KnowledgeQuestion } from '../../domain/knowledge/knowledge.ts';
import type { Severity } from '../../domain/recommendations/severity.ts';
import type { Finding } from '../detect/detector.ts';
import type { Definition } from '../sensor-definition.ts';

const urgencyOf: Readonly<Record<Severity, Urgency>> = {
  low: 'when convenient',
  medium: 'this week',
  high: 'this shift',
  critical: 'immediate',
};
/** What these tell of came slowly, which has other causes than what jumps. */
const slowDetectors: readonly string[] = ['drift', 'trend'];
/** What these tell of was not so a moment ago: something broke, or somebody has changed something. */
const suddenDetectors: readonly string[] = ['excursion', 'novelty'];

type Asked = Pick<Finding, 'detector' | 'direction' | 'issue'>;

export function adviceFor(finding: Asked, definition: Definition): KnowledgeAnswer {
  return definition.knowledge.adviceFor(questionOf(finding, definition));
}

function questionOf(
  { detector, direction, issue }: Asked,
  { siteId, equipmentType, sensorType, issueName }: Definition,
): KnowledgeQuestion {
  const moved = direction === 'high' ? 'rise' : 'fall';
  const manner = slowDetectors.includes(detector) ? 'slow' : suddenDetectors.includes(detector) ? 'sudden' : null;
  return {
    siteId,
    equipmentType,
    sensorType,
    named: issue === undefined ? null : issue.startsWith(`${issueName}_`) ? issue.slice(issueName.length + 1) : issue,
    sides: manner === null ? [direction] : [`${manner}_${moved}`, direction],
  };
}

/** How soon: as the entry says, else by severity. */
export function urgencyFor({ entry }: KnowledgeAnswer, severity: Severity): Urgency {
  return severity === 'critical' ? 'immediate' : (entry.urgency ?? urgencyOf[severity]);
}

/** Such as `Likely: a worn bearing, or imbalance.` */
export function causesText({ entry: { causes } }: KnowledgeAnswer): string {
  const [last] = causes.slice(-1);
  const others = causes.slice(0, -1);
  return `Likely: ${others.length === 0 ? last : `${others.join(', ')}, or ${last}`}.`;
}

/** Such as `Check: (1) the coolant; (2) the fan belt.`; empty where there is nothing to check. */
export function checksText({ entry: { checks } }: KnowledgeAnswer): string[] {
  if (checks.length === 0) return [];
  return [`Check in this order: ${checks.map((check, place) => `(${place + 1}) ${lowered(check)}`).join('; ')}.`];
}

/** As it was when the recommendation was made, whatever the table says later. */
export function knowledgeEvidence({ entry, ownId }: KnowledgeAnswer): Readonly<Record<string, unknown>> {
  return { causes: entry.causes, checks: entry.checks, source: entry.source, entry_id: ownId };
}

/** A word in capitals is a name, such as IEC. */
function lowered(text: string): string {
  return /^\p{Lu}\p{Ll}/u.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
