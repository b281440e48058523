/** Rate of change: values that rise or fall faster than is allowed. */

import { statusTimeMs } from '../../domain/equipment/status.ts';
import { durationText, withUnit } from '../../domain/quantity-text.ts';
import { maxGap } from '../../domain/recommendations/earlier-points.ts';
import type { Definition } from '../sensor-definition.ts';
import type { Detector } from './detector.ts';

const minuteMs = 60_000;

/**
 * The change from the newest reading that is at least `over_s` old, by the minute. Severity and confidence are those of a critical limit:
 * somebody has said what is too fast. A counter rises by its nature, its reset is no fault, and the numbers of states are names.
 */
export const rateDetector: Detector = {
  name: 'rate_of_change',
  detect(reading, state) {
    const { value, definition } = reading;
    const { max_rise_per_minute, max_fall_per_minute, over_s } = definition.detection.rate_of_change.parameters;
    // What came late says nothing of the change to what is known by now.
    if (definition.kind !== 'gauge' || reading.isBehind) return null;
    const timeMs = statusTimeMs(reading.eventTimeMs, reading.receivedAtMs);
    const before = state.memory.notePoint(timeMs, value, over_s * 1_000);
    if (before === null) return null;
    const overMs = timeMs - before.timeMs;
    const rate = ((value - before.value) / overMs) * minuteMs;
    const limit = rate > 0 ? max_rise_per_minute : max_fall_per_minute;
    const excess = Math.abs(rate) - limit;
    // A rate beyond what a double holds cannot be told.
    if (limit === 0 || excess <= 0 || !Number.isFinite(rate)) return null;
    const { unit } = definition;
    const isRising = rate > 0;
    const side = isRising ? 'rising' : 'falling';
    return {
      detector: 'rate_of_change',
      severity: 'high',
      score: definition.levelScores.critical,
      direction: isRising ? 'high' : 'low',
      confirmed: true,
      limit: null,
      baseline: null,
      issue: `${definition.issueName}_${side}`,
      excess,
      reason: {
        clause: `${side} ${withUnit(Math.abs(rate), unit)} a minute over the last ${durationText(overMs)}, from ${withUnit(before.value, unit)}; limit ${withUnit(limit, unit)} a minute`,
        evidence: {
          rate_per_minute: rate,
          limit_per_minute: limit,
          over_s: overMs / 1_000,
          from_value: before.value,
          from_time: new Date(before.timeMs).toISOString(),
        },
      },
    };
  },
  forget: ({ memory }) => memory.forgetPoints(),
  leadInMs,
};

/** A reading within the gap that is allowed, and the one that it is compared with, which may be as far before it. */
function leadInMs({ detection }: Definition): number {
  const { enabled, parameters } = detection.rate_of_change;
  return enabled ? (maxGap + 2) * parameters.over_s * 1_000 : 0;
}
