import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../src/client/random.ts';
import { DayDistance } from '../../../../../src/pipeline/detect/novelty/day-distance.ts';

const everyS = 900;
const dayPoints = 96;

function signal(points: number): number[] {
  const { next: random } = seededRandom(5);
  return Array.from({ length: points }, (_, i) => 1e4 * Math.sin((2 * Math.PI * i) / dayPoints) + random());
}

const run = (values: readonly number[], distance: DayDistance) =>
  values.map((value) => distance.observe(value, everyS));

/** The same by its definition: every lag and every point of the stretch, each time. */
function byDefinition(values: readonly number[], at: number): number {
  const lags = Array.from({ length: 14 }, (_, day) =>
    [-2, -1, 0, 1, 2].map((shift) => (day + 1) * dayPoints + shift),
  ).flat();
  const distances = lags
    .filter((lag) => at + 1 - 24 >= lag)
    .map((lag) => {
      let sum = 0;
      for (let back = 0; back < 24; back++) sum += ((values[at - back] ?? 0) - (values[at - back - lag] ?? 0)) ** 2;
      return Math.sqrt(sum / 24);
    });
  return Math.min(...distances);
}

describe('The distance of the newest points to those of days before', () => {
  it('is what its definition says, also after a long time, at any level', () => {
    const values = signal(40 * dayPoints).map((value) => value + 1e9);
    const found = run(values, new DayDistance());
    for (const at of [dayPoints + 40, 5 * dayPoints, 39 * dayPoints + 7]) {
      const wanted = byDefinition(values, at);
      expect(Math.abs((found[at] ?? 0) - wanted)).toBeLessThan(1e-3 * wanted);
    }
  });

  it('is the same number when its memory is stored and read back', () => {
    const values = signal(20 * dayPoints);
    const whole = run(values, new DayDistance());
    for (const cut of [10, 48, 49, 60, 3 * dayPoints + 1, 17 * dayPoints]) {
      const before = new DayDistance();
      run(values.slice(0, cut), before);
      const after = new DayDistance(JSON.parse(JSON.stringify(before.stored())));
      expect(run(values.slice(cut), after)).toEqual(whole.slice(cut));
    }
  });

  it('is not looked for where a day has more points than it can hold', () => {
    const distance = new DayDistance();
    for (let i = 0; i < 3_000; i++) expect(distance.observe(i, 1)).toBeNull();
    expect(distance.pointsADay).toBeNull();
    expect(distance.stored().points).toEqual([]);
  });
});
