/** Appends to bronze and finds what is stored there: the writing side of BronzeLog over PostgreSQL. */
import type {
  AppendResult,
  FindKey,
  NewBatch,
  ReadingKey,
  Recorded,
  WithdrawnReading,
} from '../../domain/readings/bronze-log.ts';
import type { QualityCode } from '../../domain/readings/quality.ts';
import { numberArray, sparseBooleanArray, sparseTextArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';
import { tagValueOf, type ValueColumns } from './bronze-row.ts';

const append = statement('bronze-append');
const existing = statement('bronze-existing');
const makeWay = statement('bronze-make-way');
const numericSensors = statement('numeric-sensors');

/** The writing side of the log of bronze over its tables; each function is an operation of BronzeLog, which says what it promises. */
export async function appendBatch(db: Queryable, batch: NewBatch): Promise<AppendResult> {
  const { source, receivedAtMs, readings, ordinals } = batch;
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
    source,
    receivedAtMs,
    sparseBooleanArray(readings.map(({ isBehind }) => (isBehind ? true : null))),
  ]);
  return { batchNo: rows[0]?.batch_no ?? null, notStored: rows[0]?.not_stored ?? [] };
}

export async function findRecorded(db: Queryable, keys: readonly FindKey[]): Promise<Map<number, Recorded>> {
  const rows = await run<RecordedRow>(db, existing, [
    numberArray(keys.map(({ ordinal }) => ordinal)),
    numberArray(keys.map(({ sensorId }) => sensorId)),
    numberArray(keys.map(({ eventTimeMs }) => eventTimeMs)),
  ]);
  return new Map(rows.map((row) => [row.ordinal, recordedFromRow(row)]));
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

export async function withdrawReadings(db: Queryable, keys: readonly ReadingKey[]): Promise<WithdrawnReading[]> {
  const removed = await run<{ sensor_id: number; event_ms: number; event_id: string | null }>(db, makeWay, [
    numberArray(keys.map(({ sensorId }) => sensorId)),
    numberArray(keys.map(({ eventTimeMs }) => eventTimeMs)),
  ]);
  return removed.map((row) => ({ sensorId: row.sensor_id, eventTimeMs: row.event_ms, eventId: row.event_id }));
}

export async function findNumericSensors(db: Queryable, sensorIds: readonly number[]): Promise<number[]> {
  const rows = await run<{ sensor_id: number }>(db, numericSensors, [numberArray(sensorIds)]);
  return rows.map((row) => row.sensor_id);
}
