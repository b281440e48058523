import { describe, expect, it } from 'vitest';
import { bestThreshold, judge, normalised, outcomeAt, profiles } from '../../../../bench/detection/profiles.ts';

const [standard, lowFalsePositives] = profiles;
if (standard === undefined || lowFalsePositives === undefined) throw new Error('the profiles are fixed');
const windows = [
  { from: 400, to: 449 },
  { from: 700, to: 799 },
];

/** 1,000 rows that score 0 but at the given places. */
function scored(at: Readonly<Record<number, number>>) {
  return judge(
    'f',
    Array.from({ length: 1_000 }, (_, row) => at[row] ?? 0),
    windows,
  );
}
const points = (at: Readonly<Record<number, number>>, profile = standard) => {
  const file = scored(at);
  return normalised([file], outcomeAt(file, 0.5, profile).raw, profile);
};

describe('The benchmark’s score of a detector', () => {
  it('is 0 for one that says nothing and 100 for one that finds each window at its first row', () => {
    expect(points({})).toBeCloseTo(0, 10);
    expect(points({ 400: 1, 700: 1 })).toBeCloseTo(100, 10);
  });

  it('falls the later a window is found, and counts its earliest row alone', () => {
    const late = points({ 440: 1, 700: 1 });
    expect(late).toBeLessThan(99);
    expect(points({ 400: 1, 440: 1, 449: 1, 700: 1 })).toBeCloseTo(100, 10);
    expect(points({ 449: 1, 700: 1 })).toBeLessThan(late);
  });

  it('takes the whole cost for a false row before every window, and less right behind one', () => {
    // Two windows lie between nothing and all, 4 units: a false row costs 0.11 of them.
    expect(points({ 200: 1 })).toBeCloseTo((-100 * 0.11) / 4, 10);
    expect(points({ 200: 1 }, lowFalsePositives)).toBeCloseTo((-100 * 0.22) / 4, 10);
    expect(points({ 400: 1, 451: 1 })).toBeGreaterThan(points({ 400: 1, 650: 1 }));
  });

  it('passes over the first 15 % of the rows', () => {
    expect(points({ 0: 1, 149: 1 })).toBeCloseTo(0, 10);
    expect(points({ 150: 1 })).toBeLessThan(0);
  });

  it('finds the threshold with the highest score, rows of equal score together', () => {
    const file = scored({ 200: 0.3, 400: 0.9, 600: 0.2, 700: 0.4 });
    expect(bestThreshold([file], standard)).toBe(0.4);
    expect(bestThreshold([scored({ 200: 0.9, 201: 0.9, 300: 0.9 })], standard)).toBe(Number.POSITIVE_INFINITY);
  });
});
