import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultDetection } from '../../../../../src/domain/detection/resolution.ts';
import type { TagValue } from '../../../../../src/domain/readings/reading.ts';
import { stateText } from '../../../../../src/domain/readings/state-text.ts';
import { DetectorMemory } from '../../../../../src/domain/recommendations/detector-memory.ts';
import { detectors } from '../../../../../src/pipeline/detect/detectors.ts';
import { processBatch } from '../../../../../src/pipeline/process-batch.ts';
import { describe as sentenceOf } from '../../../../../src/pipeline/recommend/alarm-wording.ts';
import type { Definition } from '../../../../../src/pipeline/sensor-definition.ts';
import { SensorState } from '../../../../../src/pipeline/sensor-state.ts';
import { bronzeReading, definition, minute0Ms } from '../../../../support/readings/pipeline-values.ts';

type Parameters = Partial<Definition['detection']['state']['parameters']>;
type Shown = readonly [minute: number, value: TagValue];

const minuteMs = 60_000;
const day = 1_440;

function sensorOf(
  parameters: Parameters = {},
  allowed: readonly TagValue[] = [],
  more: Partial<Definition> = {},
): Definition {
  return definition({
    kind: 'state',
    equipmentId: 'CR_002',
    sensorType: 'mode',
    issueName: 'mode',
    allowedStates: allowed.length === 0 ? null : new Set(allowed.map(stateText)),
    detection: {
      ...defaultDetection,
      state: { enabled: true, parameters: { ...defaultDetection.state.parameters, ...parameters } },
    },
    ...more,
  });
}

/** Each reading as a batch of its own, through all stages. */
function follow(sensor: Definition, state = new SensorState()) {
  const step = (shown: readonly Shown[], more: ReadingMore = {}) =>
    shown.map(([minute, value]) => {
      const reading = bronzeReading(value, { eventTimeMs: minute0Ms + minute * minuteMs, ...more });
      return processBatch(
        [reading],
        () => sensor,
        () => state,
        { detectors, minSeverityRank: 3 },
      );
    });
  return {
    recorded: (shown: readonly Shown[], more?: ReadingMore) =>
      step(shown, more).flatMap(({ anomalies }) => anomalies.map(({ finding }) => finding)),
    told: (shown: readonly Shown[], more?: ReadingMore) =>
      step(shown, more).flatMap(({ candidates }) => candidates.map((one) => `${one.issueType}: ${sentenceOf(one)}`)),
  };
}
type ReadingMore = NonNullable<globalThis.Parameters<typeof bronzeReading>[1]>;

/** Load, haul, dump, return: an hour a round, each state told once a minute. */
function cycle(fromMinute: number, toMinute: number): Shown[] {
  const states = ['LOAD', 'HAUL', 'DUMP', 'RETURN'];
  return Array.from({ length: toMinute - fromMinute }, (_, i) => {
    const minute = fromMinute + i;
    return [minute, states[Math.floor(minute / 15) % 4] ?? ''];
  });
}

describe('a state that is not declared', () => {
  it('is told at the first reading, with the states that are', () => {
    expect(
      follow(sensorOf({}, ['RUN', 'STOP', 3, true])).told([
        [0, 'RUN'],
        [1, '3'],
        [2, 'true'],
        [3, 'MAINT'],
      ]),
    ).toEqual([
      'mode_state_not_allowed_high: mode of CR_002 is “MAINT”, which is none of the states declared for it (“RUN”, “STOP”, “3”, “true”), so the machine, its controller or the list of states is wrong.',
    ]);
  });

  it('is recorded and not told when it came late, and never where none is declared', () => {
    const late = { receivedAtMs: minute0Ms + day * minuteMs };
    const sensor = follow(sensorOf({}, ['RUN']));
    expect(sensor.told([[0, 'ODD']], late)).toEqual([]);
    expect(sensor.recorded([[1, 'ODD']], late).map(({ issue }) => issue)).toEqual(['mode_state_not_allowed']);
    expect(
      follow(sensorOf()).recorded([
        [0, 'ODD'],
        [1, 'ODDER'],
      ]),
    ).toEqual([]);
  });
});

describe('a change that was never seen', () => {
  const late = 8 * day;

  it('is told once a week is known, with what came before it', () => {
    const sensor = follow(sensorOf());
    expect(sensor.told(cycle(0, late))).toEqual([]);
    expect(
      sensor.told([
        [late, 'LOAD'],
        [late + 15, 'RETURN'],
        [late + 16, 'LOAD'],
        [late + 17, 'RETURN'],
      ]),
    ).toEqual([
      'mode_state_unexpected_high: mode of CR_002 is “RETURN”, after “LOAD”: this change was never seen before among 768 of the last 8 days, each of a kind that came again, so a step may be missing or the sequence has failed.',
    ]);
  });

  it('is recorded from a score on, and told of no sensor whose changes are mostly new', () => {
    const sensor = follow(sensorOf());
    const words: Shown[] = Array.from({ length: 400 }, (_, i) => [i * 40, `${(i * i) % 47}`]);
    const found = sensor.recorded(words);
    expect(found.filter(({ confirmed }) => confirmed)).toEqual([]);
    const strict = follow(sensorOf({ queue_score: 1 }));
    strict.told(cycle(0, late));
    expect(strict.recorded([[late, 'DUMP']]).map(({ confirmed, severity }) => [confirmed, severity])).toEqual([
      [false, 'medium'],
    ]);
  });
});

describe('a state that lasts', () => {
  it('is told once, when it has lasted three times as long as ever, from a reading of the present', () => {
    const sensor = follow(sensorOf());
    const since = 8 * day;
    expect(sensor.told(cycle(0, since))).toEqual([]);
    const stuck: Shown[] = Array.from({ length: 300 }, (_, i) => [since + i, 'LOAD']);
    expect(sensor.told(stuck)).toEqual([
      'mode_state_lasting_high: mode of CR_002 is “LOAD”, for 60 minutes, since 2026-03-18 12:00 UTC; it lasted 15 minutes at most in 8 days, 192 times, so the machine may hang in it.',
    ]);
  });

  it('that began in a backlog is recorded once, and told when the present still shows it', () => {
    const sensor = follow(sensorOf());
    const since = 8 * day;
    sensor.told(cycle(0, since));
    const stuck: Shown[] = Array.from({ length: 200 }, (_, i) => [since + i, 'LOAD']);
    expect(sensor.recorded(stuck, { receivedAtMs: minute0Ms + (since + 250) * minuteMs })).toHaveLength(1);
    expect(
      sensor.told([
        [since + 250, 'LOAD'],
        [since + 251, 'LOAD'],
      ]),
    ).toHaveLength(1);
  });
});

describe('a signal that chatters', () => {
  const usual: Shown[] = Array.from({ length: 8 * 24 }, (_, i) => [i * 60, i % 2 === 0]);

  it('is told once when it changes three times as often within an hour as ever', () => {
    const sensor = follow(sensorOf());
    expect(sensor.told(usual)).toEqual([]);
    const chatter: Shown[] = Array.from({ length: 100 }, (_, i) => [8 * day + i, i % 2 === 0]);
    expect(sensor.told(chatter)).toEqual([
      'mode_state_chattering_high: mode of CR_002 is “true”, and changed 13 times in the last hour, at most 1 within an hour of the 8 days before, so a contact, a sensor or the control loop may chatter and wear what it drives.',
    ]);
  });

  it('is told in its first hour where there is a limit of changes', () => {
    const chatter: Shown[] = Array.from({ length: 30 }, (_, i) => [i, i % 2]);
    expect(follow(sensorOf({ max_changes_per_hour: 20 })).told(chatter)).toEqual([
      expect.stringMatching(
        /^mode_state_chattering_high: mode of CR_002 is “1”, and changed 21 times .* limit 20, so /,
      ),
    ]);
  });
});

describe('what was told of a state', () => {
  const late = 8 * day;
  const minutes = (from: number, count: number, value: TagValue): Shown[] =>
    Array.from({ length: count }, (_, i) => [from + i, value]);
  const usual: Shown[] = Array.from({ length: 8 * 24 }, (_, i) => [i * 60, i % 2 === 0]);
  const chatter: Shown[] = Array.from({ length: 20 }, (_, i) => [late + i, i % 2 === 0]);

  it.each<[string, readonly Shown[], readonly Shown[], readonly Shown[]]>([
    ['a state that lasts', cycle(0, late), minutes(late, 100, 'LOAD'), minutes(late + 100, 3, 'HAUL')],
    [
      'a change never seen before',
      cycle(0, late),
      [[late, 'LOAD'], ...minutes(late + 15, 10, 'RETURN')],
      minutes(late + 25, 3, 'LOAD'),
    ],
    ['chattering', usual, [...chatter, ...minutes(late + 20, 30, true)], minutes(late + 80, 3, true)],
  ])('is trouble for as long as it is so: %s', (_, known, trouble, over) => {
    const state = new SensorState();
    const sensor = follow(sensorOf(), state);
    sensor.told(known);
    expect(sensor.told(trouble)).toHaveLength(1);
    expect(state.memory.recovery).toBe('alarming');
    expect(sensor.told(over)).toEqual([]);
    expect(state.memory.recovery).toBe('recovered');
  });
});

describe('sensors that show states', () => {
  it('are judged by no size of their numbers, but by limits of their own', () => {
    const modes: Shown[] = Array.from({ length: 200 }, (_, i) => [i, i % 100 === 99 ? 1e6 : i % 2]);
    const limited = sensorOf({}, [], { levels: { warning: null, critical: 5e5, emergency: null } });
    const foundBy = (sensor: Definition) =>
      follow(sensor)
        .recorded(modes)
        .map(({ detector }) => detector);
    expect(new Set(foundBy(sensorOf()))).toEqual(new Set(['state']));
    expect(foundBy(limited).filter((detector) => detector !== 'state')).toEqual(['limit', 'limit']);
    // The number of a text is no measurement.
    const low = sensorOf({}, [], { levels: { warning: null, critical: -1, emergency: null } });
    expect(
      follow(low).recorded([
        [0, 'RUN'],
        [1, 'STOP'],
      ]),
    ).toEqual([]);
  });

  it('forget their states when they are registered as something else', () => {
    const state = new SensorState();
    follow(sensorOf(), state).recorded(cycle(0, 100));
    expect(state.memory.stored().states).not.toBeNull();
    follow(sensorOf({}, [], { kind: 'gauge' }), state).recorded([[101, 5]]);
    expect(state.memory.stored().states).toBeNull();
  });

  it('find the same in batches of any size, from a memory that was stored in between, and in a prefix', () => {
    const sensor = sensorOf({ record_score: 0.01, max_changes_per_hour: 6 }, ['a', 'b', 'c', 1, true]);
    const values = fc.constantFrom<TagValue>('a', 'b', 'c', 'd', 1, '1', true, 2);
    const readings = fc.array(fc.tuple(values, fc.integer({ min: -3, max: 30 })), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(readings, fc.integer({ min: 1, max: 20 }), (shown, size) => {
        let minute = 0;
        const atMinute = (value: TagValue, gap: number) => {
          minute += gap;
          return bronzeReading(value, { eventTimeMs: minute0Ms + minute * minuteMs });
        };
        const all = shown.map(([value, gap]) => atMinute(value, gap));
        const run = (sizeOfBatch: number, isReloaded: boolean, some = all) => {
          let state = new SensorState();
          const found: string[] = [];
          for (let from = 0; from < some.length; from += sizeOfBatch) {
            const batch = some.slice(from, from + sizeOfBatch);
            for (const { reading, finding } of judgedIn(batch, sensor, state)) {
              found.push(JSON.stringify([reading, finding]));
            }
            if (!isReloaded) continue;
            const { latestEventMs, latestValueMs, memory } = state;
            state = new SensorState(
              latestEventMs,
              new DetectorMemory(JSON.parse(JSON.stringify(memory.stored()))),
              latestValueMs,
            );
          }
          return found;
        };
        const whole = run(1, false);
        expect(run(1, true)).toEqual(whole);
        expect(run(size, true)).toEqual(whole);
        const prefix = run(1, false, all.slice(0, size));
        expect(whole.slice(0, prefix.length)).toEqual(prefix);
      }),
      { numRuns: 60 },
    );
  });
});

function judgedIn(batch: readonly ReturnType<typeof bronzeReading>[], sensor: Definition, state: SensorState) {
  const found: { reading: number; finding: unknown }[] = [];
  const spying = detectors.map((detector) => ({
    ...detector,
    detect: (...[reading, its]: globalThis.Parameters<typeof detector.detect>) => {
      const finding = detector.detect(reading, its);
      if (finding !== null) found.push({ reading: reading.eventTimeMs, finding });
      return finding;
    },
  }));
  processBatch(
    batch,
    () => sensor,
    () => state,
    { detectors: spying, minSeverityRank: 3 },
  );
  return found;
}
