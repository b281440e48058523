import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../../src/domain/window.ts';
import { Flatline } from '../../../../../src/pipeline/detect/flatline/flatline.ts';
import { flatlineDetector } from '../../../../../src/pipeline/detect/flatline/flatline-detector.ts';
import { definition } from '../../../../support/readings/pipeline-values.ts';

const dayMinutes = 1_440;
const rule = { leastMinutes: 20, factor: 3 };
/** Moves each minute, and stands still for five minutes now and then. */
const moving = (minutes: number) => Array.from({ length: minutes }, (_, i) => 60 + (i % 100 < 4 ? 0 : i % 7));
const still = (minutes: number, value = 71.3) => Array.from({ length: minutes }, () => value);

function run(values: readonly number[], flatline = new Flatline(), from = 0): number[] {
  return values.flatMap((value, i) =>
    flatline.observe((from + i) * minuteMs, value, value, rule) === null ? [] : [from + i],
  );
}

describe('A stuck sensor', () => {
  it('is told once, when it has stood still for 20 minutes and three times as long as ever', () => {
    const values = [...moving(2 * dayMinutes), ...still(300)];
    expect(run(values)).toEqual([2 * dayMinutes + 20]);
    const slower = [...moving(dayMinutes), ...still(15, 5), ...moving(dayMinutes), ...still(300)];
    expect(run(slower)).toEqual([2 * dayMinutes + 15 + 45]);
  });

  it('is told again when it was mended and sticks a second time', () => {
    const values = [...moving(dayMinutes), ...still(60), ...moving(100), ...still(60)];
    expect(run(values)).toEqual([dayMinutes + 20, dayMinutes + 180]);
  });

  it('is no machine at rest, no signal that rests most of the time, and none that is new', () => {
    expect(run([...moving(2 * dayMinutes), ...still(3_000, 0)])).toEqual([]);
    const setPoint = Array.from({ length: 40 }, (_, i) => still(100, i)).flat();
    expect(run([...setPoint, ...still(3_000)])).toEqual([]);
    expect(run([...moving(600), ...still(300)])).toEqual([]);
  });

  it('is the same when its memory is stored and read back at any minute', () => {
    const values = [...moving(dayMinutes), ...still(60), ...moving(100), ...still(60)];
    const whole = run(values);
    fc.assert(
      fc.property(fc.nat({ max: values.length }), (cut) => {
        const before = new Flatline();
        const told = run(values.slice(0, cut), before);
        const after = new Flatline(JSON.parse(JSON.stringify(before.stored())));
        expect([...told, ...run(values.slice(cut), after, cut)]).toEqual(whole);
      }),
      { numRuns: 50 },
    );
  });

  it('says since when, for how long, and how long it stood still before', () => {
    const memory = flatlineDetector.begin();
    const clauses = [...moving(2 * dayMinutes), ...still(60)].flatMap((value, i) => {
      const window = { sensorId: 1, windowMs: i * minuteMs, count: 1, mean: value, stddev: 0, min: value, max: value };
      const found = memory.observe(window, definition({ unit: '°C', sensorType: 'temperature' }));
      return found === null ? [] : [found.finding.reason?.clause, found.finding.issue];
    });
    expect(clauses).toEqual([
      'and has been exactly that for 20 minutes, since 00:00 UTC; until then at most it stood still for 5 minutes, so the sensor may be stuck and hide what the machine does',
      'temperature_stuck',
    ]);
  });
});
