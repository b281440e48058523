import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minuteMs, singleReading } from '../../../src/domain/window.ts';
import { type Baseline, SensorState } from '../../../src/pipeline/sensor-state.ts';
import { liveBytes } from '../../support/server/live-memory.ts';

interface Given {
  readonly minute: number;
  readonly value: number;
}

/** Straight from the rule: every reading of the sixty windows before, in two passes; null with fewer than ten windows. */
function baselineOf(given: readonly Given[], minute: number): Baseline | null {
  const hour = given.filter((reading) => reading.minute >= minute - 60 && reading.minute < minute);
  const windows = new Set(hour.map((reading) => reading.minute)).size;
  if (windows < 10) return null;
  const mean = hour.reduce((sum, { value }) => sum + value, 0) / hour.length;
  const m2 = hour.reduce((sum, { value }) => sum + (value - mean) ** 2, 0);
  return { windows, mean, stddev: Math.sqrt(m2 / (hour.length - 1)) };
}

function expectSame(actual: Baseline | null, expected: Baseline | null): void {
  if (expected === null || actual === null) return void expect(actual).toBe(expected);
  expect(actual.windows).toBe(expected.windows);
  expect(actual.mean).toBeCloseTo(expected.mean, 6);
  expect(actual.stddev).toBeCloseTo(expected.stddev, 6);
}

function stateOf(given: readonly Given[]): SensorState {
  const state = new SensorState();
  for (const { minute, value } of given) state.add(minute * minuteMs, singleReading(value));
  return state;
}

const perMinute = (from: number, to: number, value = (minute: number) => minute % 7) =>
  Array.from({ length: to - from }, (_, i) => ({ minute: from + i, value: value(from + i) }));

describe('the baseline of a sensor', () => {
  it('is what the readings of the sixty windows before say, late ones too, at any moment', () => {
    // A clock that mostly goes forward, with readings up to 70 minutes late; asked before each reading, as the detector does.
    const step = fc.record({
      forward: fc.integer({ min: 0, max: 12 }),
      late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 70 })),
      value: fc.double({ min: -100, max: 100, noNaN: true }),
      again: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const state = new SensorState();
        const given: Given[] = [];
        let newest = 1_000;
        for (const { forward, late, value, again } of steps) {
          newest += again ? 0 : forward > 9 ? forward * 3 : 1;
          const minute = newest - late;
          if (late <= 1) expectSame(state.baselineBefore(minute * minuteMs), baselineOf(given, minute));
          state.add(minute * minuteMs, singleReading(value));
          given.push({ minute, value });
          const reached = Math.max(...given.map((reading) => reading.minute));
          expectSame(state.baselineBefore(reached * minuteMs), baselineOf(given, reached));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('needs ten windows, however many readings nine have', () => {
    const nine = [...perMinute(0, 9), ...perMinute(0, 9)];
    expect(stateOf(nine).baselineBefore(9 * minuteMs)).toBeNull();
    expect(stateOf([...nine, { minute: 9, value: 1 }]).baselineBefore(10 * minuteMs)).toMatchObject({ windows: 10 });
  });

  it('leaves out the reading’s own window and the sixty-first', () => {
    const state = stateOf(perMinute(0, 62));
    expect(state.baselineBefore(61 * minuteMs)).toMatchObject({ windows: 60 });
    const outliers = stateOf([
      ...perMinute(0, 1, () => 1e6),
      ...perMinute(1, 61, () => 5),
      ...perMinute(61, 62, () => 1e6),
    ]);
    expect(outliers.baselineBefore(61 * minuteMs)).toMatchObject({ mean: 5, stddev: 0 });
  });

  it('is restated by a late reading after it was asked for', () => {
    const state = stateOf(perMinute(0, 20, () => 5));
    expect(state.baselineBefore(20 * minuteMs)).toMatchObject({ mean: 5, stddev: 0 });
    state.add(3 * minuteMs, singleReading(26));
    expect(state.baselineBefore(20 * minuteMs)).toMatchObject({ mean: expect.closeTo(6, 9) });
  });

  it('does not change by readings of its own window', () => {
    const state = stateOf(perMinute(0, 20));
    const before = state.baselineBefore(20 * minuteMs);
    state.add(20 * minuteMs, singleReading(1e6));
    expect(state.baselineBefore(20 * minuteMs)).toEqual(before);
  });

  it('begins anew after a silence of an hour', () => {
    const state = stateOf([...perMinute(0, 30), { minute: 95, value: 1 }]);
    expect(state.baselineBefore(95 * minuteMs)).toBeNull();
  });

  it('of a tag that has told a reading or two takes less than a third of the room of one that tells all the time', () => {
    const before = liveBytes();
    const states = Array.from({ length: 1_000 }, () => new SensorState());
    for (const state of states) for (const minute of [7, 8]) state.add(minute * minuteMs, singleReading(1));
    const once = liveBytes() - before;
    for (const state of states) for (const minute of [9, 10]) state.add(minute * minuteMs, singleReading(1));
    expect((liveBytes() - before) / once).toBeGreaterThan(3);
    expect(once / states.length).toBeLessThan(1_300);
  });

  it('has all its memory from its third window on, so that a server does not grow while its baselines fill', () => {
    const states = Array.from({ length: 1_000 }, () => new SensorState());
    const round = (minute: number): void => {
      for (const state of states) {
        state.baselineBefore(minute * minuteMs);
        state.add(minute * minuteMs, singleReading(minute % 7));
      }
    };
    for (let minute = 0; minute < 3; minute++) round(minute);
    const first = liveBytes();
    for (let minute = 3; minute < 240; minute++) round(minute);
    // What is left is the baseline that each was last asked for, and the range of the half day, three numbers.
    expect((liveBytes() - first) / states.length).toBeLessThan(250);
    expect(states[0]?.baselineBefore(240 * minuteMs)).toMatchObject({ windows: 60 });
  });
});
