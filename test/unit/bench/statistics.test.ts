import { describe, expect, it } from 'vitest';
import { percentile, slope } from '../../../bench/statistics.ts';

describe('slope', () => {
  it('is that of the line through noise around it', () => {
    const points = Array.from({ length: 100 }, (_, x) => [x, 7 + 3 * x + (x % 2 === 0 ? 1 : -1)] as const);
    expect(slope(points)).toBeCloseTo(3, 2);
  });

  it('is 0 where there is no line to fit', () => {
    expect(slope([])).toBe(0);
    expect(slope([[1, 5]])).toBe(0);
    expect(
      slope([
        [1, 5],
        [1, 9],
      ]),
    ).toBe(0);
  });
});

describe('percentile', () => {
  it('is the value at the nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([0.01, 0.5, 0.99, 1].map((share) => percentile(values, share))).toEqual([1, 50, 99, 100]);
  });

  it('is not a number for no values', () => {
    expect(percentile([], 0.5)).toBeNaN();
  });
});
