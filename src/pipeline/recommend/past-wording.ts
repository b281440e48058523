/** Words what is known of the past of an alarm: its day, earlier decisions and what came of them, and maintenance. */
import type { RecommendationContext } from '../../db/recommendations/recommendation-write.ts';
import { rounded, withUnit } from '../../domain/quantity-text.ts';
import type { Definition } from '../sensor-definition.ts';
import type { Candidate } from './candidate.ts';

const dayMs = 86_400_000;
/** What people wrote is told so far. */
const quotedLength = 200;

export function pastOf({ reading }: Candidate, context: RecommendationContext): string[] {
  const { definition, receivedAtMs } = reading;
  return [
    ...dayOf(definition, context),
    ...(context.anomalies > 0 ? [`Anomalies at this equipment in the 24 h before: ${context.anomalies}.`] : []),
    ...(context.last === null ? [] : [lastDecision(context.last)]),
    ...maintenanceOf(definition, receivedAtMs),
  ];
}

function dayOf({ kind, unit }: Definition, { windows, mean, min, max, slopePerHour }: RecommendationContext): string[] {
  if (kind === 'state') return []; // the mean of modes 1 and 3 is no mode
  const sentences: string[] = [];
  if (windows > 1 && mean !== null && min !== null && max !== null) {
    sentences.push(`Over the last 24 h the mean was ${withUnit(mean, unit)} (${rounded(min)} to ${rounded(max)}).`);
  }
  if (slopePerHour !== null && windows >= 10) {
    sentences.push(`Trend of the last hour: ${slopePerHour >= 0 ? '+' : ''}${withUnit(slopePerHour, unit)} per hour.`);
  }
  return sentences;
}

/** With its reason or outcome, in the words of who decided. */
function lastDecision(last: NonNullable<RecommendationContext['last']>): string {
  const { status, operatorId, decidedAt, rejectionReason, outcome, resolved } = last;
  const by = operatorId === null ? '' : ` by ${operatorId}`;
  const result = resolved === null ? '' : resolved ? ' and resolved it' : ' and did not resolve it';
  const said = status === 'rejected' ? rejectionReason : status === 'executed' ? outcome : null;
  const words = said === null ? '' : `: ${JSON.stringify(said.slice(0, quotedLength))}`;
  return `The last recommendation of this kind was ${status}${by} at ${decidedAt.toISOString()}${result}${words}.`;
}

function maintenanceOf({ lastMaintenanceDate, maintenanceIntervalDays }: Definition, nowMs: number): string[] {
  if (lastMaintenanceDate === null) return [];
  const days = Math.floor((nowMs - lastMaintenanceDate.getTime()) / dayMs);
  if (maintenanceIntervalDays !== null && days > maintenanceIntervalDays) {
    return [`Maintenance is overdue: ${days} days since the last, interval ${maintenanceIntervalDays} days.`];
  }
  if (days < 0) return [];
  const interval = maintenanceIntervalDays === null ? '' : `, interval ${maintenanceIntervalDays} days`;
  return [`Last maintenance: ${days === 0 ? 'today' : days === 1 ? 'a day ago' : `${days} days ago`}${interval}.`];
}
