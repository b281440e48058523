import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/client/random.ts';
import { EarlierPoints } from '../../../../src/domain/recommendations/earlier-points.ts';

const overMs = 60_000;

describe('recent readings', () => {
  it('give the one to compare with: at least as old as asked for, and by a sixth older at most', () => {
    const points = new EarlierPoints();
    for (let ms = 0; ms <= 600_000; ms += 1_000) {
      const before = points.before(ms, overMs);
      points.add(ms, ms * 2, overMs);
      if (ms < overMs) expect(before).toBeNull();
      else {
        expect(ms - (before?.timeMs ?? 0)).toBeGreaterThanOrEqual(overMs);
        expect(ms - (before?.timeMs ?? 0)).toBeLessThanOrEqual(overMs + overMs / 6);
        expect(before?.value).toBe((before?.timeMs ?? 0) * 2);
      }
    }
  });

  it('are nine at most, whatever the rate of the readings', () => {
    const random = seededRandom(7);
    const points = new EarlierPoints();
    let ms = 0;
    for (let i = 0; i < 2_000; i++) {
      ms += Math.floor(random.next() * ((i % 100) * 900 + 1));
      points.add(ms, 1, overMs);
      expect(points.stored().length / 2).toBeLessThanOrEqual(9);
    }
  });

  it('begin anew after five times as long without any', () => {
    const points = new EarlierPoints();
    points.add(0, 1, overMs);
    expect(points.before(300_000, overMs)).toEqual({ timeMs: 0, value: 1 });
    expect(points.before(300_001, overMs)).toBeNull();
    points.add(300_001, 2, overMs);
    expect(points.stored()).toEqual([300_001, 2]);
  });

  it('take no reading that is older than theirs', () => {
    const points = new EarlierPoints();
    points.add(0, 1, overMs);
    points.add(100_000, 2, overMs);
    expect(points.add(50_000, 9, overMs)).toBe(false);
    expect(points.before(70_000, overMs)).toBeNull();
    expect(points.before(170_000, overMs)).toEqual({ timeMs: 100_000, value: 2 });
  });
});
