import { describe, expect, it } from 'vitest';
import type { Detector } from '../../../src/pipeline/detect/detector.ts';
import { limitDetector } from '../../../src/pipeline/detect/limit-detector.ts';
import { type BatchRules, processBatch } from '../../../src/pipeline/process-batch.ts';
import type { Definition } from '../../../src/pipeline/sensor-definition.ts';
import { SensorState } from '../../../src/pipeline/sensor-state.ts';
import type { ReceivedBronze } from '../../../src/pipeline/silver.ts';
import { bronzeReading, definition, minute0Ms } from '../../support/readings/pipeline-values.ts';

const rules: BatchRules = { detectors: [limitDetector], minSeverityRank: 3 };
const sensor = definition({ unit: '°C', levels: { warning: 80, critical: 85, emergency: 90 } });

/** One server's memory: states live as long as this does. */
function line(more: { rules?: BatchRules; definitionOf?: (sensorId: number) => Definition } = {}) {
  const states = new Map<number, SensorState>();
  const stateOf = (sensorId: number): SensorState => {
    const state = states.get(sensorId) ?? new SensorState();
    states.set(sensorId, state);
    return state;
  };
  return (readings: readonly ReceivedBronze[]) =>
    processBatch(readings, more.definitionOf ?? (() => sensor), stateOf, more.rules ?? rules);
}
const at = (offsetMs: number, value: number | string | boolean, more: Parameters<typeof bronzeReading>[1] = {}) =>
  bronzeReading(value, { eventTimeMs: minute0Ms + offsetMs, receivedAtMs: minute0Ms + 60_000, ...more });
const issues = (outcome: ReturnType<typeof processBatch>) => outcome.candidates.map(({ issueType }) => issueType);

describe('a batch through all stages', () => {
  it('turns a reading above its limit into silver, window, status, anomaly and candidate', () => {
    const outcome = line()([at(0, 92)]);
    expect(outcome.silver).toHaveLength(1);
    expect(outcome.windows).toMatchObject([{ windowMs: minute0Ms, stats: { count: 1, mean: 92 } }]);
    expect(outcome.latest).toMatchObject([{ reading: { value: 92 } }]);
    expect(outcome.anomalies).toMatchObject([{ finding: { severity: 'critical' }, readingCount: 1 }]);
    expect(issues(outcome)).toEqual(['temperature_high_critical']);
  });

  it('records every anomaly and tells only those from the wanted severity on', () => {
    const outcome = line()([at(0, 82), at(1, 86, { sensorId: 2 })]);
    expect(outcome.anomalies).toHaveLength(2);
    expect(issues(outcome)).toEqual(['temperature_high_high']);
  });

  it('records what is not confirmed without telling it', () => {
    const doubtful: Detector = {
      name: 'doubtful',
      detect: (reading, state) => {
        const finding = limitDetector.detect(reading, state);
        return finding === null ? null : { ...finding, confirmed: false };
      },
    };
    const outcome = line({ rules: { ...rules, detectors: [doubtful] } })([at(0, 92)]);
    expect(outcome.anomalies).toHaveLength(1);
    expect(outcome.candidates).toEqual([]);
  });

  it('still tells what happens now after one reading came with a time ahead of the clock', () => {
    const process = line();
    process([at(60_000 + 240_000, 20)]);
    expect(issues(process([at(59_000, 92)]))).toEqual(['temperature_high_critical']);
  });

  it('shows what happens now after one reading came with a time ahead of the clock, and never goes back behind it', () => {
    const process = line();
    const shown = (outcome: ReturnType<typeof processBatch>) =>
      outcome.latest.map(({ reading }) => [reading.value, reading.eventTimeMs - minute0Ms]);
    expect(shown(process([at(60_000 + 240_000, 20)]))).toEqual([[20, 60_000]]);
    expect(shown(process([at(59_000, 21)]))).toEqual([]);
    expect(shown(process([at(61_000, 22, { receivedAtMs: minute0Ms + 62_000 })]))).toEqual([[22, 61_000]]);
  });

  it('takes a normal value that is dated ahead for no minute of normal values', () => {
    const process = line();
    const sameTrouble = process([at(0, 92)]).candidates[0]?.troubledSinceMs;
    process([at(60_000 + 1_000, 20)]);
    process([at(60_000 + 240_000, 20)]);
    const again = process([at(62_000, 92, { receivedAtMs: minute0Ms + 62_000 })]).candidates[0];
    expect(again?.troubledSinceMs).toBe(sameTrouble);
  });

  it('takes no alarm from a value that the source itself calls bad', () => {
    const outcome = line()([at(0, 92, { quality: 2 }), at(1, 92, { quality: 1, sensorId: 2 })]);
    expect(outcome.silver).toHaveLength(2);
    expect(outcome.anomalies.map(({ sensorId }) => sensorId)).toEqual([2]);
  });

  it('lets text and booleans through to the status alone', () => {
    const outcome = line()([at(0, 'RUNNING'), at(0, true, { sensorId: 2 })]);
    expect(outcome).toMatchObject({ silver: [], windows: [], anomalies: [], quarantine: [] });
    expect(outcome.latest.map(({ reading }) => reading.value)).toEqual(['RUNNING', true]);
  });

  it('judges a value in its sensor’s unit', () => {
    expect(issues(line()([at(0, 198, { units: '°F' })]))).toEqual(['temperature_high_critical']);
    expect(issues(line()([at(0, 92, { units: '°F' })]))).toEqual([]);
  });

  it('judges each reading by what came before it, and never by itself', () => {
    const seen: (number | null)[] = [];
    const watcher: Detector = {
      name: 'watcher',
      detect: ({ eventTimeMs }, state) => {
        seen.push(state.baselineBefore(eventTimeMs + 60_000)?.windows ?? null);
        return null;
      },
    };
    const minutes = Array.from({ length: 12 }, (_, i) => at(i * 60_000, 70));
    line({ rules: { ...rules, detectors: [watcher] } })(minutes);
    expect(seen).toEqual([...new Array<null>(10).fill(null), 10, 11]);
  });
});

describe('a late reading', () => {
  it('raises nothing once its sender had come further with its sensor, and that is counted', () => {
    const outcome = line()([at(0, 70), at(1, 92, { isBehind: true }), at(2, 92, { sensorId: 2 })]);
    expect(outcome.anomalies).toHaveLength(2);
    expect(issues(outcome)).toEqual(['temperature_high_critical']);
    expect(outcome.candidates.map(({ reading }) => reading.sensorId)).toEqual([2]);
    expect(outcome.readingCounters.rows()).toContainEqual(
      expect.objectContaining({ counter: 'alarm_in_time', readings: 1 }),
    );
  });

  it('a late reading of a slower gateway is current beside a faster one with the same sensor', () => {
    const process = line();
    process([at(59_000, 70)]);
    expect(issues(process([at(1_000, 92)]))).toEqual(['temperature_high_critical']);
  });

  it('raises nothing when it is older than five minutes at its arrival, even as its sensor’s first', () => {
    expect(issues(line()([at(0, 92, { receivedAtMs: minute0Ms + 300_001 })]))).toEqual([]);
    expect(issues(line()([at(0, 92, { receivedAtMs: minute0Ms + 300_000 })]))).toEqual(['temperature_high_critical']);
  });

  it('still is in silver, its window and its minute’s anomaly, and never moves the status back', () => {
    const process = line();
    process([at(50_000, 70)]);
    const outcome = process([at(0, 92)]);
    expect(outcome.silver).toHaveLength(1);
    expect(outcome.windows).toHaveLength(1);
    expect(outcome.anomalies).toHaveLength(1);
    expect(outcome.latest).toEqual([]);
  });

  it('does not hold up the status of a sensor whose newest is in the same batch', () => {
    const outcome = line()([at(50_000, 70), at(0, 71), at(40_000, 'RUNNING')]);
    expect(outcome.latest).toMatchObject([{ reading: { value: 70 } }]);
  });
});
