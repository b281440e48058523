/** What a comparison looks at: minutes of one machine, and what each method makes of them. */
import { MachineNovelty } from '../../src/pipeline/detect/machine/machine-novelty.ts';
import { unknownSensor } from '../../src/pipeline/sensor-definition.ts';
import { ToldAlarms } from '../../src/scoring/told-alarms.ts';
import { scoreRow, trainAutoencoder, usualTraining } from './autoencoder.ts';

export interface Recorded {
  readonly name: string;
  readonly columns: readonly string[];
  /** Minute by minute. */
  readonly rows: readonly (readonly number[])[];
  /** Whether the fault is on. */
  readonly labels: readonly boolean[];
}

export interface Outcome {
  /** Episodes of alarm between the week of training and the onset. */
  readonly falseEpisodes: number;
  /** How long that is. */
  readonly healthyWeeks: number;
  /** From the onset to the first episode that begins while the fault lasts; null: none. */
  readonly foundAfterMinutes: number | null;
}

const dayMinutes = 1_440;
/** All of it is health; each method learns from it. */
export const trainingMinutes = 7 * dayMinutes;
/** Health, in which alarms are false. */
export const healthyMinutes = 14 * dayMinutes;
export const faultMinutes = dayMinutes;
/** A Monday. */
export const startMs = Date.UTC(2026, 0, 5);
/** The default of outside_model. */
const usualQueueScore = 2;
/** Alarms closer together than this are one episode. */
const episodeMinutes = 60;
/** A row of the built-in detector. */
const rowMinutes = 5;

/** The minutes in which each method has something to tell, by its name. */
export function alarmsByMethod(recorded: Recorded): Readonly<Record<string, readonly number[]>> {
  const scores = autoencoderScores(recorded);
  const from = (least: number) => scores.flatMap((score, at) => (score >= least ? [at] : []));
  const machine = byMachine(recorded);
  return {
    'autoencoder, from 2': from(usualQueueScore),
    'autoencoder, from 4': from(2 * usualQueueScore),
    '`machine`': machine,
    'all built-in detectors': merged(machine, bySensors(recorded)),
  };
}

export function outcomeOf(alarms: readonly number[], { labels }: Recorded): Outcome {
  const begins = alarms.filter((at, i) => i === 0 || at - (alarms[i - 1] ?? 0) > episodeMinutes);
  const onset = labels.indexOf(true);
  const found = begins.find((at) => at >= onset && labels[at] === true);
  return {
    falseEpisodes: begins.filter((at) => at >= trainingMinutes && at < onset).length,
    healthyWeeks: (onset - trainingMinutes) / (7 * dayMinutes),
    foundAfterMinutes: found === undefined ? null : found - onset,
  };
}

function autoencoderScores({ columns, rows }: Recorded): number[] {
  const model = trainAutoencoder(columns, rows.slice(0, trainingMinutes), usualTraining);
  return rows.map((row) => scoreRow(model, row).score);
}

function byMachine({ columns, rows }: Recorded): number[] {
  const machine = new MachineNovelty(trainingMinutes / rowMinutes);
  const alarms: number[] = [];
  for (let at = 0; at + rowMinutes <= rows.length; at += rowMinutes) {
    const part = rows.slice(at, at + rowMinutes);
    const means = columns.map((_, i) => part.reduce((sum, row) => sum + (row[i] ?? 0), 0) / rowMinutes);
    if (machine.observe(means).isAlarm) alarms.push(at + rowMinutes - 1);
  }
  return alarms;
}

/** What is told of each sensor by itself, by all detectors that run by default; it has no limits. */
function bySensors({ name, columns, rows }: Recorded): number[] {
  const alarms = columns.flatMap((column, i) => {
    const told = new ToldAlarms(unknownSensor(name, column));
    for (const [at, row] of rows.entries()) told.take(startMs + at * 60_000, row[i] ?? Number.NaN);
    return told.alarms.map(({ when }) => Math.round((when.getTime() - startMs) / 60_000));
  });
  return merged(alarms);
}

function merged(...alarms: readonly (readonly number[])[]): number[] {
  return [...new Set(alarms.flat())].sort((a, b) => a - b);
}
