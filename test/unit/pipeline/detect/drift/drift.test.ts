import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../src/client/random.ts';
import { minuteMs } from '../../../../../src/domain/window.ts';
import { Drift, type DriftPoint } from '../../../../../src/pipeline/detect/drift/drift.ts';
import { driftDetector } from '../../../../../src/pipeline/detect/drift/drift-detector.ts';
import { definition } from '../../../../support/readings/pipeline-values.ts';

const dayMinutes = 1_440;

/** A machine that is under load by day and idle by night, one mean a minute. */
function signal(days: number): number[] {
  const { next: random } = seededRandom(3);
  return Array.from({ length: days * dayMinutes }, (_, i) => (i % dayMinutes < 720 ? 60 : 50) + 2 * random());
}

function run(values: readonly number[], drift = new Drift(), from = 0): (DriftPoint | null)[] {
  return values.map((value, i) => drift.observe((from + i) * minuteMs, value, fifth));
}

const fifth = 0.2;

describe('A drift', () => {
  it('is told while it is slow, hours after it began, and not before', () => {
    const values = signal(10);
    const onset = 8 * dayMinutes;
    for (let i = onset; i < values.length; i++) values[i] = (values[i] ?? 0) + (i - onset) / 120; // half a unit an hour
    const told = run(values).flatMap((point, i) => (point === null ? [] : [i - onset]));
    expect(told[0]).toBeGreaterThan(0);
    expect(told[0]).toBeLessThan(12 * 60);
    expect(told.length, 'it is told again only when it is four times as bad').toBeLessThan(5);
  });

  it('is also what is ordinary for an hour and lasts for half a day', () => {
    const { next: random } = seededRandom(4);
    const onset = 9 * dayMinutes;
    // Two hours of every day at half its level, and then no end of it.
    const values = Array.from({ length: 10 * dayMinutes }, (_, i) => {
      const isLow = i >= onset || i % dayMinutes < 120;
      return (isLow ? 30 : 60) + random();
    });
    const told = run(values).flatMap((point, i) => (point === null ? [] : [{ point, minutes: i - onset }]));
    expect(told[0]).toMatchObject({ point: { span: 'half_day', side: 'low' } });
    expect(told[0]?.minutes).toBeGreaterThan(120);
    expect(told[0]?.minutes).toBeLessThan(12 * 60);
    expect(told).toHaveLength(1);
  });

  it.each([
    { days: 9, isTold: false },
    { days: 15, isTold: true },
  ])(
    'of half a day is told only where two dozen such means are known: after $days days $isTold',
    ({ days, isTold }) => {
      const drift = new Drift();
      const told = Array.from({ length: (days + 1) * dayMinutes }, (_, i) => {
        const isLow = i >= days * dayMinutes || i % dayMinutes < 120;
        return drift.observe(i * minuteMs, isLow ? 30 : 60, 0.2, Number.POSITIVE_INFINITY);
      });
      expect(told.some((point) => point?.span === 'half_day')).toBe(isTold);
    },
  );

  it('is not told twice of one episode because both of its means have left their range', () => {
    const values = signal(10).map((value, i) => (i >= 9 * dayMinutes ? value + 15 : value));
    const told = run(values).filter((point) => point !== null);
    expect(told.length).toBeGreaterThan(0);
    expect(told.every(({ span }) => span === 'hour')).toBe(true);
  });

  it('is not the course of a day, nor of a day more', () => {
    expect(run(signal(12)).filter((point) => point !== null)).toEqual([]);
  });

  it('is not told before a day and a half is known', () => {
    const values = signal(1.4).map((value, i) => value + i);
    expect(run(values).filter((point) => point !== null)).toEqual([]);
  });

  it('is the same when its memory is stored and read back at any point, gaps included', () => {
    const values = signal(4).map((value, i) => (i > 3 * dayMinutes ? value + 20 : value));
    const times = values.map((_, i) => (i < 2_000 ? i : i + 300));
    const told = (from: number, drift: Drift) =>
      values.slice(from).map((value, i) => drift.observe((times[from + i] ?? 0) * minuteMs, value, fifth));
    const whole = told(0, new Drift());
    expect(whole.some((point) => point !== null)).toBe(true);
    fc.assert(
      fc.property(fc.nat({ max: values.length - 1 }), (cut) => {
        const before = new Drift();
        values.slice(0, cut).forEach((value, i) => {
          before.observe((times[i] ?? 0) * minuteMs, value, fifth);
        });
        // As JSON has it, but for the gaps, which are no numbers.
        expect(told(cut, new Drift(structuredClone(before.stored())))).toEqual(whole.slice(cut));
      }),
      { numRuns: 20 },
    );
  });

  it('says what it is, how far from what, over which time, and how fast it moves', () => {
    const memory = driftDetector.begin();
    const values = signal(10);
    const its = definition({ unit: '°C' });
    let clause: string | undefined;
    values.forEach((value, i) => {
      const mean = i < 9 * dayMinutes ? value : value + (i - 9 * dayMinutes) / 60;
      const window = { sensorId: 1, windowMs: i * minuteMs, count: 1, mean, stddev: 0, min: mean, max: mean };
      clause ??= memory.observe(window, its)?.finding.reason?.clause;
    });
    expect(clause).toMatch(
      /^the mean of the last hour, above every hourly mean of the \d+ days up to 12 hours ago \(at most \d+(\.\d+)? °C\) by \d+(\.\d+)? % of their range; it has risen by \d+(\.\d+)? °C an hour over the last 12 hours, so something wears, leaks, fouls or loses its calibration$/,
    );
  });
});
