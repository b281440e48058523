/** Runs a detector of readings over stored readings of a sensor, by the stages that run live, and changes nothing. */
import type { Queryable } from '../../db/query/queryable.ts';
import { isKeptByRebuild } from '../../domain/detection/catalogue.ts';
import type { BronzeHistory, StoredReading } from '../../domain/readings/bronze-log.ts';
import { windowStartMs } from '../../domain/window.ts';
import { type BatchRules, processBatch } from '../process-batch.ts';
import { PastStates } from '../rebuild/past-states.ts';
import type { TrialSide, TrialSpan } from './trial-side.ts';

/** How much is read at once: at one reading a second judging it takes some tens of milliseconds. */
const stepMs = 3_600_000;
const historyMs = 14 * 86_400_000;

export interface ReadingTrial extends TrialSpan {
  readonly db: Queryable;
  readonly bronze: Pick<BronzeHistory<Queryable>, 'readSpan' | 'days'>;
  readonly rules: BatchRules;
}

/** Returns how many readings there were, those of history as well. */
export async function tryReadings(
  { db, bronze, rules, fromMs, toMs }: ReadingTrial,
  sensorId: number,
  sides: readonly TrialSide[],
): Promise<number> {
  const runs = sides.map((side) => ({ ...side, states: new PastStates() }));
  // What no window tells of the past, such as states, is learned from the readings before.
  const learnsFromReadings = rules.detectors.some(({ name }) => isKeptByRebuild(name));
  const beginMs = learnsFromReadings ? await firstReadingMs(db, bronze, fromMs) : fromMs;
  for (const { states } of runs) await states.load(db, [sensorId], beginMs);
  let readings = 0;
  for (let atMs = beginMs; atMs < toMs; atMs += stepMs) {
    const stored = await bronze.readSpan(db, {
      sensorIds: [sensorId],
      fromMs: atMs,
      toMs: Math.min(atMs + stepMs, toMs),
    });
    readings += stored.length;
    for (const minute of byMinute(stored)) {
      for (const { definitionOf, outcome, states } of runs) {
        const { anomalies, candidates } = processBatch(minute, definitionOf, (id) => states.of(id), rules);
        if (atMs >= fromMs) outcome.add(anomalies.length, candidates);
      }
    }
  }
  return readings;
}

/** The beginning of the 14 days before, or of the first of them whose bronze is still there. */
async function firstReadingMs(db: Queryable, bronze: ReadingTrial['bronze'], fromMs: number): Promise<number> {
  const days = await bronze.days(db);
  const oldestMs = Math.min(fromMs, ...days);
  const steps = Math.min(historyMs, Math.max(0, fromMs - oldestMs)) / stepMs;
  return fromMs - Math.floor(steps) * stepMs;
}

/** Live, a batch tells the worst of a sensor once; readings of one minute are taken for one. */
function byMinute(stored: readonly StoredReading[]): StoredReading[][] {
  const minutes = new Map<number, StoredReading[]>();
  for (const one of [...stored].sort((a, b) => a.reading.eventTimeMs - b.reading.eventTimeMs)) {
    const minute = windowStartMs(one.reading.eventTimeMs);
    const known = minutes.get(minute);
    if (known === undefined) minutes.set(minute, [one]);
    else known.push(one);
  }
  return [...minutes.values()];
}
