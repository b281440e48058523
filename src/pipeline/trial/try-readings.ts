/** Runs a detector of readings over stored readings of a sensor, by the stages that run live, and changes nothing. */
import type { Queryable } from '../../db/query/queryable.ts';
import type { BronzeHistory, StoredReading } from '../../domain/readings/bronze-log.ts';
import { windowStartMs } from '../../domain/window.ts';
import { type BatchRules, processBatch } from '../process-batch.ts';
import { PastStates } from '../rebuild/past-states.ts';
import type { TrialSide, TrialSpan } from './trial-side.ts';

/** How much is read at once: at one reading a second judging it takes some tens of milliseconds. */
const stepMs = 3_600_000;

export interface ReadingTrial extends TrialSpan {
  readonly db: Queryable;
  readonly bronze: Pick<BronzeHistory<Queryable>, 'readSpan'>;
  readonly rules: BatchRules;
}

/** Returns how many readings there were. */
export async function tryReadings(
  { db, bronze, rules, fromMs, toMs }: ReadingTrial,
  sensorId: number,
  sides: readonly TrialSide[],
): Promise<number> {
  const runs = sides.map((side) => ({ ...side, states: new PastStates() }));
  for (const { states } of runs) await states.load(db, [sensorId], fromMs);
  let readings = 0;
  for (let atMs = fromMs; atMs < toMs; atMs += stepMs) {
    const stored = await bronze.readSpan(db, {
      sensorIds: [sensorId],
      fromMs: atMs,
      toMs: Math.min(atMs + stepMs, toMs),
    });
    readings += stored.length;
    for (const minute of byMinute(stored)) {
      for (const { definitionOf, outcome, states } of runs) {
        const { anomalies, candidates } = processBatch(minute, definitionOf, (id) => states.of(id), rules);
        outcome.add(anomalies.length, candidates);
      }
    }
  }
  return readings;
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
