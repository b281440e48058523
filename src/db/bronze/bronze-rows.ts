import type { QualityCode } from '../../domain/readings/quality.ts';
import type { BronzeReading, ReadingSource, TagValue } from '../../domain/readings/reading.ts';
import type { Measured } from '../../domain/readings/same-reading.ts';
import { numberArray, sparseBooleanArray, sparseTextArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const append = statement('bronze-append');
const existing = statement('bronze-existing');
const claim = statement('event-id-reserve');
const release = statement('event-id-release');
const existingByEventId = statement('event-id-existing');
const read = statement('bronze-read');

export interface AppendResult {
  /** The batch's place in the log; null when every reading was there already. */
  readonly batchNo: number | null;
  /** Positions of the readings whose key exists already, in this batch or before. */
  readonly notStored: readonly number[];
}

export async function appendReadings(
  db: Queryable,
  door: ReadingSource,
  receivedAtMs: number,
  readings: readonly BronzeReading[],
  ordinals: readonly number[],
): Promise<AppendResult> {
  const booleans = readings.map(({ value }) => (typeof value === 'boolean' ? value : null));
  const rows = await run<{ batch_no: number | null; not_stored: number[] | null }>(db, append, [
    numberArray(ordinals),
    numberArray(readings.map((reading) => reading.shardNo)),
    numberArray(readings.map((reading) => reading.sensorId)),
    numberArray(readings.map((reading) => reading.eventTimeMs)),
    numberArray(readings.map((reading) => reading.quality)),
    numberArray(readings.map(({ value }) => (typeof value === 'number' ? value : null))),
    sparseBooleanArray(booleans),
    sparseTextArray(readings.map(({ value }) => (typeof value === 'string' ? value : null))),
    sparseTextArray(readings.map((reading) => reading.units)),
    sparseTextArray(readings.map((reading) => reading.eventId)),
    sparseTextArray(readings.map(({ extra }) => (extra === null ? null : JSON.stringify(extra)))),
    door,
    receivedAtMs,
    sparseBooleanArray(readings.map(({ isBehind }) => (isBehind ? true : null))),
  ]);
  return { batchNo: rows[0]?.batch_no ?? null, notStored: rows[0]?.not_stored ?? [] };
}

/** Registers the event ids of the given readings; returns the positions of those whose id was registered before, or under another key. */
export async function reserveEventIds(
  db: Queryable,
  readings: readonly { ordinal: number; siteId: string; eventId: string; sensorId: number; eventTimeMs: number }[],
): Promise<number[]> {
  const rows = await run<{ ordinal: number }>(db, claim, [
    numberArray(readings.map((reading) => reading.ordinal)),
    textArray(readings.map((reading) => reading.siteId)),
    textArray(readings.map((reading) => reading.eventId)),
    numberArray(readings.map((reading) => reading.sensorId)),
    numberArray(readings.map((reading) => reading.eventTimeMs)),
  ]);
  return rows.map((row) => row.ordinal);
}

/** Gives event ids back that were claimed in the same transaction. */
export async function releaseEventIds(
  db: Queryable,
  claims: readonly { siteId: string; eventId: string }[],
): Promise<void> {
  await run(db, release, [
    textArray(claims.map(({ siteId }) => siteId)),
    textArray(claims.map(({ eventId }) => eventId)),
  ]);
}

interface ValueColumns {
  readonly value_number: number | null;
  readonly value_boolean: boolean | null;
  readonly value_text: string | null;
}

/** Null: a reading without a value. */
function tagValueOf(row: ValueColumns): TagValue | null {
  return row.value_number ?? row.value_boolean ?? row.value_text;
}

/** A stored reading as far as another one under its key has to be the same. */
export interface Recorded extends Measured {
  /** Of the sensor by its definition, or that of its type. */
  readonly sensorUnit: string | null;
}

interface RecordedRow extends ValueColumns {
  readonly ordinal: number;
  readonly units: string | null;
  readonly quality: QualityCode;
  readonly sensor_unit: string | null;
}

function recordedFromRow(row: RecordedRow): Recorded {
  return { value: tagValueOf(row), units: row.units, quality: row.quality, sensorUnit: row.sensor_unit };
}

/** What is stored under the keys (sensor, time) of the given readings, by their position. */
export async function recordedReadings(
  db: Queryable,
  readings: readonly { ordinal: number; sensorId: number; eventTimeMs: number }[],
): Promise<Map<number, Recorded>> {
  const rows = await run<RecordedRow>(db, existing, [
    numberArray(readings.map((reading) => reading.ordinal)),
    numberArray(readings.map((reading) => reading.sensorId)),
    numberArray(readings.map((reading) => reading.eventTimeMs)),
  ]);
  return new Map(rows.map((row) => [row.ordinal, recordedFromRow(row)]));
}

/** What is stored under the event ids of the given readings, by their position. */
export async function recordedReadingsByEventId(
  db: Queryable,
  readings: readonly { ordinal: number; siteId: string; eventId: string }[],
): Promise<Map<number, Recorded & { readonly sensorId: number }>> {
  const rows = await run<RecordedRow & { sensor_id: number }>(db, existingByEventId, [
    numberArray(readings.map((reading) => reading.ordinal)),
    textArray(readings.map((reading) => reading.siteId)),
    textArray(readings.map((reading) => reading.eventId)),
  ]);
  return new Map(rows.map((row) => [row.ordinal, { sensorId: row.sensor_id, ...recordedFromRow(row) }]));
}

export interface BatchExtent {
  readonly batchNo: number;
  readonly readingCount: number;
  readonly minEventTime: Date;
  readonly maxEventTime: Date;
}

/** The log's table of contents after a batch, oldest first. */
export async function batchesAfter(db: Queryable, batchNo: number, limit: number): Promise<BatchExtent[]> {
  const { rows } = await db.query<{
    batch_no: number;
    reading_count: number;
    min_event_time: Date;
    max_event_time: Date;
  }>(
    `SELECT batch_no, reading_count, min_event_time, max_event_time FROM andon.bronze_batch
     WHERE batch_no > $1 ORDER BY batch_no LIMIT $2`,
    [batchNo, limit],
  );
  return rows.map((row) => ({
    batchNo: row.batch_no,
    readingCount: row.reading_count,
    minEventTime: row.min_event_time,
    maxEventTime: row.max_event_time,
  }));
}

export interface StoredReading {
  readonly batchNo: number;
  readonly receivedAtMs: number;
  readonly reading: BronzeReading;
}

/** The readings of the batches in (after, upTo] that belong to the given shards, in the log's order. */
export async function readReadings(
  db: Queryable,
  range: { after: number; upTo: number; shards: readonly number[]; from: Date; to: Date },
): Promise<StoredReading[]> {
  const rows = await run<BronzeRow & { batch_no: number; received_at: Date }>(db, read, [
    range.after,
    range.upTo,
    numberArray(range.shards),
    range.from,
    range.to,
  ]);
  return rows.map((row) => ({
    batchNo: row.batch_no,
    receivedAtMs: row.received_at.getTime(),
    reading: readingFromRow(row),
  }));
}

export interface BronzeRow extends ValueColumns {
  readonly partition_no: number;
  readonly sensor_id: number;
  readonly event_time: Date;
  readonly quality: 0 | 1 | 2;
  readonly units: string | null;
  readonly event_id: string | null;
  readonly extra: Record<string, unknown> | null;
  readonly is_behind: boolean | null;
}

export function readingFromRow(row: BronzeRow): BronzeReading {
  return {
    sensorId: row.sensor_id,
    shardNo: row.partition_no,
    eventTimeMs: row.event_time.getTime(),
    value: tagValueOf(row),
    units: row.units,
    quality: row.quality,
    eventId: row.event_id,
    extra: row.extra,
    isBehind: row.is_behind ?? false,
  };
}
