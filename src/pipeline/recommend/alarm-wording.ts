/** Writes the text of a recommendation: how an alarm is worded. */
import type { RecommendationContext, RecommendationDraft } from '../../db/recommendations/recommendation-write.ts';
import type { Verdict } from '../../domain/learning/learnt-place.ts';
import { durationText, rounded, withUnit } from '../../domain/quantity-text.ts';
import { stateInWords } from '../../domain/readings/state-text.ts';
import { remainingEvidence } from '../../domain/recommendations/remaining-evidence.ts';
import type { Candidate } from './candidate.ts';
import { courseOf, courseText, type LastHour, noLastHour } from './course.ts';
import { adviceFor, causesText, checksText, knowledgeEvidence, urgencyFor } from './knowledge.ts';
import { pastOf } from './past-wording.ts';

/** A recommendation nobody would bet on is not worth an operator's time. */
export const minConfidence = 0.5;
const maxThresholdHours = 24 * 365;

/** Candidate and context → what the operator reads; null when the detector's own confidence is not above 0.5. */
export function draftRecommendation(
  candidate: Candidate,
  context: RecommendationContext,
  lastHour: LastHour = noLastHour,
  learnt: Verdict | null = null,
): RecommendationDraft | null {
  const { reading, finding, issueType } = candidate;
  const { definition } = reading;
  if (finding.score <= minConfidence) return null;
  const advice = adviceFor(finding, definition);
  const urgent = finding.severity === 'critical';
  const course = courseOf(candidate, context, lastHour);
  const sentence = describe(candidate, course === null ? '' : courseText(course, definition.unit));
  const remaining = finding.remaining ?? course?.remaining ?? null;
  const timeToThresholdSeconds =
    remaining !== null
      ? Math.max(0, (remaining.p50Ms - reading.eventTimeMs) / 1_000)
      : course?.isKnown === true
        ? null
        : timeToNextLimit(candidate, context);
  return {
    siteId: definition.siteId,
    equipmentId: definition.equipmentId,
    issueType,
    severity: finding.severity,
    issueDescription: sentence,
    recommendedAction: urgent ? advice.entry.urgentAction : advice.entry.action,
    confidenceScore: learnt?.confidence ?? finding.score,
    rootCauseAnalysis: [causesText(advice), ...checksText(advice), ...pastOf(candidate, context)].join(' '),
    expectedOutcome: advice.entry.outcome,
    urgency: urgencyFor(advice, finding.severity),
    timeToThresholdSeconds,
    evidence: {
      sensor_type: definition.sensorType,
      value: reading.value,
      ...(reading.state === undefined ? {} : { state: reading.state.name }),
      unit: definition.unit,
      unit_is_assumed: reading.unitIsAssumed,
      limit_unit_is_assumed: finding.limit !== null && definition.unitIsOfReadings,
      event_time: new Date(reading.eventTimeMs).toISOString(),
      received_at: new Date(reading.receivedAtMs).toISOString(),
      detector: finding.detector,
      subject: finding.subject ?? 'sensor',
      limit: finding.limit,
      ...(finding.sinceMs === undefined ? {} : { since: new Date(finding.sinceMs).toISOString() }),
      baseline: finding.baseline,
      ...(finding.reason === undefined ? {} : { reason: finding.reason.evidence }),
      ...(remaining === null ? {} : { remaining_time: remainingEvidence(remaining) }),
      ...(learnt === null ? {} : learningEvidence(learnt, finding.score)),
      knowledge: knowledgeEvidence(advice),
      context,
    },
    anomaly: { sensorId: reading.sensorId, detector: finding.detector, windowMs: candidate.windowMs },
    finding: {
      at: new Date(reading.eventTimeMs),
      sensorType: definition.sensorType,
      detector: finding.detector,
      subject: finding.subject ?? 'sensor',
      severity: finding.severity,
      issueType,
      sentence,
      value: reading.value,
      unit: definition.unit,
      limit: finding.limit,
    },
  };
}

/** What the confidence rests on: the detector's own, and how the last decisions on its kind went. */
function learningEvidence({ confidence, kind }: Verdict, score: number): Readonly<Record<string, unknown>> {
  if (kind === null && confidence === score) return {};
  const { approved, rejected, recent } = kind ?? { approved: 0, rejected: 0, recent: '' };
  return { learning: { score, confidence, approved, rejected, recent } };
}

/** The sentence of an alarm: what was measured, why that is worth telling, and the value's course where a limit says why. */
export function describe({ reading, finding }: Pick<Candidate, 'reading' | 'finding'>, course = ''): string {
  const { definition } = reading;
  const name = definition.name ?? definition.sensorType;
  const measured = `${name} of ${definition.equipmentId} is ${measuredText(reading)}`;
  if (finding.limit !== null) {
    const side = finding.direction === 'high' ? 'above' : 'below';
    const limit = `${finding.limit.name.replace('_', ' ')} limit of ${limitText(finding.limit.value, definition)}`;
    return `${measured}, ${side} the ${limit}${forHowLong(reading, finding)}${course}.`;
  }
  if (finding.reason !== undefined) return `${measured}, ${finding.reason.clause}.`;
  if (finding.baseline === null) {
    const detector = finding.detector.replaceAll('_', ' ');
    return `${measured}, which detection by ${detector} finds ${finding.direction} (severity ${finding.severity}).`;
  }
  const { deviation, mean } = finding.baseline;
  const side = finding.direction === 'high' ? 'above' : 'below';
  return `${measured}, ${rounded(deviation)} standard deviations ${side} its mean of the last hour (${withUnit(mean, definition.unit)}).`;
}

function forHowLong({ eventTimeMs }: Candidate['reading'], { sinceMs }: Candidate['finding']): string {
  const ms = sinceMs === undefined ? 0 : eventTimeMs - sinceMs;
  return ms < 1_000 ? '' : `, for ${durationText(ms)}`;
}

/** At the present trend; null when the value does not move towards a further limit. */
function timeToNextLimit(
  { reading, finding }: Candidate,
  { slopePerHour, windows }: RecommendationContext,
): number | null {
  if (slopePerHour === null || slopePerHour === 0 || windows < 10) return null;
  const isHigh = finding.direction === 'high';
  if (isHigh !== slopePerHour > 0) return null;
  const { warning, critical, emergency } = isHigh ? reading.definition.levels : reading.definition.lowLevels;
  const next = [warning, critical, emergency].find(
    (limit) => limit !== null && (isHigh ? limit > reading.value : limit < reading.value),
  );
  if (next === undefined || next === null) return null;
  const hours = (next - reading.value) / slopePerHour;
  return hours > maxThresholdHours ? null : hours * 3_600;
}

/** A unit that nobody has said is named as what it is: the operator knows what the sensor measures in. */
function measuredText({ value, state, unitIsAssumed, definition: { unit } }: Candidate['reading']): string {
  if (state !== undefined) return stateInWords(state.name);
  return unitIsAssumed && unit !== null ? `${rounded(value)} (assumed ${unit})` : withUnit(value, unit);
}

/** A limit that was registered without a unit may be meant in another one: whoever reads the alarm has to know that. */
function limitText(limit: number, { unit, unitIsOfReadings }: Candidate['reading']['definition']): string {
  if (unit === null || !unitIsOfReadings) return withUnit(limit, unit);
  return `${rounded(limit)}, registered without a unit (assumed ${unit}, that of the readings)`;
}
