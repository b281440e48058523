import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecentRange } from '../../../../src/domain/recommendations/recent-range.ts';

const halfDayMs = 12 * 3_600_000;
const at = (halfDays: number) => halfDays * halfDayMs + 60_000;

describe('the range of a sensor’s values', () => {
  it('is that of the last 28 half days and the one under way', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            step: fc.integer({ min: 0, max: 6 }),
            low: fc.integer({ min: -50, max: 0 }),
            high: fc.integer({ min: 1, max: 50 }),
          }),
          { minLength: 1 },
        ),
        (windows) => {
          const range = new RecentRange();
          const given: { half: number; low: number; high: number }[] = [];
          let half = 100;
          for (const { step, low, high } of windows) {
            half += step;
            range.enter(at(half), low, high);
            given.push({ half, low, high });
            const known = given.filter((one) => one.half >= half - 28);
            expect(range.range).toEqual({
              low: Math.min(...known.map((one) => one.low)),
              high: Math.max(...known.map((one) => one.high)),
            });
            expect(new RecentRange(range.stored()).range).toEqual(range.range);
          }
        },
      ),
    );
  });

  it('says when what is stored has changed, and only then', () => {
    const range = new RecentRange();
    expect(range.enter(at(1), 4, 6)).toBe(true);
    expect(range.enter(at(1), 4, 6)).toBe(false);
    expect(range.enter(at(1), 5, 5.5)).toBe(false);
    expect(range.enter(at(1), 5, 7)).toBe(true);
    expect(range.enter(at(2), 5, 5)).toBe(true);
  });

  it('holds nothing outside while it knows nothing, and leaves out what is in another unit', () => {
    const range = new RecentRange();
    expect(range.isOutside(1e9)).toBe(false);
    range.enter(at(1), 4, 6);
    expect([range.isOutside(3.9), range.isOutside(4), range.isOutside(6.1)]).toEqual([true, false, true]);
    expect(range.leaveOutUpTo(at(3))).toBe(true);
    expect(range.isEmpty).toBe(true);
    expect(range.enter(at(3), 1, 2)).toBe(false);
    expect(range.enter(at(4), 1, 2)).toBe(true);
  });
});
