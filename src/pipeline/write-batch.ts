import type pg from 'pg';
import { type AnomalyColumns, insertSilver, mergeAnomalies, mergeGold, mergeStatus } from '../db/pipeline-write.ts';
import { quarantineReadings } from '../db/quarantine-write.ts';
import { addTallies } from '../db/reading-tally.ts';
import { sentTogether } from '../db/sent-together.ts';
import type { ObserveStage } from '../domain/latency.ts';
import { severityRank } from '../domain/severity.ts';
import { type AnomalyPart, anomalyKey } from './detect/anomalies.ts';
import type { BatchOutcome } from './process-batch.ts';
import { findDue, raiseRecommendations } from './recommend/raise.ts';

/**
 * Writes what a batch changes, inside the caller's transaction. The statements are sent without waiting for each other; the time
 * between their answers is each stage's latency. Resolves to what is left to send when something has to be told to an operator.
 */
export async function writeBatch(
  client: pg.Client,
  { batchNo, partitionNo }: { readonly batchNo: number; readonly partitionNo: number },
  outcome: BatchOutcome,
  observe: ObserveStage,
  now: () => number,
): Promise<(() => Promise<void>) | null> {
  const { silver, windows, latest, anomalies, candidates, quarantine } = outcome;
  let last = now();
  const lap = (stage: 'silver' | 'gold' | 'detect' | 'recommend', count: number): void => {
    const at = now();
    observe(stage, at - last, count);
    last = at;
  };
  const none = Promise.resolve();
  const tallies = outcome.tallies.rows();
  const [, , , , , ids, due] = await sentTogether([
    silver.length === 0 ? none : insertSilver(client, batchNo, silver).then(() => lap('silver', silver.length)),
    quarantine.length === 0 ? none : quarantineReadings(client, 'pipeline', quarantine),
    // Nearly always none: an ordinary batch pays nothing for being counted.
    tallies.length === 0 ? none : addTallies(client, partitionNo, tallies),
    windows.length === 0 ? none : mergeGold(client, windows),
    latest.length === 0 ? none : mergeStatus(client, latest).then(() => lap('gold', silver.length)),
    anomalies.length === 0 ? [] : mergeAnomalies(client, anomalies.map(anomalyColumns)),
    candidates.length === 0 ? [] : findDue(client, candidates),
  ]);
  if (anomalies.length > 0) lap('detect', anomalies.length);
  if (due.length === 0) return null;
  const idByKey = new Map(ids.map((id) => [anomalyKey(id.sensorId, id.detector, id.windowMs), id.anomalyId]));
  return async () => {
    await raiseRecommendations(client, due, ({ reading, finding, windowMs }) => {
      return idByKey.get(anomalyKey(reading.sensorId, finding.detector, windowMs)) ?? null;
    });
    lap('recommend', due.length);
  };
}

/** An anomaly as its table takes it. */
export function anomalyColumns({ sensorId, windowMs, reading, finding, readingCount }: AnomalyPart): AnomalyColumns {
  return {
    sensorId,
    windowMs,
    readingCount,
    detector: finding.detector,
    eventTimeMs: reading.eventTimeMs,
    severityRank: severityRank(finding.severity),
    value: reading.value,
    score: finding.score,
    limitName: finding.limit?.name ?? null,
    limitValue: finding.limit?.value ?? null,
    baselineMean: finding.baseline?.mean ?? null,
    baselineStddev: finding.baseline?.stddev ?? null,
    deviation: finding.baseline?.deviation ?? null,
  };
}
