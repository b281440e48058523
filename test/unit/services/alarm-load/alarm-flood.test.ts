import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measureAlarmRate } from '../../../../src/services/alarm-load/alarm-flood.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const whole = (fromMs: number, toMs: number) => [{ fromMs, toMs }];
const everySecond = (count: number, fromMs = 0) => Array.from({ length: count }, (_, index) => fromMs + index * 1_000);

describe('an alarm flood', () => {
  it('does not start at ten alarms in ten minutes', () => {
    expect(measureAlarmRate(everySecond(10), whole(0, hourMs))).toEqual({ peakPer10Minutes: 10, floodMs: 0 });
  });

  it('starts at the eleventh and ends when the eighth-last of twelve leaves, so that fewer than five are left', () => {
    expect(measureAlarmRate(everySecond(12), whole(0, hourMs))).toEqual({ peakPer10Minutes: 12, floodMs: 597_000 });
  });

  it('goes on while the rate stays between its two limits', () => {
    const decaying = [...everySecond(11), ...Array.from({ length: 20 }, (_, index) => (index + 1) * 110_000)];
    const { floodMs } = measureAlarmRate(decaying, whole(0, hourMs));
    expect(floodMs).toBeGreaterThan(36 * minuteMs);
  });

  it('counts only its part within the range, also when it began before', () => {
    const alarms = everySecond(11, -5 * minuteMs);
    expect(measureAlarmRate(alarms, whole(0, minuteMs)).floodMs).toBe(minuteMs);
    expect(measureAlarmRate(alarms, whole(0, hourMs)).floodMs).toBe(5 * minuteMs + 6_000);
    expect(measureAlarmRate(alarms, whole(0, hourMs)).peakPer10Minutes).toBe(0);
  });

  it('counts only what lies in the stretches that are measured, and so does the peak', () => {
    const alarms = everySecond(12);
    const shifts = [
      { fromMs: -hourMs, toMs: 5_000 },
      { fromMs: 8 * minuteMs, toMs: 9 * minuteMs },
      { fromMs: 30 * minuteMs, toMs: 40 * minuteMs },
    ];
    expect(measureAlarmRate(alarms, shifts)).toEqual({ peakPer10Minutes: 5, floodMs: minuteMs });
  });

  it('starts where there are more than ten for each of two operators', () => {
    expect(measureAlarmRate(everySecond(20), whole(0, hourMs), 2).floodMs).toBe(0);
    expect(measureAlarmRate(everySecond(21), whole(0, hourMs), 2).floodMs).toBe(591_000);
  });

  it('never lasts longer than the range, and its peak is the most alarms in any ten minutes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 * hourMs }), { maxLength: 200 }), (times) => {
        const alarms = times.toSorted((a, b) => a - b);
        const { peakPer10Minutes, floodMs } = measureAlarmRate(alarms, whole(0, 2 * hourMs + 1));
        const peak = Math.max(
          0,
          ...alarms.map((end) => alarms.filter((at) => at <= end && at > end - 10 * minuteMs).length),
        );
        expect(peakPer10Minutes).toBe(peak);
        expect(floodMs).toBeLessThanOrEqual(2 * hourMs + 1);
        expect(floodMs > 0).toBe(peak > 10);
      }),
    );
  });
});
