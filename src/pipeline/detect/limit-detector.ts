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
const worstFirst: readonly LimitName[] = [
  'emergency',
  'emergency_low',
  'critical',
  'critical_low',
  'alarm_low',
  'alarm_high',
  'warning',
  'warning_low',
];
const severityOf: Readonly<Record<LimitName, Severity>> = {
  emergency: 'critical',
  critical: 'high',
  alarm_low: 'high',
  alarm_high: 'high',
  warning: 'medium',
  emergency_low: 'critical',
  critical_low: 'high',
  warning_low: 'medium',
};
type Level = keyof Definition['levels'];
/** Of the limits of three levels on either side; the alarm range is as serious as the middle one. */
const levelOf: Readonly<Record<LimitName, Level>> = {
  emergency: 'emergency',
  critical: 'critical',
  warning: 'warning',
  emergency_low: 'emergency',
  critical_low: 'critical',
  warning_low: 'warning',
  alarm_low: 'critical',
  alarm_high: 'critical',
};
const lowOnes: ReadonlySet<LimitName> = new Set(['alarm_low', 'warning_low', 'critical_low', 'emergency_low']);

/**
 * Fixed limits: beyond warning medium, beyond critical high, beyond emergency critical, above the one of that name and below the low one;
 * beyond the sensor's own alarm range high.
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
  { levels: { warning, critical, emergency }, lowLevels, alarmLow, alarmHigh }: Definition,
): boolean {
  return !(
    (warning !== null && value > warning) ||
    (critical !== null && value > critical) ||
    (emergency !== null && value > emergency) ||
    (alarmLow !== null && value < alarmLow) ||
    (alarmHigh !== null && value > alarmHigh) ||
    (lowLevels.warning !== null && value < lowLevels.warning) ||
    (lowLevels.critical !== null && value < lowLevels.critical) ||
    (lowLevels.emergency !== null && value < lowLevels.emergency)
  );
}

function worstFinding(value: number, definition: Definition): Finding | null {
  for (const name of worstFirst) {
    const limit = limitOf(name, definition);
    if (limit !== null && isBeyond(name, value, limit)) return finding(name, limit, definition);
  }
  return null;
}

function limitOf(name: LimitName, { levels, lowLevels, alarmLow, alarmHigh }: Definition): number | null {
  if (name === 'alarm_low') return alarmLow;
  if (name === 'alarm_high') return alarmHigh;
  return (lowOnes.has(name) ? lowLevels : levels)[levelOf[name]];
}

function isBeyond(name: LimitName, value: number, limit: number): boolean {
  return lowOnes.has(name) ? value < limit : value > limit;
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
  return isBeyond(name, value, lowOnes.has(name) ? limit + band : limit - band) ? 'deadband' : 'back';
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
    score: levelScores[levelOf[name]],
    direction: lowOnes.has(name) ? 'low' : 'high',
    confirmed: true,
    limit: { name, value },
    baseline: null,
    ...more,
  };
}
