import { describe, expect, it } from 'vitest';
import { defaultDetection } from '../../../../src/domain/detection/resolution.ts';
import { rateDetector } from '../../../../src/pipeline/detect/rate-detector.ts';
import type { Definition } from '../../../../src/pipeline/sensor-definition.ts';
import { SensorState } from '../../../../src/pipeline/sensor-state.ts';
import type { SilverReading } from '../../../../src/pipeline/silver.ts';
import { definition, minute0Ms, silverReading } from '../../../support/readings/pipeline-values.ts';

type Parameters_ = Partial<Definition['detection']['rate_of_change']['parameters']>;
const sensorWith = (parameters: Parameters_, more: Partial<Definition> = {}) =>
  definition({
    unit: '°C',
    detection: {
      ...defaultDetection,
      rate_of_change: { enabled: true, parameters: { ...defaultDetection.rate_of_change.parameters, ...parameters } },
    },
    ...more,
  });

/** What is found in a ramp of one reading a second: by second. */
function ramp(sensor: Definition, perMinute: number, seconds: number, more: Partial<SilverReading> = {}) {
  const state = new SensorState();
  return Array.from({ length: seconds }, (_, second) =>
    rateDetector.detect(
      silverReading(80 + (perMinute * second) / 60, {
        definition: sensor,
        eventTimeMs: minute0Ms + second * 1_000,
        ...more,
      }),
      state,
    ),
  );
}

describe('the detector of rates of change', () => {
  it('is off where nobody has chosen, and allows what has no limit', () => {
    expect(defaultDetection.rate_of_change.enabled).toBe(false);
    expect(ramp(sensorWith({}), 1_000, 100).every((finding) => finding === null)).toBe(true);
    expect(ramp(sensorWith({ max_fall_per_minute: 1 }), 10, 100).every((finding) => finding === null)).toBe(true);
  });

  it('finds a rise that is faster than allowed, once its time is over', () => {
    const found = ramp(sensorWith({ max_rise_per_minute: 2 }), 3.1, 90);
    expect(found.findIndex((finding) => finding !== null)).toBe(60);
    expect(found.slice(60).every((finding) => finding?.confirmed === true)).toBe(true);
    expect(ramp(sensorWith({ max_rise_per_minute: 3.2 }), 3.1, 90).every((finding) => finding === null)).toBe(true);
  });

  it('says how fast, over how long, from what and against what', () => {
    const finding = ramp(sensorWith({ max_rise_per_minute: 2 }), 3.1, 61).at(-1);
    expect(finding).toMatchObject({ severity: 'high', score: 0.85, direction: 'high', issue: 'temperature_rising' });
    expect(finding?.reason?.clause).toBe('rising 3.1 °C a minute over the last 60 s, from 80 °C; limit 2 °C a minute');
    expect(finding?.reason?.evidence).toEqual({
      rate_per_minute: expect.closeTo(3.1, 9),
      limit_per_minute: 2,
      over_s: 60,
      from_value: 80,
      from_time: '2026-03-10T12:00:00.000Z',
    });
  });

  it('finds a fall by its own limit', () => {
    const finding = ramp(sensorWith({ max_rise_per_minute: 9, max_fall_per_minute: 2, over_s: 10 }), -4, 20).at(-1);
    expect(finding).toMatchObject({ direction: 'low', issue: 'temperature_falling' });
    expect(finding?.reason?.clause).toMatch(/^falling 4 °C a minute over the last 1\d s, from /);
  });

  it('takes no change from across a gap, and none from late readings', () => {
    const sensor = sensorWith({ max_rise_per_minute: 1 });
    const state = new SensorState();
    const see = (second: number, value: number, isBehind = false) =>
      rateDetector.detect(
        silverReading(value, { definition: sensor, eventTimeMs: minute0Ms + second * 1_000, isBehind }),
        state,
      );
    see(0, 10);
    expect(see(301, 1_000)).toBeNull();
    expect(see(361, 1_000)).toBeNull();
    expect(see(330, 5_000, true)).toBeNull();
    expect(see(340, 5_000)).toBeNull();
    expect(see(421, 1_002)).toMatchObject({ direction: 'high' });
  });

  it('leaves counters alone', () => {
    const counter = sensorWith({ max_rise_per_minute: 1 }, { kind: 'counter' });
    expect(ramp(counter, 100, 100).every((finding) => finding === null)).toBe(true);
  });
});
