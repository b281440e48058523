/** Assesses a machine by the values of all its sensors against their limits, and by its active alarms. */

/** @import { SensorStatus, Severity } from '../../types.ts' */
/** @import { Conversions } from './conversions.js' */
/** @import { Judgement, Limit } from './limits.js' */
/** @import { Machine } from './plant.js' */

import { byName, freshnessAt, nextAgeAtMs, severityRank, worse } from '../page/words.js';
import { judge } from './limits.js';

/**
 * Assesses a machine by the values of all its sensors against their limits, and by its active alarms, whatever was decided or done about
 * them.
 *
 * @typedef {object} Assessment
 * @property {ReadonlyMap<string, Judgement>} judgements by sensor
 * @property {{ readonly status: SensorStatus; readonly judged: Judgement; readonly limit: Limit } | null} exceeded the worst
 * @property {boolean} beyond at least one value is beyond a limit
 * @property {boolean} alarmed at least one alarm is active
 * @property {boolean} bad at least one value has quality BAD
 * @property {boolean} stale
 * @property {boolean} late
 * @property {boolean} incomparable
 * @property {boolean} unknown the limits of at least one value are not read yet
 * @property {boolean} silent nothing was ever heard from it
 * @property {boolean} unlimited no value has a limit
 * @property {boolean} inactive out of service: nothing is expected of it
 * @property {boolean} doubtful not all of its values can be relied on
 * @property {Severity | null} worst of its values and of its active alarms; what waits for a decision is no condition
 * @property {number} rank the higher, the sooner a person should look
 * @property {number} judgedAtMs
 * @property {number} agesAtMs when the next value becomes late or stale
 */

/**
 * @param {Omit<Machine, 'assessment' | 'changes'>} machine
 * @param {Conversions} conversions
 * @param {number} nowMs
 * @returns {Assessment}
 */
export function assess({ sensors, master, definitions, alert, condition }, conversions, nowMs) {
  /** @type {Map<string, Judgement>} */
  const judgements = new Map();
  /** @type {Assessment['exceeded']} */
  let exceeded = null;
  const seen = { bad: false, stale: false, late: false, incomparable: false, unknown: false };
  let unlimited = true;
  let agesAtMs = Number.POSITIVE_INFINITY;
  for (const status of sensors.values()) {
    const { sensorType, quality } = status;
    const definition = definitions.get(sensorType) ?? (master === null ? null : undefined);
    const judged = judge(status, definition, conversions);
    judgements.set(sensorType, judged);
    const limit = judged.exceeded;
    if (limit !== null && (exceeded === null || severityRank[limit.severity] > severityRank[exceeded.limit.severity]))
      exceeded = { status, judged, limit };
    const measuredAtMs = Date.parse(status.lastUpdated);
    const freshness = freshnessAt(nowMs - measuredAtMs);
    seen.stale ||= freshness === 'STALE';
    seen.late ||= freshness === 'WARNING';
    seen.bad ||= quality === 'BAD';
    seen.incomparable ||= judged.kind === 'incomparable';
    seen.unknown ||= judged.kind === 'unknown';
    unlimited &&= judged.limits.length === 0;
    agesAtMs = Math.min(agesAtMs, nextAgeAtMs(measuredAtMs, nowMs));
  }
  // A machine out of service is expected to send nothing, and its values raise no alarm.
  const inactive = master?.isActive === false;
  const silent = sensors.size === 0 && !inactive;
  const beyond = exceeded !== null && !inactive;
  const doubtful = !inactive && (Object.values(seen).includes(true) || silent);
  const worst = worse(beyond ? (exceeded?.limit.severity ?? null) : null, condition?.severity ?? null);
  const urgent = worse(worst, alert?.severity ?? null);
  // Of equally severe machines that comes first whose alarm nobody has acknowledged.
  const rank =
    (urgent === null ? 0 : severityRank[urgent] + 1) * 16 +
    (condition?.state === 'UNACKNOWLEDGED' ? 8 : 0) +
    (worst === null ? 0 : 4) +
    (doubtful ? 2 : 0) +
    (inactive ? 0 : 1);
  const faults = inactive ? { bad: false, stale: false, late: false, incomparable: false, unknown: false } : seen;
  return {
    judgements,
    exceeded: beyond ? exceeded : null,
    beyond,
    alarmed: condition !== null,
    ...faults,
    silent,
    unlimited: unlimited && !silent && !inactive,
    inactive,
    doubtful,
    worst,
    rank,
    judgedAtMs: nowMs,
    agesAtMs,
  };
}

/** @param {Machine} a @param {Machine} b */
export function worstThenName(a, b) {
  return b.assessment.rank - a.assessment.rank || byName(a, b);
}

/** The state of a machine in a word or two. @param {Assessment} assessment */
export function assessmentWord(assessment) {
  const doubt = assessment.bad
    ? 'bad quality'
    : assessment.stale
      ? 'stale'
      : assessment.incomparable
        ? 'not comparable'
        : assessment.late
          ? 'late'
          : '';
  if (assessment.exceeded !== null)
    return doubt === '' ? assessment.exceeded.limit.name : `${assessment.exceeded.limit.name}, ${doubt}`;
  if (assessment.alarmed) return doubt === '' ? 'in alarm' : `in alarm, ${doubt}`;
  if (assessment.inactive) return 'out of service';
  if (assessment.silent) return 'no readings';
  if (doubt !== '') return doubt;
  return assessment.unknown ? 'limits unread' : 'current';
}
