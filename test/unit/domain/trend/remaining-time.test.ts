import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/client/random.ts';
import { timeToLimit } from '../../../../src/domain/trend/remaining-time.ts';
import type { Points } from '../../../../src/domain/trend/theil-sen.ts';

/** Half a day in ten-minute means until now (hour 0) of a course, with noise. */
function halfDay(course: (hour: number) => number, seed: number, noise = 0.2): Points {
  const { next } = seededRandom(seed);
  const times = Array.from({ length: 72 }, (_, i) => (i - 71) / 6);
  return { times, values: times.map((hour) => course(hour) + noise * (next() + next() + next() - 1.5)) };
}

const courses = {
  'goes straight on': { course: (hour: number) => 80 + 0.5 * hour, limit: 85, truth: 10 },
  'falls straight on': { course: (hour: number) => 20 - 0.4 * hour, limit: 18, truth: 5 },
  'grows ever faster': {
    course: (hour: number) => 20 + 6 * Math.exp(0.12 * hour),
    limit: 35,
    truth: Math.log(15 / 6) / 0.12,
  },
  'leaks ever slower': {
    course: (hour: number) => 6.2 * Math.exp(-0.03 * hour),
    limit: 5.4,
    truth: Math.log(6.2 / 5.4) / 0.03,
  },
};

describe('the time to a limit', () => {
  it.each(Object.entries(courses))(
    'of what %s lies within its interval, four times of five at least',
    (_what, { course, limit, truth }) => {
      const noise = Math.abs(course(0)) * 0.01;
      const results = Array.from({ length: 100 }, (_, seed) => timeToLimit(halfDay(course, seed + 1, noise), limit));
      const known = results.filter((time) => time !== null);
      expect(known.length).toBeGreaterThanOrEqual(95);
      for (const { from, p50, to } of known) {
        expect(from).toBeLessThanOrEqual(p50);
        expect(to ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(p50);
      }
      const held = known.filter(({ from, to }) => from <= truth && (to === null || truth <= to));
      expect(held.length / known.length).toBeGreaterThanOrEqual(0.8);
      const likeliest = known.map(({ p50 }) => p50).sort((a, b) => a - b)[known.length >> 1] ?? 0;
      expect(likeliest / truth).toBeGreaterThan(0.7);
      expect(likeliest / truth).toBeLessThan(1.4);
    },
  );

  it.each([
    ['moves away from it', (hour: number) => 80 - hour, 85],
    ['is beyond it', (hour: number) => 90 + hour, 85],
    ['has turned', (hour: number) => 80 - Math.abs(hour + 6), 85],
  ])('of what %s is none', (_what, course, limit) => {
    for (let seed = 1; seed <= 50; seed++) expect(timeToLimit(halfDay(course, seed), limit)).toBeNull();
  });

  it('of what stands is nearly always none', () => {
    const seen = Array.from({ length: 200 }, (_, seed) =>
      timeToLimit(
        halfDay(() => 80, seed + 1),
        85,
      ),
    );
    expect(seen.filter((time) => time !== null).length).toBeLessThanOrEqual(4);
  });

  it('is known of a smooth signal that began to move within the points', () => {
    const bent = halfDay((hour) => 80 + Math.max(0, hour + 5) * 0.5, 1, 0);
    const { from = 0, to } = timeToLimit(bent, 84) ?? {};
    expect(from).toBeLessThanOrEqual(3);
    expect(to ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(3);
  });

  it('is none of what has just jumped: where it ends nobody knows', () => {
    for (let seed = 1; seed <= 50; seed++) {
      expect(
        timeToLimit(
          halfDay((hour) => (hour > -0.9 ? 83 : 80 + hour / 10), seed),
          85,
        ),
      ).toBeNull();
    }
  });

  it('begins sooner where single values scatter around the line', () => {
    const points = halfDay((hour) => 80 + 0.5 * hour, 3);
    const [quiet, wild] = [timeToLimit(points, 85), timeToLimit(points, 85, { scatter: 1 })];
    expect(wild?.from).toBeLessThan((quiet?.from ?? 0) - 2);
    expect(wild?.p50).toBe(quiet?.p50);
  });

  it('is none of fewer than sixteen points', () => {
    const times = Array.from({ length: 15 }, (_, i) => i - 14);
    expect(timeToLimit({ times, values: times }, 5)).toBeNull();
    expect(timeToLimit({ times: [...times, 1], values: [...times, 1] }, 5)).not.toBeNull();
  });
});
