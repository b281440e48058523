import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FallingQueue } from '../../../../../src/pipeline/detect/falling-queue.ts';
import { RangeNovelty } from '../../../../../src/pipeline/detect/novelty/range-novelty.ts';

const points = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 1_500 });
const windowPoints = 300;

function observed(novelty: RangeNovelty, value: number, seen: number): number {
  const excess = novelty.excess(value, seen);
  novelty.enter(value);
  return excess;
}

/** By its definition: the range of whole blocks of 100 points, the newest and two before it. */
function excessOf(values: readonly number[], at: number): number {
  const blocks = Math.ceil(at / 100);
  const before = values.slice(Math.max(0, (blocks - windowPoints / 100) * 100), at);
  if (before.length === 0) return 0;
  const [y = 0, low, high] = [values[at], Math.min(...before), Math.max(...before)];
  const beyond = y > high ? y - high : y < low ? y - low : 0;
  const share = (Math.abs(beyond) / (high > low ? high - low : 1e-9)) * (at / (at + 1_000));
  return Math.sign(beyond) * Math.min(99.9, share);
}

describe('The excess of a value over the range of the points before it', () => {
  it('is that of whole blocks of 100 points, at every point', () => {
    fc.assert(
      fc.property(points, (values) => {
        const novelty = new RangeNovelty(windowPoints);
        for (const [at, value] of values.entries()) expect(observed(novelty, value, at)).toBe(excessOf(values, at));
      }),
      { numRuns: 20 },
    );
  });

  it('is the same from a memory of every block, as an earlier version stored it', () => {
    fc.assert(
      fc.property(points, points, (before, after) => {
        const novelty = new RangeNovelty(windowPoints);
        for (const [at, value] of before.entries()) observed(novelty, value, at);
        const blocks = Array.from({ length: Math.ceil(before.length / 100) }, (_, i) =>
          before.slice(i * 100, (i + 1) * 100),
        ).slice(-windowPoints / 100);
        const earlier = new RangeNovelty(windowPoints, {
          filled: blocks.at(-1)?.length ?? 100,
          highs: blocks.map((block) => Math.max(...block)),
          lows: blocks.map((block) => Math.min(...block)),
        });
        after.forEach((value, i) => {
          const seen = before.length + i;
          expect(observed(earlier, value, seen)).toBe(observed(novelty, value, seen));
        });
      }),
      { numRuns: 20 },
    );
  });
});

describe('The greatest of the newest values', () => {
  it.each([1, -1] as const)('is found for every stretch, with the sign %s', (sign) => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 60 }), (values) => {
        let queue = new FallingQueue(sign);
        values.forEach((value, place) => {
          queue.dropBefore(place - 19);
          queue.push(value, place);
          if (place === 30) queue = new FallingQueue(sign, JSON.parse(JSON.stringify(queue.stored())));
          const newest = values.slice(Math.max(0, place - 19), place + 1);
          const best = (some: readonly number[]) => (sign === 1 ? Math.max(...some) : Math.min(...some));
          expect(queue.greatest).toBe(best(newest));
          for (const size of [1, 5, 20]) {
            if (newest.length >= size) expect(queue.greatestFrom(place - size + 1)).toBe(best(newest.slice(-size)));
          }
        });
      }),
    );
  });
});
