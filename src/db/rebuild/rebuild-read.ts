import { StartupError } from '../../errors.ts';
import { type BronzeRow, readingFromRow, type StoredReading } from '../bronze/bronze-rows.ts';
import { numberArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const read = statement('rebuild-read');

/** Some sensors over some time, epoch ms; `toMs` is exclusive. */
export interface SliceBounds {
  readonly sensorIds: readonly number[];
  readonly fromMs: number;
  readonly toMs: number;
}

export interface ScopeSensor {
  readonly sensorId: number;
  readonly siteId: string;
  readonly equipmentId: string;
}

export interface ScopeFilter {
  readonly siteId?: string | undefined;
  readonly equipmentIds?: readonly string[] | undefined;
}

export async function readScopeSensors(db: Queryable, { siteId, equipmentIds }: ScopeFilter): Promise<ScopeSensor[]> {
  const { rows } = await db.query<{ sensor_id: number; site_id: string; equipment_id: string }>(
    `SELECT sensor_id, site_id, equipment_id FROM andon.sensor
     WHERE ($1::text IS NULL OR site_id = $1) AND ($2::text[] IS NULL OR equipment_id = ANY($2)) ORDER BY sensor_id`,
    [siteId ?? null, equipmentIds ?? null],
  );
  return rows.map((row) => ({ sensorId: row.sensor_id, siteId: row.site_id, equipmentId: row.equipment_id }));
}

/** The days that bronze has partitions for, as their starts in epoch ms, oldest first. */
export async function readBronzeDays(db: Queryable): Promise<number[]> {
  const { rows } = await db.query<{ day: string }>(
    `SELECT right(child.relname, 8) AS day FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
     WHERE inhparent = to_regclass('andon.telemetry_bronze') AND child.relname ~ '^telemetry_bronze_\\d{8}$' ORDER BY 1`,
  );
  return rows.map(({ day }) => Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`));
}

export interface MinuteCount {
  readonly shardNo: number;
  readonly minuteMs: number;
  readonly readings: number;
}

/** Readings in bronze by partition and minute, in time order; all sensors' when none are named, which spares the index. */
export async function countByMinute(
  db: Queryable,
  { sensorIds, fromMs, toMs }: { sensorIds: readonly number[] | null; fromMs: number; toMs: number },
): Promise<MinuteCount[]> {
  const { rows } = await db.query<{ partition_no: number; minute_ms: number; readings: number }>(
    `SELECT partition_no, extract(epoch FROM date_trunc('minute', event_time))::float8 * 1000 AS minute_ms, count(*)::int AS readings
     FROM andon.telemetry_bronze
     WHERE event_time >= $1 AND event_time < $2 ${sensorIds === null ? '' : 'AND sensor_id = ANY($3::int[])'}
     GROUP BY 1, 2 ORDER BY 1, 2`,
    [new Date(fromMs), new Date(toMs), ...(sensorIds === null ? [] : [numberArray(sensorIds)])],
  );
  return rows.map((row) => ({ shardNo: row.partition_no, minuteMs: row.minute_ms, readings: row.readings }));
}

/** Readings in bronze of each sensor that has any in the slice. */
export async function countBySensor(
  db: Queryable,
  slice: SliceBounds,
): Promise<{ sensorId: number; readings: number }[]> {
  const { rows } = await db.query<{ sensor_id: number; readings: number }>(
    `SELECT sensor_id, count(*)::int AS readings FROM andon.telemetry_bronze
     WHERE sensor_id = ANY($1::int[]) AND event_time >= $2 AND event_time < $3 GROUP BY 1 ORDER BY 1`,
    bounds(slice),
  );
  return rows.map((row) => ({ sensorId: row.sensor_id, readings: row.readings }));
}

/** Windows that gold holds for the sensors in that time. */
export async function countWindows(db: Queryable, slice: SliceBounds): Promise<number> {
  const { rows } = await db.query<{ windows: number }>(
    `SELECT count(*)::int AS windows FROM andon.performance_1min
     WHERE sensor_id = ANY($1::int[]) AND window_start >= $2 AND window_start < $3`,
    bounds(slice),
  );
  return rows[0]?.windows ?? 0;
}

/** Keeps the live pipeline from taking the partition on until the transaction ends; returns how far it has come. */
export async function lockShard(db: Queryable, shardNo: number): Promise<number> {
  const { rows } = await db.query<{ batch_no: number }>(
    'SELECT batch_no FROM andon.pipeline_partition WHERE partition_no = $1 FOR UPDATE',
    [shardNo],
  );
  if (rows[0] === undefined) throw new Error(`partition ${shardNo} has no checkpoint`);
  return rows[0].batch_no;
}

/** The slice as bronze holds it, in the log's order. */
export async function readSlice(db: Queryable, slice: SliceBounds): Promise<StoredReading[]> {
  const rows = await run<BronzeRow & { batch_no: number | null; received_at: Date | null }>(db, read, bounds(slice));
  return rows.map((row) => {
    const { batch_no: batchNo, received_at: receivedAt } = row;
    if (batchNo === null || receivedAt === null) throw new StartupError(withoutBatch(row.event_time));
    return { batchNo, receivedAtMs: receivedAt.getTime(), reading: readingFromRow(row) };
  });
}

export function bounds({ sensorIds, fromMs, toMs }: SliceBounds): [string, Date, Date] {
  return [numberArray(sensorIds), new Date(fromMs), new Date(toMs)];
}

function withoutBatch(eventTime: Date): string {
  const nextDay = new Date(eventTime.getTime() + 86_400_000).toISOString().slice(0, 10);
  return `The log no longer tells when the readings of ${eventTime.toISOString()} came in, because they are past their retention. Choose --from ${nextDay} or later.`;
}
