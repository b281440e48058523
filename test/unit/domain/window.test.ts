import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  mergeWindows,
  minuteMs,
  singleReading,
  standardDeviation,
  type WindowStats,
  windowStartMs,
} from '../../../src/domain/window.ts';

/** Two passes over the values: first the mean, then the squared differences from it. */
function twoPass(values: readonly number[]): WindowStats {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    count: values.length,
    mean,
    m2: values.reduce((sum, value) => sum + (value - mean) ** 2, 0),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

/** Splits as the cuts say, folds each part, then folds the parts from the right: another order than the values came in. */
function mergedInParts(values: readonly number[], cuts: readonly number[]): WindowStats {
  const bounds = [0, ...cuts.map((cut) => cut % values.length), values.length].sort((a, b) => a - b);
  const parts: WindowStats[] = [];
  bounds.forEach((from, i) => {
    const part = values.slice(from, bounds[i + 1] ?? from).map(singleReading);
    if (part.length > 0) parts.push(part.reduce(mergeWindows));
  });
  return parts.reduceRight(mergeWindows);
}

describe('merging windows', () => {
  it('gives the statistics of a direct two-pass computation, however the values are split and shuffled', () => {
    // As silver lets them pass: what is closer to 0 is 0, because its square would vanish.
    const sensorValues = fc
      .double({ min: -1e6, max: 1e6, noNaN: true })
      .map((value) => (Math.abs(value) < 1e-100 ? 0 : value));
    const shuffled = fc
      .array(sensorValues, { minLength: 1, maxLength: 200 })
      .chain((values) =>
        fc.tuple(
          fc.constant(values),
          fc.shuffledSubarray(values, { minLength: values.length, maxLength: values.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, fc.array(fc.nat(), { maxLength: 8 }), ([values, reordered], cuts) => {
        const expected = twoPass(values);
        const merged = mergedInParts(reordered, cuts);
        const size = Math.max(Math.abs(expected.min), Math.abs(expected.max));
        expect(merged).toMatchObject({ count: expected.count, min: expected.min, max: expected.max });
        expect(Math.abs(merged.mean - expected.mean)).toBeLessThanOrEqual(1e-9 * size);
        expect(Math.abs(merged.m2 - expected.m2)).toBeLessThanOrEqual(1e-9 * (expected.m2 + size * size));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps a small spread around a large mean, where sums of squares would cancel it away', () => {
    const values = Array.from({ length: 60 }, (_, i) => 1e9 + (i % 2));
    expect(standardDeviation(values.map(singleReading).reduce(mergeWindows))).toBeCloseTo(0.504_219, 5);
  });
});

describe('a standard deviation', () => {
  it('is 0 for a single reading and divides by n − 1 for more', () => {
    expect(standardDeviation(singleReading(7))).toBe(0);
    expect(standardDeviation([2, 4].map(singleReading).reduce(mergeWindows))).toBeCloseTo(Math.SQRT2, 12);
  });
});

describe('a window', () => {
  it('begins at the whole minute and holds its last millisecond', () => {
    expect(windowStartMs(minuteMs * 5)).toBe(minuteMs * 5);
    expect(windowStartMs(minuteMs * 6 - 1)).toBe(minuteMs * 5);
    expect(windowStartMs(-1)).toBe(-minuteMs);
  });
});
