/** Writes what a batch changes: checkpoint, silver, gold, current status and anomalies, each by one statement. */
import type { BronzeReading } from '../../domain/readings/reading.ts';
import type { AnomalySubject, Evidence } from '../../domain/recommendations/anomaly.ts';
import type { WindowStats } from '../../domain/window.ts';
import {
  numberArray,
  sparseBooleanArray,
  sparseNumberArray,
  sparseTextArray,
  textArray,
} from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const advance = statement('checkpoint-advance');
const silverInsert = statement('silver-insert');
const goldMerge = statement('gold-merge');
const counterMinuteMerge = statement('counter-minute-merge');
const badMinuteAdd = statement('bad-minute-add');
const statusMerge = statement('status-merge');
const anomalyMerge = statement('anomaly-merge');

/** The last batch of the log that was processed of each given shard. */
export async function readCheckpoints(db: Queryable, shards: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await db.query<{ partition_no: number; batch_no: number }>(
    'SELECT partition_no, batch_no FROM andon.pipeline_partition WHERE partition_no = ANY($1::smallint[])',
    [numberArray(shards)],
  );
  return new Map(rows.map((row) => [row.partition_no, row.batch_no]));
}

/** Moves the checkpoints of shards from one batch to another; `moved` is smaller than their number when another server was there first. */
export async function advanceCheckpoint(
  db: Queryable,
  shards: readonly number[],
  from: number,
  to: number,
): Promise<{ moved: number; masterDataVersion: number }> {
  const rows = await run<{ moved: number; master_data_version: number }>(db, advance, [numberArray(shards), from, to]);
  return { moved: rows[0]?.moved ?? 0, masterDataVersion: rows[0]?.master_data_version ?? 0 };
}

export async function insertSilver(
  db: Queryable,
  batchNo: number,
  readings: readonly { sensorId: number; eventTimeMs: number; value: number; quality: number; flags: number }[],
): Promise<void> {
  await run(db, silverInsert, [
    numberArray(readings.map((reading) => reading.sensorId)),
    numberArray(readings.map((reading) => reading.eventTimeMs)),
    numberArray(readings.map((reading) => reading.value)),
    numberArray(readings.map((reading) => reading.quality)),
    numberArray(readings.map((reading) => reading.flags)),
    batchNo,
  ]);
}

/** Statistics of the readings that a batch or a slice has of one sensor and minute. */
export interface WindowPart {
  readonly sensorId: number;
  readonly windowMs: number;
  readonly stats: WindowStats;
}

/** The columns of performance_1min, as statements take them. */
export function windowColumns(windows: readonly WindowPart[]): string[] {
  return [
    numberArray(windows.map((window) => window.sensorId)),
    numberArray(windows.map((window) => window.windowMs)),
    numberArray(windows.map((window) => window.stats.count)),
    numberArray(windows.map((window) => window.stats.mean)),
    numberArray(windows.map((window) => window.stats.meanLow)),
    numberArray(windows.map((window) => window.stats.m2)),
    numberArray(windows.map((window) => window.stats.min)),
    numberArray(windows.map((window) => window.stats.max)),
  ];
}

/** Each window at most once, sorted by sensor and start. */
export async function mergeGold(db: Queryable, windows: readonly WindowPart[]): Promise<void> {
  await run(db, goldMerge, windowColumns(windows));
}

/** BAD readings of one sensor and minute. */
export interface BadMinute {
  readonly sensorId: number;
  readonly windowMs: number;
  readonly count: number;
}

/** Each minute at most once, sorted by sensor and start. */
export async function addBadMinutes(db: Queryable, minutes: readonly BadMinute[]): Promise<void> {
  await run(db, badMinuteAdd, [
    numberArray(minutes.map(({ sensorId }) => sensorId)),
    numberArray(minutes.map(({ windowMs }) => windowMs)),
    numberArray(minutes.map(({ count }) => count)),
  ]);
}

/** A minute in which a counter has readings. */
export interface CounterMinute {
  readonly sensorId: number;
  readonly windowMs: number;
}

/** The same with the version of the unit that its newest readings are in. */
export interface CountedMinute extends CounterMinute {
  readonly unitVersion: number;
}

/**
 * Makes the minutes anew from silver; each at most once, sorted by sensor and start. Returns the windows whose revision grew by it: those
 * that follow, and in a rebuild, which has no batch of its own, those of the minutes that came out differently.
 */
export async function mergeCounterMinutes(
  db: Queryable,
  minutes: readonly CountedMinute[],
  batchNo: number | null,
): Promise<CounterMinute[]> {
  const rows = await run<{ sensor_id: number; window_ms: number }>(db, counterMinuteMerge, [
    numberArray(minutes.map(({ sensorId }) => sensorId)),
    numberArray(minutes.map(({ windowMs }) => windowMs)),
    numberArray(minutes.map(({ unitVersion }) => unitVersion)),
    batchNo === null,
    batchNo,
  ]);
  return rows.map((row) => ({ sensorId: row.sensor_id, windowMs: row.window_ms }));
}

interface LatestStatus {
  readonly reading: BronzeReading;
  readonly receivedAtMs: number;
  readonly lastValued?: BronzeReading | null;
}

/** Each sensor at most once, sorted. */
export async function mergeStatus(db: Queryable, latest: readonly LatestStatus[]): Promise<void> {
  const shown = latest.map(({ reading, lastValued }) => lastValued ?? reading);
  const values = shown.map(({ value }) => value);
  await run(db, statusMerge, [
    numberArray(latest.map(({ reading }) => reading.sensorId)),
    numberArray(latest.map(({ reading }) => reading.eventTimeMs)),
    numberArray(latest.map(({ receivedAtMs }) => receivedAtMs)),
    numberArray(values.map((value) => (typeof value === 'number' ? value : null))),
    sparseBooleanArray(values.map((value) => (typeof value === 'boolean' ? value : null))),
    sparseTextArray(values.map((value) => (typeof value === 'string' ? value : null))),
    sparseTextArray(shown.map((reading) => reading.units)),
    numberArray(latest.map(({ reading }) => reading.quality)),
    sparseNumberArray(latest.map(valueTimeMs)),
  ]);
}

/** When the value was measured that is shown; null: with the reading; −Infinity: the batch has none. */
function valueTimeMs({ reading, lastValued }: LatestStatus): number | null {
  return reading.value === null ? (lastValued?.eventTimeMs ?? Number.NEGATIVE_INFINITY) : null;
}

export interface AnomalyKey {
  readonly sensorId: number;
  readonly detector: string;
  readonly windowMs: number;
}

export interface AnomalyColumns extends AnomalyKey {
  readonly eventTimeMs: number;
  readonly severityRank: number;
  readonly value: number;
  readonly score: number;
  readonly readingCount: number;
  readonly subject: AnomalySubject;
  readonly evidence: Evidence;
  /** How far out the value is; the further one of two equals is kept. */
  readonly excess: number;
}

/** The columns of andon.anomaly, as statements take them. */
export function anomalyArrays(anomalies: readonly AnomalyColumns[]): string[] {
  return [
    numberArray(anomalies.map((anomaly) => anomaly.sensorId)),
    textArray(anomalies.map((anomaly) => anomaly.detector)),
    numberArray(anomalies.map((anomaly) => anomaly.windowMs)),
    numberArray(anomalies.map((anomaly) => anomaly.eventTimeMs)),
    numberArray(anomalies.map((anomaly) => anomaly.severityRank)),
    numberArray(anomalies.map((anomaly) => anomaly.value)),
    numberArray(anomalies.map((anomaly) => anomaly.score)),
    numberArray(anomalies.map((anomaly) => anomaly.readingCount)),
    textArray(anomalies.map((anomaly) => anomaly.subject)),
    textArray(anomalies.map((anomaly) => JSON.stringify(anomaly.evidence))),
    numberArray(anomalies.map((anomaly) => anomaly.excess)),
  ];
}

/** Each sensor, detector and minute at most once, sorted. */
export async function mergeAnomalies(db: Queryable, anomalies: readonly AnomalyColumns[]): Promise<void> {
  await run(db, anomalyMerge, anomalyArrays(anomalies));
}
