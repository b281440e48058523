import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../src/client/random.ts';
import { Novelty, type NoveltyPoint, recordingScore } from '../../../../../src/pipeline/detect/novelty/novelty.ts';

const everyS = 300;
const dayPoints = 86_400 / everyS;

/** A signal with a daily course and noise, one point each five minutes. */
function daily(points: number, seed = 1): number[] {
  const { next: random } = seededRandom(seed);
  return Array.from({ length: points }, (_, i) => 70 + 10 * Math.sin((2 * Math.PI * i) / dayPoints) + random() - 0.5);
}

function run(values: readonly number[], novelty = new Novelty(), from = 0): NoveltyPoint[] {
  return values.map((value, i) => novelty.observe((from + i) * everyS, value));
}

/** Any course at all, with jumps, still stretches and missing values. */
const anySignal = fc.array(
  fc.oneof(
    { arbitrary: fc.double({ min: -100, max: 100, noNaN: true }), weight: 8 },
    { arbitrary: fc.constantFrom(0, 0, 1e9, -1e9, Number.NaN), weight: 2 },
  ),
  { minLength: 1, maxLength: 400 },
);

describe('Range novelty', () => {
  it('tells a spike at the point where it comes, by the view that it left furthest, and keeps still before', () => {
    const values = daily(20 * dayPoints);
    values[19 * dayPoints] = 95;
    const points = run(values);
    const told = points.map(({ score }, i) => ({ score, i })).filter(({ score }) => score >= 0.2);
    expect(told.filter(({ i }) => i > 5 * dayPoints).map(({ i }) => i)).toEqual([19 * dayPoints]);
    expect(points[19 * dayPoints]).toMatchObject({ side: 'high', view: expect.stringMatching(/same_hour|residual/) });
  });

  it('tells a level that is ordinary by night and new at noon', () => {
    const values = daily(20 * dayPoints);
    // The daily low, held for an hour at the time of the daily high.
    for (let i = 0; i < 12; i++) values[18 * dayPoints + dayPoints / 4 + i] = 61;
    const points = run(values).slice(18 * dayPoints, 18 * dayPoints + dayPoints / 2);
    expect(Math.max(...points.map(({ score }) => score))).toBeGreaterThan(recordingScore);
  });

  it('tells an episode once, however long it lasts', () => {
    const values = daily(20 * dayPoints);
    for (let i = 0; i < 100; i++) values[19 * dayPoints + i] = 130;
    const told = run(values).slice(19 * dayPoints, 19 * dayPoints + 100);
    expect(told.filter(({ score }) => score >= recordingScore).length).toBeLessThanOrEqual(5);
    expect(told[0]?.score).toBeGreaterThan(0.5);
  });

  it('says nothing of the first points of a signal, whatever they are', () => {
    expect(run(daily(110)).every(({ score }) => score === 0)).toBe(true);
  });

  it('passes over what is no number and what is not later than the newest, without a trace', () => {
    const values = daily(600);
    const clean = run(values).slice(-200);
    const novelty = new Novelty();
    const disturbed = values.flatMap((value, i) => {
      const point = novelty.observe(i * everyS, value);
      expect(novelty.observe(i * everyS + 1, Number.NaN).score).toBe(0);
      expect(novelty.observe((i - 1) * everyS, 1e9).score).toBe(0);
      return [point];
    });
    expect(disturbed.slice(-200)).toEqual(clean);
  });

  it('gives the prefix of a signal the prefix of its scores', () => {
    fc.assert(
      fc.property(anySignal, fc.nat(400), (values, cut) => {
        expect(run(values.slice(0, cut))).toEqual(run(values).slice(0, cut));
      }),
      { numRuns: 30 },
    );
  });

  it('gives equal scores when its memory is stored and read back at any point', () => {
    const values = daily(6 * dayPoints);
    const whole = run(values);
    for (const cut of [1, 47, 48, 49, 50, 110, 999, 1000, 5 * dayPoints]) {
      const before = new Novelty();
      run(values.slice(0, cut), before);
      const after = new Novelty(JSON.parse(JSON.stringify(before.stored())));
      expect(run(values.slice(cut), after, cut)).toEqual(whole.slice(cut));
    }
  });

  it('keeps a bounded memory however long a signal runs', () => {
    const novelty = new Novelty();
    const size = () => JSON.stringify(novelty.stored()).length;
    run(daily(30 * dayPoints), novelty);
    const afterAMonth = size();
    run(daily(30 * dayPoints), novelty, 30 * dayPoints);
    expect(size()).toBeLessThan(afterAMonth * 1.1);
  });
});
