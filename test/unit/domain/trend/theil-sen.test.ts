import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/client/random.ts';
import { type Points, robustTrend } from '../../../../src/domain/trend/theil-sen.ts';

/** Points of a line with noise, each of which takes so much of the one before along. */
function noisy(seed: number, count: number, slope: number, likeness = 0): Points {
  const { next } = seededRandom(seed);
  const times: number[] = [];
  const values: number[] = [];
  let noise = 0;
  for (let i = 0; i < count; i++) {
    const fresh = next() + next() + next() - 1.5;
    noise = likeness * noise + fresh;
    times.push(i);
    values.push(slope * i + noise);
  }
  return { times, values };
}

/** The share of 300 signals of which something holds. */
function share(holds: (seed: number) => boolean): number {
  return Array.from({ length: 300 }, (_, seed) => holds(seed + 1)).filter(Boolean).length / 300;
}

const line = fc.record({
  slope: fc.double({ min: -5, max: 5, noNaN: true }),
  level: fc.double({ min: -100, max: 100, noNaN: true }),
  count: fc.integer({ min: 8, max: 40 }),
});

describe('a robust trend', () => {
  it('is that of a line, with no spread and far from chance', () => {
    const trend = robustTrend({ times: [0, 1, 2, 3, 5, 6, 7, 9], values: [1, 3, 5, 7, 11, 13, 15, 19] });
    expect(trend).toMatchObject({ slope: 2, slopeLow: 2, slopeHigh: 2, value: 19, spread: 0 });
    expect(trend?.z).toBeGreaterThan(3);
  });

  it('is not moved by a quarter of the points, whatever they are', () => {
    fc.assert(
      fc.property(line, fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true })), ({ slope, level, count }, wild) => {
        const bad = wild.slice(0, Math.floor(count / 4));
        const values = Array.from({ length: count }, (_, i) => level + slope * i);
        bad.forEach((value, i) => {
          values[(i * 3) % count] = value;
        });
        const trend = robustTrend({ times: values.map((_, i) => i), values });
        expect(trend?.slope).toBeCloseTo(slope, 6);
        expect(trend?.value).toBeCloseTo(level + slope * (count - 1), 5);
      }),
    );
  });

  it('turns with its signal, and has its slope within its interval', () => {
    fc.assert(
      fc.property(line, fc.integer({ min: 1, max: 1_000 }), ({ slope, count }, seed) => {
        const { times, values } = noisy(seed, count, slope);
        const [trend, turned] = [robustTrend({ times, values }), robustTrend({ times, values: values.map((v) => -v) })];
        expect(turned?.slope).toBeCloseTo(-(trend?.slope ?? Number.NaN), 9);
        expect(turned?.z).toBeCloseTo(-(trend?.z ?? Number.NaN), 9);
        expect(trend?.slopeLow).toBeLessThanOrEqual(trend?.slope ?? 0);
        expect(trend?.slopeHigh).toBeGreaterThanOrEqual(trend?.slope ?? 0);
      }),
    );
  });

  it.each([
    [0, 0.02],
    [0.7, 0.04],
  ])('is rarely seen in noise of likeness %d', (likeness, most) => {
    expect(share((seed) => Math.abs(robustTrend(noisy(seed, 72, 0, likeness))?.z ?? 0) > 3.2)).toBeLessThanOrEqual(
      most,
    );
  });

  it.each([0, 0.6])('has an interval that holds the true slope nearly always, of likeness %d', (likeness) => {
    const held = share((seed) => {
      const trend = robustTrend(noisy(seed, 72, 0.05, likeness));
      return trend !== null && trend.slopeLow <= 0.05 && trend.slopeHigh >= 0.05;
    });
    expect(held).toBeGreaterThanOrEqual(0.88);
  });

  it('is none of fewer than eight points, nor of points of one time', () => {
    expect(robustTrend({ times: [0, 1, 2, 3, 4, 5, 6], values: [0, 1, 2, 3, 4, 5, 6] })).toBeNull();
    expect(robustTrend({ times: Array(9).fill(1), values: [1, 2, 3, 4, 5, 6, 7, 8, 9] })).toBeNull();
  });

  it('of a value that never moved is level and chance', () => {
    expect(robustTrend(noisyFree(20))).toMatchObject({ slope: 0, z: 0, spread: 0 });
  });
});

function noisyFree(count: number): Points {
  return { times: Array.from({ length: count }, (_, i) => i), values: Array(count).fill(4) };
}
