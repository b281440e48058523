import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minuteMs, singleReading } from '../../../src/domain/window.ts';
import { SensorState } from '../../../src/pipeline/sensor-state.ts';
import { packState, unpackState } from '../../../src/pipeline/windows/packed-state.ts';

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
