/** The sentence that each piece of evidence is said in. */
import type { LimitSource } from '../../domain/equipment/equipment.ts';
import { durationText, rounded, withUnit } from '../../domain/quantity-text.ts';
import type { LimitName } from '../../domain/recommendations/anomaly.ts';
import type { NeighbourValues, SeriesColumns } from '../../domain/recommendations/explanation.ts';
import type { Recommendation } from '../../domain/recommendations/recommendation.ts';

const limitWords: Readonly<Record<LimitName, string>> = {
  warning: 'warning limit',
  critical: 'critical limit',
  emergency: 'emergency limit',
  alarm_low: 'lower alarm limit',
  alarm_high: 'upper alarm limit',
  warning_low: 'lower warning limit',
  critical_low: 'lower critical limit',
  emergency_low: 'lower emergency limit',
};

export function limitText(sensorType: string, name: LimitName, quantity: string, source: LimitSource): string {
  const whose = source === 'own' ? 'of the sensor itself' : 'of its sensor type';
  return `${sensorType}: the ${limitWords[name]} ${whose} is ${quantity}.`;
}

/** `spanMs` is the length of the whole. */
export function seriesText(sensorType: string, unit: string | null, spanMs: number, columns: SeriesColumns): string {
  const { avg, min, max } = columns;
  const span = durationText(spanMs);
  const first = avg.at(0);
  const last = avg.at(-1);
  if (first === undefined || last === undefined) return `${sensorType}: no readings in the last ${span}.`;
  const lowest = withUnit(
    min.reduce((least, value) => Math.min(least, value)),
    unit,
  );
  const highest = withUnit(
    max.reduce((most, value) => Math.max(most, value)),
    unit,
  );
  const course = `mean from ${withUnit(first, unit)} to ${withUnit(last, unit)}`;
  return `${sensorType} in the last ${span}: ${course}, lowest ${lowest}, highest ${highest}.`;
}

export function neighbourText({ sensorType, unit, avgValue, dayMean, deviation }: NeighbourValues): string {
  const then = `${sensorType} was ${withUnit(avgValue, unit)} at that time`;
  if (dayMean === null) return `${then}.`;
  const day = `mean of the 24 hours before ${withUnit(dayMean, unit)}`;
  return deviation === null
    ? `${then}; ${day}.`
    : `${then}; ${day}, ${rounded(Math.abs(deviation))} standard deviations ${deviation < 0 ? 'below' : 'above'} it.`;
}

export function caseText(past: Recommendation, isSameMachine: boolean): string {
  const where = isSameMachine ? 'this machine' : past.equipmentId;
  const words = [`${past.createdAt.toISOString()}, ${where}: ${past.status}`];
  if (past.rejectionReason !== null) words.push(`because: ${past.rejectionReason}`);
  if (past.outcome !== null) words.push(`outcome: ${past.outcome}`);
  if (past.resolved !== null) words.push(past.resolved ? 'resolved' : 'not resolved');
  if (past.operatorNotes !== null) words.push(`notes: ${past.operatorNotes}`);
  return `${words.join('; ')}.`;
}
