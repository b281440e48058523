/** Sends the statements that write what a batch changes, without waiting for single answers. */
import type pg from 'pg';
import { insertCompletedWindows } from '../db/pipeline/completed-windows.ts';
import {
  type AnomalyColumns,
  addBadMinutes,
  insertSilver,
  mergeAnomalies,
  mergeCounterMinutes,
  mergeGold,
  mergeStatus,
} from '../db/pipeline/pipeline-write.ts';
import { addCounters } from '../db/pipeline/reading-counters.ts';
import { mergeReadingUnits } from '../db/pipeline/reading-unit-rows.ts';
import { mergeDetectorMemories } from '../db/pipeline/stored-sensor-state.ts';
import { quarantineReadings } from '../db/quarantine/quarantine-write.ts';
import { sentTogether } from '../db/query/sent-together.ts';
import { shareSync } from '../db/query/shared-sync.ts';
import type { ObserveStage } from '../domain/readings/latency.ts';
import { severityRank } from '../domain/recommendations/severity.ts';
import { raiseFound, type UnwordedCondition } from './alarms/conditions.ts';
import { type AnomalyPart, excessOf } from './detect/anomalies.ts';
import { evidenceOf } from './detect/evidence.ts';
import type { BatchOutcome } from './process-batch.ts';

/**
 * Sends what a batch changes, inside the caller's transaction, without waiting for answers; the time between them is each stage's
 * latency. Resolves when all of it is written.
 */
export function sendBatch(
  client: pg.Client,
  { batchNo, shardNo }: { readonly batchNo: number; readonly shardNo: number },
  outcome: BatchOutcome & { readonly conditions: readonly UnwordedCondition[] },
  lap: Lap,
): Promise<unknown> {
  const {
    silver,
    windows,
    counterMinutes,
    badMinutes,
    latest,
    anomalies,
    completed,
    memories,
    readingUnits,
    quarantine,
  } = outcome;
  const readingCounters = outcome.readingCounters.rows();
  // Answered at the end of each stage, since the time between answers is the stage's.
  const sent = [
    silver.length === 0 ? null : insertSilver(client, batchNo, silver).then(() => lap('silver', silver.length)),
    ...shareSync(client, () => [
      quarantine.length === 0 ? null : quarantineReadings(client, 'pipeline', quarantine),
      // Nearly always none: an ordinary batch pays nothing for being counted.
      readingCounters.length === 0 ? null : addCounters(client, shardNo, readingCounters),
      windows.length === 0 ? null : mergeGold(client, windows),
      // Behind silver and gold, which it reads and corrects.
      counterMinutes.length === 0 ? null : mergeCounterMinutes(client, counterMinutes, batchNo),
      badMinutes.length === 0 ? null : addBadMinutes(client, badMinutes),
      completed.length === 0 ? null : insertCompletedWindows(client, batchNo, completed),
      readingUnits.length === 0 ? null : mergeReadingUnits(client, readingUnits),
      memories.length === 0 ? null : mergeDetectorMemories(client, memories),
      latest.length === 0 ? null : mergeStatus(client, latest).then(() => lap('gold', silver.length)),
    ]),
    ...shareSync(client, () => [
      anomalies.length === 0
        ? null
        : mergeAnomalies(client, anomalies.map(anomalyColumns)).then(() => lap('detect', anomalies.length)),
      raiseFound(client, outcome.conditions),
    ]),
  ];
  return sentTogether(sent);
}

/** Notes that a stage has been answered for this many readings. */
export type Lap = (stage: 'silver' | 'gold' | 'detect' | 'recommend', count: number) => void;

export function stopwatch(observe: ObserveStage, now: () => number): Lap {
  let last = now();
  return (stage, count) => {
    const at = now();
    observe(stage, at - last, count);
    last = at;
  };
}

/** An anomaly as its table takes it. */
export function anomalyColumns(part: AnomalyPart): AnomalyColumns {
  const { sensorId, windowMs, reading, finding, readingCount } = part;
  return {
    sensorId,
    windowMs,
    readingCount,
    detector: finding.detector,
    eventTimeMs: reading.eventTimeMs,
    severityRank: severityRank(finding.severity),
    value: reading.value,
    score: finding.score,
    subject: finding.subject ?? 'sensor',
    evidence: evidenceOf(finding),
    excess: excessOf(part),
  };
}
