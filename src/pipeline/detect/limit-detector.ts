import type { LimitName } from '../../domain/recommendations/anomaly.ts';
import type { Severity } from '../../domain/recommendations/severity.ts';
import type { Definition } from '../sensor-definition.ts';
import type { Detector, Direction, Finding } from './detector.ts';

/**
 * Fixed limits: above warning medium, above critical high, above emergency critical; beyond the sensor's own alarm range high.
 * A safety rule beside the statistics: it needs no history and no second reading.
 */
export const limitDetector: Detector = {
  name: 'limit',
  detect({ value, definition }) {
    const level = levelFinding(value, definition);
    // A value above the warning level may be beyond the alarm range already, which is worse.
    return level === null || level.severity === 'medium' ? (alarmFinding(value, definition) ?? level) : level;
  },
};

function levelFinding(value: number, { levels, levelScores }: Definition): Finding | null {
  if (levels.emergency !== null && value > levels.emergency) {
    return finding('critical', levelScores.emergency, 'high', 'emergency', levels.emergency);
  }
  if (levels.critical !== null && value > levels.critical) {
    return finding('high', levelScores.critical, 'high', 'critical', levels.critical);
  }
  if (levels.warning !== null && value > levels.warning) {
    return finding('medium', levelScores.warning, 'high', 'warning', levels.warning);
  }
  return null;
}

function alarmFinding(value: number, { alarmLow, alarmHigh, levelScores }: Definition): Finding | null {
  if (alarmLow !== null && value < alarmLow) return finding('high', levelScores.critical, 'low', 'alarm_low', alarmLow);
  if (alarmHigh !== null && value > alarmHigh)
    return finding('high', levelScores.critical, 'high', 'alarm_high', alarmHigh);
  return null;
}

function finding(severity: Severity, score: number, direction: Direction, name: LimitName, value: number): Finding {
  return { detector: 'limit', severity, score, direction, confirmed: true, limit: { name, value }, baseline: null };
}
