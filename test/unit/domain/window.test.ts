import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isFinal,
  mergeWindows,
  minuteMs,
  singleReading,
  standardDeviation,
  type WindowStats,
  windowStartMs,
} from '../../../src/domain/window.ts';
import { exactStatistics, relativeError } from '../../support/readings/exact-statistics.ts';
import { hostileValues } from '../../support/readings/hostile-values.ts';

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
  it('gives the statistics of exact arithmetic to 1e-9, however the values are split and shuffled, and however far from zero', () => {
    const shuffled = hostileValues.chain((values) =>
      fc.tuple(
        fc.constant(values),
        fc.shuffledSubarray(values, { minLength: values.length, maxLength: values.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, fc.array(fc.nat(), { maxLength: 8 }), ([values, reordered], cuts) => {
        const expected = exactStatistics(values);
        const merged = mergedInParts(reordered, cuts);
        expect(merged).toMatchObject({ count: expected.count, min: expected.min, max: expected.max });
        // A mean between positive and negative values may be as close to 0 as it likes: then it is exact beside the values.
        const size = Math.max(Math.abs(expected.min), Math.abs(expected.max));
        expect(Math.abs(merged.mean + merged.meanLow - expected.mean)).toBeLessThanOrEqual(1e-15 * size);
        expect(relativeError(merged.m2, expected.m2)).toBeLessThanOrEqual(1e-9);
        expect(relativeError(standardDeviation(merged), expected.stddev)).toBeLessThanOrEqual(1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps a small spread around a large mean, where sums of squares would cancel it away', () => {
    const values = Array.from({ length: 60 }, (_, i) => 1e9 + (i % 7) / 1_000);
    const merged = values.map(singleReading).reduce(mergeWindows);
    expect(relativeError(standardDeviation(merged), exactStatistics(values).stddev)).toBeLessThan(1e-12);
  });

  it('finds no spread at all in a constant value', () => {
    expect(Array.from({ length: 1_000 }, () => singleReading(1e9 + 0.1)).reduce(mergeWindows)).toMatchObject({
      mean: 1e9 + 0.1,
      meanLow: 0,
      m2: 0,
    });
  });
});

describe('a standard deviation', () => {
  it('is 0 for a single reading and divides by n − 1 for more', () => {
    expect(standardDeviation(singleReading(7))).toBe(0);
    expect(standardDeviation([2, 4].map(singleReading).reduce(mergeWindows))).toBeCloseTo(Math.SQRT2, 12);
  });
});

describe('a final window', () => {
  it('ends at the latest the watermark before its equipment’s newest event', () => {
    expect(isFinal(60_000, 90_000, 30_000)).toBe(true);
    expect(isFinal(60_000, 89_999, 30_000)).toBe(false);
    expect(isFinal(60_000, null, 30_000)).toBe(false);
  });
});

describe('a window', () => {
  it('begins at the whole minute and holds its last millisecond', () => {
    expect(windowStartMs(minuteMs * 5)).toBe(minuteMs * 5);
    expect(windowStartMs(minuteMs * 6 - 1)).toBe(minuteMs * 5);
    expect(windowStartMs(-1)).toBe(-minuteMs);
  });
});
