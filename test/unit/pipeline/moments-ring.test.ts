import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Moments, mergeMoments, minuteMs, singleReading, type WindowStats } from '../../../src/domain/window.ts';
import { MomentsRing } from '../../../src/pipeline/moments-ring.ts';

/** A minute's readings, 1 to 4 of them; no reading leaves a gap. */
const minute = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { maxLength: 4 });

describe('The newest minutes of a sensor', () => {
  it('merge into the moments of all their readings, at any level, across gaps and rounds of the ring', () => {
    fc.assert(
      fc.property(
        fc.array(minute, { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0, 1e6, -1e9),
        fc.integer({ min: 1, max: 62 }),
        (minutes, level, span) => {
          const ring = new MomentsRing(62);
          const known: (WindowStats | null)[] = minutes.map((values, i) => {
            for (const value of values) ring.add(i * minuteMs, singleReading(level + value));
            return ring.newestMs === i * minuteMs ? ring.newest : null;
          });
          const newest = ring.newestMs / minuteMs;
          const spanned = known.slice(Math.max(0, newest + 1 - span), Math.max(0, newest + 1));
          const wanted = spanned.reduce<Moments | null>(
            (all, one) => (one === null ? all : all === null ? one : mergeMoments(all, one)),
            null,
          );
          const ranges: (readonly [number, number])[] = [];
          ring.tellRanges((newest + 1 - span) * minuteMs, (newest + 1) * minuteMs, {
            noteRange: (_windowMs, low, high) => void ranges.push([low, high]),
          });
          expect(ranges).toEqual(spanned.flatMap((one) => (one === null ? [] : [[one.min, one.max]])));
          const found = ring.merged((newest + 1 - span) * minuteMs, (newest + 1) * minuteMs);
          if (wanted === null) {
            expect(found).toBeNull();
            return;
          }
          expect(found?.windows).toBe(spanned.filter((one) => one !== null).length);
          expect(found?.moments.count).toBe(wanted.count);
          const { mean = Number.NaN, meanLow = Number.NaN, m2 = Number.NaN } = found?.moments ?? {};
          expect(Math.abs(mean - wanted.mean + (meanLow - wanted.meanLow))).toBeLessThan(1e-9);
          expect(Math.abs(m2 - wanted.m2)).toBeLessThan(1e-9 * (1 + wanted.m2));
        },
      ),
      { numRuns: 100 },
    );
  });
});
