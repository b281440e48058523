import { describe, expect, it } from 'vitest';
import { workAt } from '../../../src/simulator/calendar.ts';

const hourMs = 3_600_000;
/** 2026-01-05 is a Monday. */
const at = (day: number, hour: number, minute = 0) => Date.UTC(2026, 0, day, hour, minute);

describe('the calendar of the simulated mine', () => {
  it('takes less rock in the night than in the day shift, and less still while crews change', () => {
    for (const seed of [1, 2, 3]) {
      const day = workAt(at(6, 10), seed).feed;
      const night = workAt(at(6, 2), seed).feed;
      expect(day).toBeGreaterThan(0.98);
      expect(night).toBeLessThan(0.95);
      expect(workAt(at(6, 5, 55), seed)).toMatchObject({ isHandOver: true });
      expect(workAt(at(6, 14, 5), seed)).toMatchObject({ isHandOver: true });
      expect(workAt(at(6, 14, 5), seed).feed).toBeLessThan(0.85);
      expect(workAt(at(6, 14, 15), seed)).toMatchObject({ isHandOver: false });
    }
  });

  it('works less from Saturday 06:00 to Monday 06:00', () => {
    const isWeekend = (ms: number) => workAt(ms, 1).queuePace < 1;
    expect([at(10, 5, 59), at(10, 6), at(11, 12), at(12, 5, 59), at(12, 6)].map(isWeekend)).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
    expect(workAt(at(11, 10), 1).feed).toBeLessThan(0.95);
  });

  it('is warmest in the afternoon, and its weather has no jump', () => {
    let before = workAt(at(5, 0), 4).ambientC;
    for (let hour = 0; hour < 14 * 24; hour += 1) {
      const { ambientC } = workAt(at(5, 0) + hour * hourMs, 4);
      expect(Math.abs(ambientC)).toBeLessThanOrEqual(6);
      expect(Math.abs(ambientC - before)).toBeLessThan(1.3);
      before = ambientC;
    }
    expect(workAt(at(6, 15), 4).ambientC - workAt(at(6, 3), 4).ambientC).toBeGreaterThan(5);
  });

  it('has crews and weather of its own for each seed, the same ones each time', () => {
    const week = (seed: number) => Array.from({ length: 168 }, (_, hour) => workAt(at(5, 0) + hour * hourMs, seed));
    expect(week(5)).toEqual(week(5));
    expect(week(5)).not.toEqual(week(6));
  });
});
