/** Limits at several levels on both sides, with deadband and on-delay where they are chosen. */

import { statusTimeMs } from '../../domain/equipment/status.ts';
import type { LimitName } from '../../domain/recommendations/anomaly.ts';
import type { LevelPlace } from '../../domain/recommendations/level-memory.ts';
import type { Severity } from '../../domain/recommendations/severity.ts';
import type { Definition } from '../sensor-definition.ts';
import { isNewest, type SensorState } from '../sensor-state.ts';
import type { SilverReading } from '../silver.ts';
import type { Detector, Finding } from './detector.ts';

/** A value above the warning level may be beyond the alarm range already, which is worse. */
const worstFirst: readonly LimitName[] = ['emergency', 'critical', 'alarm_low', 'alarm_high', 'warning'];
const severityOf: Readonly<Record<LimitName, Severity>> = {
  emergency: 'critical',
  critical: 'high',
  alarm_low: 'high',
  alarm_high: 'high',
  warning: 'medium',
};

/**
 * Fixed limits: above warning medium, above critical high, above emergency critical; beyond the sensor's own alarm range high.
 * A safety rule beside the statistics: it needs no history, and without an on-delay no second reading. What is recorded is what the
 * reading itself is beyond, so that history gives the same whatever came before; deadband and delay decide what is told.
 */
export const limitDetector: Detector = {
  name: 'limit',
  detect(reading, state) {
    const { value, definition } = reading;
    if (reading.state?.isNumber === false) return null;
    const { deadband, deadband_percent, on_delay_s } = definition.detection.limit.parameters;
    if (deadband === 0 && deadband_percent === 0 && on_delay_s === 0) {
      state.memory.forgetLevels();
      return isInside(value, definition) ? null : worstFinding(value, definition);
    }
    if (isNewest(reading, state)) noteLevels(reading, state);
    return timedFinding(reading, state);
  },
  forget: ({ memory }) => memory.forgetLevels(),
};

/** Of nearly every reading, so without a walk through the limits. */
function isInside(
  value: number,
  { levels: { warning, critical, emergency }, alarmLow, alarmHigh }: Definition,
): boolean {
  return !(
    (warning !== null && value > warning) ||
    (critical !== null && value > critical) ||
    (emergency !== null && value > emergency) ||
    (alarmLow !== null && value < alarmLow) ||
    (alarmHigh !== null && value > alarmHigh)
  );
}

function worstFinding(value: number, definition: Definition): Finding | null {
  for (const name of worstFirst) {
    const limit = limitOf(name, definition);
    if (limit !== null && isBeyond(name, value, limit)) return finding(name, limit, definition);
  }
  return null;
}

function limitOf(name: LimitName, { levels, alarmLow, alarmHigh }: Definition): number | null {
  if (name === 'alarm_low') return alarmLow;
  return name === 'alarm_high' ? alarmHigh : levels[name];
}

function isBeyond(name: LimitName, value: number, limit: number): boolean {
  return name === 'alarm_low' ? value < limit : value > limit;
}

function noteLevels(reading: SilverReading, { memory }: SensorState): void {
  const { value, definition, eventTimeMs, receivedAtMs } = reading;
  const { deadband, deadband_percent, on_delay_s, off_delay_s } = definition.detection.limit.parameters;
  const delays = { onDelayMs: on_delay_s * 1_000, offDelayMs: off_delay_s * 1_000 };
  for (const name of worstFirst) {
    const limit = limitOf(name, definition);
    const band = limit === null ? 0 : Math.max(deadband, (Math.abs(limit) * deadband_percent) / 100);
    const place = limit === null ? null : placeOf(name, value, limit, band);
    memory.noteLevel(name, place, statusTimeMs(eventTimeMs, receivedAtMs), delays);
  }
}

function placeOf(name: LimitName, value: number, limit: number, band: number): LevelPlace {
  if (isBeyond(name, value, limit)) return 'beyond';
  return isBeyond(name, value, name === 'alarm_low' ? limit + band : limit - band) ? 'deadband' : 'back';
}

/** The worst limit that the reading is beyond; where that one's delay still runs, with the worst one that stands. */
function timedFinding({ value, definition }: SilverReading, { memory }: SensorState): Finding | null {
  let worst: { readonly name: LimitName; readonly limit: number } | null = null;
  for (const name of worstFirst) {
    const limit = limitOf(name, definition);
    if (limit === null || !isBeyond(name, value, limit)) continue;
    const sinceMs = memory.levels.standingSinceMs(name);
    worst ??= { name, limit };
    if (sinceMs === null) continue;
    const standing = finding(name, limit, definition, { sinceMs });
    if (worst.name === name) return standing;
    return finding(worst.name, worst.limit, definition, { confirmed: false, confirmedAs: standing });
  }
  return worst === null ? null : finding(worst.name, worst.limit, definition, { confirmed: false });
}

function finding(name: LimitName, value: number, { levelScores }: Definition, more: Partial<Finding> = {}): Finding {
  return {
    detector: 'limit',
    severity: severityOf[name],
    score: levelScores[name === 'alarm_low' || name === 'alarm_high' ? 'critical' : name],
    direction: name === 'alarm_low' ? 'low' : 'high',
    confirmed: true,
    limit: { name, value },
    baseline: null,
    ...more,
  };
}
