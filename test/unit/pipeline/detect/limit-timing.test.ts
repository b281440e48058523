import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/client/random.ts';
import { defaultDetection } from '../../../../src/domain/detection/resolution.ts';
import { DetectorMemory } from '../../../../src/domain/recommendations/detector-memory.ts';
import { limitDetector } from '../../../../src/pipeline/detect/limit-detector.ts';
import { rateDetector } from '../../../../src/pipeline/detect/rate-detector.ts';
import { type BatchOutcome, processBatch } from '../../../../src/pipeline/process-batch.ts';
import { draftRecommendation } from '../../../../src/pipeline/recommend/alarm-wording.ts';
import type { Definition } from '../../../../src/pipeline/sensor-definition.ts';
import { SensorState } from '../../../../src/pipeline/sensor-state.ts';
import type { ReceivedBronze } from '../../../../src/pipeline/silver.ts';
import { bronzeReading, definition, minute0Ms } from '../../../support/readings/pipeline-values.ts';

type LimitParameters = Partial<Definition['detection']['limit']['parameters']>;
const sensorWith = (parameters: LimitParameters, more: Partial<Definition> = {}) =>
  definition({
    unit: '°C',
    levels: { warning: 80, critical: 85, emergency: 90 },
    detection: {
      ...defaultDetection,
      limit: { enabled: true, parameters: { ...defaultDetection.limit.parameters, ...parameters } },
    },
    ...more,
  });
const rules = { detectors: [limitDetector, rateDetector], minSeverityRank: 3 };
const at = (second: number, value: number, more: Parameters<typeof bronzeReading>[1] = {}) =>
  bronzeReading(value, { eventTimeMs: minute0Ms + second * 1_000, ...more });

function line(sensor: Definition, state = new SensorState()) {
  return (...readings: ReceivedBronze[]) =>
    processBatch(
      readings,
      () => sensor,
      () => state,
      rules,
    );
}
const told = (outcome: BatchOutcome) => outcome.candidates.map(({ finding }) => finding.limit?.name);
const recorded = (outcome: BatchOutcome) => outcome.anomalies.map(({ finding }) => finding.limit?.name);

/** How often new trouble begins: so many queue entries, where somebody decides each at once. */
function troubles(sensor: Definition, values: readonly number[], everyS: number): number {
  const state = new SensorState();
  const process = line(sensor, state);
  const since = new Set<number | null>();
  values.forEach((value, i) => {
    for (const { troubledSinceMs } of process(at(i * everyS, value)).candidates) since.add(troubledSinceMs);
  });
  return since.size;
}

describe('low levels, each with its deadband and its delays', () => {
  const lowLevels = { warning: 40, critical: 25, emergency: 10 };
  const sensor = sensorWith({ deadband: 2, on_delay_s: 30, off_delay_s: 60 }, { lowLevels });

  it('are told one after the other, once each was exceeded for the on-delay, and held within the deadband', () => {
    const state = new SensorState();
    const process = line(sensor, state);
    const names = [24, 24, 9, 9, 11.9, 9].map((value, i) => told(process(at(i * 20, value))).join());
    expect(names).toEqual(['', '', 'critical_low', 'critical_low', 'critical_low', 'emergency_low']);
    expect(state.memory.levels.standingSinceMs('emergency_low')).toBe(minute0Ms + 40_000);
    process(at(140, 12.5), at(170, 12.5));
    expect(state.memory.levels.standingSinceMs('emergency_low')).not.toBeNull();
    process(at(201, 12.5));
    expect(state.memory.levels.standingSinceMs('emergency_low')).toBeNull();
    expect(state.memory.levels.standingSinceMs('critical_low')).toBe(minute0Ms);
  });

  it('are stored and loaded by their names', () => {
    const state = new SensorState();
    line(sensor, state)(at(0, 9), at(31, 9));
    const loaded = new DetectorMemory(JSON.parse(JSON.stringify(state.memory.stored())));
    const standing = (['warning_low', 'critical_low', 'emergency_low'] as const).map((name) =>
      loaded.levels.standingSinceMs(name),
    );
    expect(standing).toEqual([minute0Ms, minute0Ms, minute0Ms]);
  });
});

describe('a limit with a deadband', () => {
  /** An hour at 45 s a reading, back and forth across 85 °C: 40 times above it. */
  const chatter = Array.from({ length: 80 * 2 }, (_, i) => (i % 4 < 2 ? 85.4 : 84.6));

  it('makes one trouble of a value that chatters around it, where it makes as many as crossings without', () => {
    const levels = { warning: null, critical: 85, emergency: 90 };
    const entries = (parameters: LimitParameters) => troubles(sensorWith(parameters, { levels }), chatter, 45);
    expect(entries({ off_delay_s: 30 })).toBe(40);
    expect(entries({ off_delay_s: 30, deadband: 0.2, deadband_percent: 0.3 })).toBe(40);
    expect(entries({ off_delay_s: 30, deadband: 1 })).toBe(1);
    expect(entries({ off_delay_s: 30, deadband_percent: 2 })).toBe(1);
  });

  it('records what is beyond the limit, and not what is within the deadband', () => {
    const process = line(sensorWith({ deadband: 2 }));
    expect(recorded(process(at(0, 86)))).toEqual(['critical']);
    expect(recorded(process(at(60, 84)))).toEqual(['warning']);
    expect(recorded(process(at(120, 79)))).toEqual([]);
  });

  it('holds on the low side, above the limit', () => {
    const low = [4.9, 4.9, 5.1, 5.1];
    const values = Array.from({ length: 40 }, (_, i) => low[i % 4] ?? 0);
    const levels = { warning: null, critical: null, emergency: null };
    expect(troubles(sensorWith({ off_delay_s: 30 }, { levels, alarmLow: 5 }), values, 45)).toBe(10);
    expect(troubles(sensorWith({ off_delay_s: 30, deadband: 1 }, { levels, alarmLow: 5 }), values, 45)).toBe(1);
  });
});

describe('a limit with an on-delay', () => {
  it('records at once, and tells after the delay since when it has been so', () => {
    const process = line(sensorWith({ on_delay_s: 30 }));
    for (const second of [0, 10, 29]) {
      const outcome = process(at(second, 87));
      expect(recorded(outcome)).toEqual(['critical']);
      expect(told(outcome)).toEqual([]);
    }
    const [candidate] = process(at(30, 87)).candidates;
    expect(candidate?.finding).toMatchObject({ sinceMs: minute0Ms, confirmed: true });
    if (candidate === undefined) throw new Error('nothing is told');
    const noContext = {
      windows: 0,
      mean: null,
      min: null,
      max: null,
      slopePerHour: null,
      anomalies: 0,
      recommendations: 0,
      last: null,
    };
    const draft = draftRecommendation(candidate, noContext);
    expect(draft?.issueDescription).toBe(
      'temperature of HT_001 is 87 °C, above the critical limit of 85 °C, for 30 s.',
    );
    expect(draft?.evidence).toMatchObject({ since: '2026-03-10T12:00:00.000Z' });
  });

  it('lets a short peak pass', () => {
    const process = line(sensorWith({ on_delay_s: 30 }));
    expect([at(0, 87), at(20, 70), at(40, 87), at(60, 70), at(80, 87)].flatMap((one) => told(process(one)))).toEqual(
      [],
    );
  });

  it('runs for each level by itself: what stands is told while a worse one waits', () => {
    const process = line(sensorWith({ on_delay_s: 30 }));
    process(at(0, 87), at(30, 87));
    const worse = process(at(35, 95));
    expect(recorded(worse)).toEqual(['emergency']);
    expect(told(worse)).toEqual(['critical']);
    expect(told(process(at(65, 95)))).toEqual(['emergency']);
  });

  it('does not run twice while the trouble lasts', () => {
    const process = line(sensorWith({ on_delay_s: 30, off_delay_s: 60 }));
    process(at(0, 87), at(30, 87), at(40, 70));
    expect(told(process(at(99, 87)))).toEqual(['critical']);
    process(at(100, 70), at(160, 70));
    expect(told(process(at(170, 87)))).toEqual([]);
  });

  it('is not hastened by a late reading, nor by a BAD one', () => {
    const process = line(sensorWith({ on_delay_s: 30 }));
    process(at(100, 70), at(50, 87), at(95, 87));
    expect(told(process(at(101, 87)))).toEqual([]);
    expect(told(process(at(131, 87, { quality: 2 })))).toEqual([]);
    expect(told(process(at(132, 87)))).toEqual(['critical']);
  });

  it('begins anew after the machine was out of service, or the detector was off', () => {
    const sensor = sensorWith({ on_delay_s: 30 });
    const off = { ...defaultDetection, limit: { ...defaultDetection.limit, enabled: false } };
    for (const between of [definition({ ...sensor, isActive: false }), definition({ ...sensor, detection: off })]) {
      const state = new SensorState();
      line(sensor, state)(at(0, 87), at(30, 87));
      expect(state.memory.levels.isEmpty).toBe(false);
      expect(line(between, state)(at(31, 87)).memories).toMatchObject([{ levels: [] }]);
      expect(told(line(sensor, state)(at(40, 87)))).toEqual([]);
    }
  });
});

describe('limits and rates of change', () => {
  const sensor = sensorWith({ deadband: 1.5, on_delay_s: 20, off_delay_s: 40 });
  const { detection } = sensor;
  const parameters = { max_rise_per_minute: 6, max_fall_per_minute: 8, over_s: 30 };
  const judged = definition({ ...sensor, detection: { ...detection, rate_of_change: { enabled: true, parameters } } });

  /** A walk around the limits, some of its readings late, BAD or after a gap. */
  function walk(seed: number): ReceivedBronze[] {
    const random = seededRandom(seed);
    let second = 0;
    let value = 82;
    return Array.from({ length: 300 }, () => {
      second += random.next() < 0.02 ? 400 : Math.floor(random.next() * 12);
      value += (random.next() - 0.5) * 5 + (84 - value) * 0.05;
      const lateS = random.next() < 0.1 ? 45 : 0;
      return at(second - lateS, value, {
        quality: random.next() < 0.05 ? 2 : 0,
        receivedAtMs: minute0Ms + second * 1_000,
      });
    });
  }
  /** Everything that a reading led to, reading by reading; the memory is stored and loaded where it says so. */
  function run(readings: readonly ReceivedBronze[], cut: () => boolean, reload: () => boolean) {
    let state = new SensorState();
    const outcomes: BatchOutcome[] = [];
    let batch: ReceivedBronze[] = [];
    let stored: Parameters<typeof JSON.stringify>[0] = new DetectorMemory().stored();
    for (const [i, reading] of readings.entries()) {
      batch.push(reading);
      if (!cut() && i < readings.length - 1) continue;
      const outcome = processBatch(
        batch,
        () => judged,
        () => state,
        rules,
      );
      outcomes.push(outcome);
      batch = [];
      if (outcome.memories[0] !== undefined) stored = JSON.parse(JSON.stringify(outcome.memories[0]));
      if (reload()) state = new SensorState(state.latestEventMs, new DetectorMemory(stored), state.latestValueMs);
    }
    return { outcomes, memory: state.memory.stored() };
  }
  /** The worst of each minute and detector over all batches. */
  const anomaliesOf = (outcomes: readonly BatchOutcome[]) => {
    const worst = new Map<string, number>();
    for (const { windowMs, finding, reading } of outcomes.flatMap(({ anomalies }) => anomalies)) {
      const key = `${finding.detector} ${windowMs}`;
      const excess = finding.excess ?? reading.value;
      worst.set(key, Math.max(worst.get(key) ?? 0, excess));
    }
    return [...worst].sort();
  };

  it.each([1, 2, 3, 4, 5])(
    'find the same in whatever batches readings come, and from memory stored at any reading (%d)',
    (seed) => {
      const readings = walk(seed);
      const singly = run(
        readings,
        () => true,
        () => false,
      );
      const tellings = singly.outcomes.map(({ candidates }) => candidates);
      expect(tellings.flat().map(({ finding }) => finding.detector)).toEqual(
        expect.arrayContaining(['limit', 'rate_of_change']),
      );
      const reloaded = run(
        readings,
        () => true,
        () => true,
      );
      expect(reloaded.outcomes.map(({ candidates }) => candidates)).toEqual(tellings);
      expect(reloaded.outcomes.map(({ anomalies }) => anomalies)).toEqual(
        singly.outcomes.map(({ anomalies }) => anomalies),
      );
      const random = seededRandom(seed + 100);
      for (const often of [0.5, 0.1, 0]) {
        const batched = run(
          readings,
          () => random.next() < often,
          () => random.next() < 0.5,
        );
        const { levels, points, recovery, normalSinceMs } = singly.memory;
        expect(batched.memory).toMatchObject({ levels, points, recovery, normalSinceMs });
        expect(anomaliesOf(batched.outcomes)).toEqual(anomaliesOf(singly.outcomes));
      }
    },
  );

  it('leave nothing to be stored at a sensor for which nobody has chosen anything', () => {
    const state = new SensorState();
    const plain = definition({ unit: '°C', levels: { warning: 80, critical: 85, emergency: 90 } });
    for (const value of [70, 82, 70, 95, 70]) line(plain, state)(at(0, value));
    expect(state.memory.stored()).toMatchObject({ levels: [], points: [] });
  });
});
