import type { TagValue } from '../domain/readings/reading.ts';
import { stateText } from '../domain/readings/state-text.ts';
import { detectors } from '../pipeline/detect/detectors.ts';
import { MachineNovelty, usualTrainingRows } from '../pipeline/detect/machine/machine-novelty.ts';
import { Novelty, recordingScore } from '../pipeline/detect/novelty/novelty.ts';
import { processBatch } from '../pipeline/process-batch.ts';
import { type Definition, unknownSensor } from '../pipeline/sensor-definition.ts';
import { SensorState } from '../pipeline/sensor-state.ts';

/** The detectors that recorded data can be scored by, each as a function over rows in order of time. */

export interface ScoredRow {
  /** 0…1. A rank, no probability. */
  readonly score: number;
  readonly isAnomaly: boolean;
}

/** `timeS` is seconds since 1970, null where the row has no time; one value for each chosen column, as a number and as it stands there. */
export type ScoreRow = (timeS: number | null, values: readonly number[], texts?: readonly string[]) => ScoredRow;

export const scoringDetectors = ['novelty', 'machine', 'state'] as const;
export type ScoringDetector = (typeof scoringDetectors)[number];

/** What is taken where nothing is chosen: one column is a sensor, several are a machine. */
export function usualDetector(columns: number): ScoringDetector {
  return columns === 1 ? 'novelty' : 'machine';
}

export interface ScoringOptions {
  readonly detector: ScoringDetector;
  /** Rows from the first one on that are known to be good; only `machine` learns from them. */
  readonly trainingRows: number | null;
  /** Those that a sensor of states may show; empty where any may come. */
  readonly allowedStates?: readonly string[];
}

export function createScorer({ detector, trainingRows, allowedStates = [] }: ScoringOptions): ScoreRow {
  if (detector === 'state') return stateScorer(stateSensor('recorded', 'state', allowedStates));
  if (detector === 'machine') {
    const machine = new MachineNovelty(trainingRows ?? usualTrainingRows);
    return (_timeS, values) => {
      const { score, isAlarm } = machine.observe(values);
      return { score, isAnomaly: isAlarm };
    };
  }
  const novelty = new Novelty();
  return (timeS, [value = Number.NaN]) => {
    if (timeS === null) return { score: 0, isAnomaly: false };
    const { score } = novelty.observe(timeS, value);
    return { score, isAnomaly: score >= recordingScore };
  };
}

const nothing: ScoredRow = { score: 0, isAnomaly: false };

/** A sensor that shows states, of which nothing else is known. */
export function stateSensor(equipmentId: string, sensorType: string, allowedStates: readonly string[]): Definition {
  const allowed = allowedStates.length === 0 ? null : new Set(allowedStates.map(stateText));
  return { ...unknownSensor(equipmentId, sensorType), kind: 'state', allowedStates: allowed };
}

/** A cell of a file as a reading that came in when it was measured. */
export function recordedReading(timeMs: number, value: TagValue) {
  const reading = {
    sensorId: 0,
    shardNo: 0,
    eventTimeMs: timeMs,
    value,
    units: null,
    quality: 0,
    eventId: null,
    extra: null,
    isBehind: false,
  } as const;
  return { reading, receivedAtMs: timeMs };
}

function stateScorer(definition: Definition): ScoreRow {
  const state = new SensorState();
  const rules = { detectors: detectors.filter(({ name }) => name === 'state'), minSeverityRank: 1 };
  return (timeS, _values, [text = ''] = []) => {
    if (timeS === null || text.trim() === '') return nothing;
    const { anomalies } = processBatch(
      [recordedReading(timeS * 1_000, text)],
      () => definition,
      () => state,
      rules,
    );
    const [found] = anomalies;
    return found === undefined ? nothing : { score: found.finding.score, isAnomaly: true };
  };
}
