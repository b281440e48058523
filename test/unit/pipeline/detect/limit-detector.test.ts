import { describe, expect, it } from 'vitest';
import { limitDetector } from '../../../../src/pipeline/detect/limit-detector.ts';
import { SensorState } from '../../../../src/pipeline/sensor-state.ts';
import { definition, silverReading } from '../../../support/readings/pipeline-values.ts';

const levels = { warning: 80, critical: 85, emergency: 90 };
const detect = (value: number, more: Parameters<typeof definition>[0]) =>
  limitDetector.detect(silverReading(value, { definition: definition(more) }), new SensorState());

describe('the limit detector', () => {
  it.each([
    [-1e9, null, null, null],
    [80, null, null, null],
    [80.000_001, 'medium', 'warning', 0.65],
    [85, 'medium', 'warning', 0.65],
    [85.000_001, 'high', 'critical', 0.85],
    [90, 'high', 'critical', 0.85],
    [90.000_001, 'critical', 'emergency', 0.95],
    [1e100, 'critical', 'emergency', 0.95],
  ] as const)('says of %d with limits 80, 85 and 90: %s, above %s', (value, severity, name, score) => {
    const finding = detect(value, { levels });
    if (severity === null) return void expect(finding).toBeNull();
    expect(finding).toMatchObject({ severity, score, direction: 'high', confirmed: true, baseline: null });
    expect(finding?.limit).toEqual({ name, value: levels[name] });
  });

  it.each([
    [1e9, null, null, null],
    [40, null, null, null],
    [39.999_999, 'medium', 'warning_low', 0.65],
    [25, 'medium', 'warning_low', 0.65],
    [24.999_999, 'high', 'critical_low', 0.85],
    [9.999_999, 'critical', 'emergency_low', 0.95],
    [-1e100, 'critical', 'emergency_low', 0.95],
  ] as const)('says of %d with low limits 40, 25 and 10: %s, below %s', (value, severity, name, score) => {
    const finding = detect(value, { lowLevels: { warning: 40, critical: 25, emergency: 10 } });
    if (severity === null) return void expect(finding).toBeNull();
    expect(finding).toMatchObject({ severity, score, direction: 'low', confirmed: true, limit: { name } });
  });

  it('says the worse of a low level and the alarm range, and has both sides of a sensor at once', () => {
    const both = { levels, lowLevels: { warning: 40, critical: 25, emergency: 10 }, alarmLow: 30 };
    const names = [91, 81, 50, 35, 29, 24, 9].map((value) => detect(value, both)?.limit?.name ?? null);
    expect(names).toEqual(['emergency', 'warning', null, 'warning_low', 'alarm_low', 'critical_low', 'emergency_low']);
  });

  it('says nothing without limits, and passes over a level that is not defined', () => {
    expect(detect(1e9, {})).toBeNull();
    expect(detect(1e9, { levels: { ...levels, critical: null, emergency: null } })).toMatchObject({
      severity: 'medium',
    });
    expect(detect(87, { levels: { ...levels, warning: null } })).toMatchObject({ severity: 'high' });
    expect(detect(83, { levels: { ...levels, warning: null } })).toBeNull();
  });

  it('says high beyond the sensor’s own alarm range, on either side, and nothing at its ends', () => {
    const range = { alarmLow: 2, alarmHigh: 6 };
    expect(detect(2, range)).toBeNull();
    expect(detect(6, range)).toBeNull();
    expect(detect(1.99, range)).toMatchObject({
      severity: 'high',
      direction: 'low',
      limit: { name: 'alarm_low', value: 2 },
    });
    expect(detect(6.01, range)).toMatchObject({
      severity: 'high',
      direction: 'high',
      limit: { name: 'alarm_high', value: 6 },
    });
  });

  it('says the worse when a value is above a level and beyond the alarm range at once', () => {
    expect(detect(83, { levels, alarmHigh: 82 })).toMatchObject({ severity: 'high', limit: { name: 'alarm_high' } });
    expect(detect(87, { levels, alarmHigh: 82 })).toMatchObject({ severity: 'high', limit: { name: 'critical' } });
    expect(detect(91, { levels, alarmHigh: 82 })).toMatchObject({ severity: 'critical', limit: { name: 'emergency' } });
    expect(detect(81, { levels, alarmLow: 95 })).toMatchObject({ severity: 'high', direction: 'low' });
  });
});
