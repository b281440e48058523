import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../src/client/random.ts';
import { minuteMs } from '../../../../../src/domain/window.ts';
import { counterDetector } from '../../../../../src/pipeline/detect/counter/counter-detector.ts';
import type { WindowMemory } from '../../../../../src/pipeline/detect/window-detector.ts';
import { packState, unpackState } from '../../../../../src/pipeline/windows/packed-state.ts';
import { definition } from '../../../../support/readings/pipeline-values.ts';

const day = 1_440;
const days = 12;
const { next: random } = seededRandom(9);
const steps = Array.from({ length: days * day }, () => 2 + random());
const meter = definition({ kind: 'counter', sensorType: 'energy', unit: 'kWh', rollOverAt: 65_536 });

/** Counts in five days of the week, by day. */
function isWorking(minute: number): boolean {
  return minute % day < 960 && Math.floor(minute / day) % 7 < 5;
}

interface Course {
  /** What the meter shows in a minute, of what it showed before and what is consumed. */
  readonly shows?: (before: number, step: number, minute: number) => number;
  readonly works?: (minute: number) => boolean;
}

function run(
  { shows = (before, step) => before + step, works = isWorking }: Course,
  memory = counterDetector.begin(),
  range = { from: 0, to: days * day },
) {
  const told: { minute: number; issue: string | undefined; clause: string | undefined }[] = [];
  let value = 100;
  for (let minute = 0; minute < range.to; minute++) {
    value = shows(value, works(minute) ? (steps[minute] ?? 0) : 0, minute);
    if (minute < range.from) continue;
    const window = {
      sensorId: 1,
      windowMs: minute * minuteMs,
      count: 1,
      mean: value,
      stddev: 0,
      min: value,
      max: value,
    };
    const found = memory.observe(window, meter);
    if (found !== null) told.push({ minute, issue: found.finding.issue, clause: found.finding.reason?.clause });
  }
  return told;
}

/** Monday of the second week, in the morning. */
const onset = 7 * day + 300;

describe('A counter', () => {
  it('that counts by day and rests at night and on weekends is told of nothing', () => {
    expect(run({})).toEqual([]);
  });

  it('that never rests and then stands still is told once, within hours', () => {
    const told = run({ works: () => true, shows: (before, step, minute) => (minute < onset ? before + step : before) });
    expect(told.map(({ issue }) => issue)).toEqual(['energy_stuck']);
    expect((told[0]?.minute ?? 0) - onset).toBeLessThan(120);
    expect(told[0]?.clause).toMatch(
      /^and has counted nothing for \d+ minutes, since 1970-01-08 0\d:\d\d UTC; until then it has always counted from minute to minute, so the meter may be stuck while the machine works$/,
    );
  });

  it('that jumps is told with what it rose by, over which time, and the fastest that it ever counted', () => {
    const told = run({ shows: (before, step, minute) => before + step + (minute === onset ? 500 : 0) });
    expect(told.map(({ issue, minute }) => [issue, minute])).toEqual([['energy_jump', onset]]);
    expect(told[0]?.clause).toMatch(
      /^and rose by 50\d\.?\d* kWh within a minute, since 1970-01-08 04:59 UTC, 16\d\.?\d* times as fast as ever in 7 days \(at most [\d.]+ kWh a minute\), so the meter may have been exchanged or be wrong, and sums over this time with it$/,
    );
  });

  it('that begins anew at 0, or rolls over at the end of its range, has not jumped', () => {
    expect(run({ shows: (before, step, minute) => (minute === onset ? 0 : before + step) })).toEqual([]);
    const rolling = run({ shows: (before, step, minute) => (minute === 0 ? 50_000 : (before + step) % 65_536) });
    expect(rolling).toEqual([]);
  });

  it('that was silent for hours and has counted meanwhile has not jumped', () => {
    const memory = counterDetector.begin();
    expect(run({}, memory, { from: 0, to: onset })).toEqual([]);
    expect(run({}, memory, { from: onset + 400, to: onset + 800 })).toEqual([]);
  });

  it('gives the same when its memory is stored and read back at any point', () => {
    const course: Course = { shows: (before, step, minute) => before + step + (minute === onset ? 500 : 0) };
    const whole = run(course);
    fc.assert(
      fc.property(fc.nat({ max: days * day - 1 }), (cut) => {
        const before = counterDetector.begin();
        const first = run(course, before, { from: 0, to: cut });
        const after: WindowMemory = counterDetector.load(unpackState(packState(before.stored())));
        expect([...first, ...run(course, after, { from: cut, to: days * day })]).toEqual(whole);
      }),
      { numRuns: 10 },
    );
  });
});
