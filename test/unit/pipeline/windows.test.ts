import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/client/random.ts';
import { minuteMs, singleReading } from '../../../src/domain/window.ts';
import { windowDetectors } from '../../../src/pipeline/detect/detectors.ts';
import { SensorState } from '../../../src/pipeline/sensor-state.ts';
import { packState, unpackState } from '../../../src/pipeline/windows/packed-state.ts';
import { definition } from '../../support/readings/pipeline-values.ts';

describe('what a detector remembers', () => {
  it('is the same after it was packed to bytes and unpacked, number by number', () => {
    const leaf = fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.string(), fc.boolean(), fc.constant(null));
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(fc.double({ noNaN: true }), { maxLength: 40 }),
        fc.array(tie('tree'), { maxLength: 5 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tie('tree')),
      ),
    }));
    fc.assert(
      fc.property(tree, (value) => {
        // JSON knows one zero.
        expect(JSON.stringify(unpackState(packState(value)))).toBe(JSON.stringify(value));
      }),
    );
    expect(
      unpackState(
        packState({ a: Number.NEGATIVE_INFINITY, b: [1, 2, Number.POSITIVE_INFINITY, 4, 5], c: [0.1, 1e-300] }),
      ),
    ).toEqual({
      a: Number.NEGATIVE_INFINITY,
      b: [1, 2, Number.POSITIVE_INFINITY, 4, 5],
      c: [0.1, 1e-300],
    });
  });
});

describe('the memory of detectors of a sensor’s windows', () => {
  it('is bounded, whatever the signal and however long it is known: 67 kB a sensor as it is stored', () => {
    const { next: random } = seededRandom(4);
    const memories = windowDetectors.filter(({ scope }) => scope === 'sensor').map((detector) => detector.begin());
    const its = definition();
    const sizes = () => memories.reduce((sum, memory) => sum + packState(memory.stored()).length, 0);
    const grownTo: number[] = [];
    for (let minute = 0; minute < 24 * 1_440; minute++) {
      const mean = 50 + Math.sin(minute / 229) + random();
      const window = { sensorId: 1, windowMs: minute * minuteMs, count: 1, mean, stddev: 0, min: mean, max: mean };
      for (const memory of memories) memory.observe(window, its);
      if (minute % 1_440 === 0) grownTo.push(sizes());
    }
    expect(sizes()).toBeLessThan(70_000);
    expect(sizes() - (grownTo[18] ?? 0), 'from the 18th day on it grows no more').toBeLessThan(1_000);
  });
});

describe('the windows that readings complete', () => {
  const complete = (minutesAndValues: readonly (readonly [number, number])[]) => {
    const state = new SensorState();
    return minutesAndValues.map(([minute, value]) => {
      const completed = state.completedBy(minute * minuteMs, value);
      state.add(minute * minuteMs, singleReading(value));
      return completed.map(({ windowMs, stats }) => [windowMs / minuteMs, stats.count, stats.mean]);
    });
  };

  it('are each completed once, by the first reading of a later minute', () => {
    expect(
      complete([
        [1, 10],
        [1, 20],
        [2, 30],
        [1, 60],
        [2, 50],
        [5, 1],
      ]),
    ).toEqual([[], [], [[1, 2, 15]], [], [], [[2, 2, 40]]]);
  });

  it('are completed at once where a sensor has one reading a minute or fewer', () => {
    expect(
      complete([
        [1, 10],
        [2, 20],
        [3, 30],
        [90, 40],
      ]),
    ).toEqual([
      [],
      [
        [1, 1, 10],
        [2, 1, 20],
      ],
      [[3, 1, 30]],
      [[90, 1, 40]],
    ]);
  });
});
