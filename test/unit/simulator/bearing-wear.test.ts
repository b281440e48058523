import { describe, expect, it } from 'vitest';
import { bearingCourseHours, bearingWear, hoursUntilVibration } from '../../../src/simulator/bearing-wear.ts';

const everyQuarterHour = Array.from({ length: bearingCourseHours * 4 + 1 }, (_, quarter) => quarter / 4);

describe('the wear of a crusher bearing', () => {
  it('is healthy before its onset and stays at its worst after 48 hours', () => {
    expect(bearingWear(-5)).toEqual(bearingWear(0));
    expect(bearingWear(0)).toEqual({ stage: 'normal', vibrationMmS: 20, throughputFactor: 1, temperatureRiseC: 0 });
    expect(bearingWear(1_000)).toEqual(bearingWear(bearingCourseHours));
    expect(bearingWear(bearingCourseHours).stage).toBe('critical');
  });

  it('never gets better by itself', () => {
    const course = everyQuarterHour.map(bearingWear);
    for (const [position, now] of course.entries()) {
      const before = course[position - 1] ?? now;
      expect(now.vibrationMmS).toBeGreaterThanOrEqual(before.vibrationMmS);
      expect(now.throughputFactor).toBeLessThanOrEqual(before.throughputFactor);
      expect(now.temperatureRiseC).toBeGreaterThanOrEqual(before.temperatureRiseC);
    }
  });

  it('passes through 18–22, 28–32, 35–45 and 55–70 mm/s, and spends hours in each', () => {
    const hoursWithin = (low: number, high: number) =>
      everyQuarterHour.filter((hours) => {
        const { vibrationMmS } = bearingWear(hours);
        return vibrationMmS >= low && vibrationMmS <= high;
      }).length / 4;
    expect(hoursWithin(18, 22)).toBeGreaterThanOrEqual(2);
    expect(hoursWithin(28, 32)).toBeGreaterThanOrEqual(2);
    expect(hoursWithin(35, 45)).toBeGreaterThanOrEqual(15);
    expect(hoursWithin(55, 70)).toBeGreaterThanOrEqual(12);
  });

  it('takes throughput while it warns and adds heat once it is critical', () => {
    expect(bearingWear(5).throughputFactor).toBe(1);
    expect(bearingWear(25).throughputFactor).toBeLessThan(0.9);
    expect(bearingWear(47).temperatureRiseC).toBeGreaterThan(20);
  });

  it('tells when a vibration is first reached', () => {
    for (const vibration of [25, 35, 55]) {
      const hours = hoursUntilVibration(vibration) ?? Number.NaN;
      expect(bearingWear(hours).vibrationMmS).toBeCloseTo(vibration, 9);
    }
    expect(hoursUntilVibration(10)).toBe(0);
    expect(hoursUntilVibration(80)).toBeNull();
  });
});
