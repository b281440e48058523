import { MachineNovelty, usualTrainingRows } from '../pipeline/detect/machine/machine-novelty.ts';
import { Novelty, recordingScore } from '../pipeline/detect/novelty/novelty.ts';

/** The detectors that recorded data can be scored by, each as a function over rows in order of time. */

export interface ScoredRow {
  /** 0…1. A rank, no probability. */
  readonly score: number;
  readonly isAnomaly: boolean;
}

/** `timeS` is seconds since 1970, null where the row has no time; one value for each chosen column. */
export type ScoreRow = (timeS: number | null, values: readonly number[]) => ScoredRow;

export const scoringDetectors = ['novelty', 'machine'] as const;
export type ScoringDetector = (typeof scoringDetectors)[number];

/** What is taken where nothing is chosen: one column is a sensor, several are a machine. */
export function usualDetector(columns: number): ScoringDetector {
  return columns === 1 ? 'novelty' : 'machine';
}

export interface ScoringOptions {
  readonly detector: ScoringDetector;
  /** Rows from the first one on that are known to be good; only `machine` learns from them. */
  readonly trainingRows: number | null;
}

export function createScorer({ detector, trainingRows }: ScoringOptions): ScoreRow {
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
