/** Merges minutes into hours in the database, one server at a time. */
import { hourMs as hourLengthMs } from '../../domain/window.ts';
import { mergeWindowsSql, partColumns } from '../gold/merge-windows.ts';
import { numberArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { dateFromDatabase } from '../query/timestamps.ts';

/** Any two servers agree on this number and nobody else uses it: one of them rolls up at a time. */
const rollUpLock = 1_634_624_626;

export interface SensorHour {
  readonly sensorId: number;
  /** Start of the hour, epoch ms. */
  readonly hourMs: number;
}

/** True when this transaction is the one that rolls up; the lock goes with its end. */
export async function takeRollUpLock(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ taken: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS taken', [rollUpLock]);
  return rows[0]?.taken ?? false;
}

export interface RollUpState {
  /** Null before the first time. */
  readonly rolledUntilMs: number | null;
  /** The end of the newest hour that is old enough, by the database's clock. */
  readonly finishedMs: number;
  /** The start of the first month that gold has a partition for; null when it has none. */
  readonly firstMonthMs: number | null;
}

export async function readRollUpState(db: Queryable, restMs: number): Promise<RollUpState> {
  const { rows } = await db.query<{ rolled_ms: number | null; finished_ms: number; first_month_ms: number | null }>(
    `SELECT CASE WHEN rolled_until <> '-infinity' THEN extract(epoch FROM rolled_until)::float8 * 1000 END AS rolled_ms,
            extract(epoch FROM date_bin('1 hour', now() - $1::float8 * interval '1 millisecond', 'epoch'))::float8 * 1000 AS finished_ms,
            (SELECT extract(epoch FROM min(month) AT TIME ZONE 'UTC')::float8 * 1000 FROM andon.gold_month) AS first_month_ms
     FROM andon.performance_rolled`,
    [restMs],
  );
  const row = rows[0];
  if (row === undefined) throw new Error('andon.performance_rolled has lost its row');
  return { rolledUntilMs: row.rolled_ms, finishedMs: row.finished_ms, firstMonthMs: row.first_month_ms };
}

/** Nothing, if somebody else has moved it meanwhile. */
export async function moveRolledUntil(db: Queryable, fromMs: number | null, toMs: number): Promise<void> {
  await db.query(
    `UPDATE andon.performance_rolled SET rolled_until = $2
     WHERE rolled_until = coalesce($1::timestamptz, '-infinity')`,
    [fromMs === null ? null : new Date(fromMs), new Date(toMs)],
  );
}

export async function readSensorIds(db: Queryable): Promise<number[]> {
  const { rows } = await db.query<{ sensor_id: number }>('SELECT sensor_id FROM andon.sensor ORDER BY sensor_id');
  return rows.map((row) => row.sensor_id);
}

/** Hours written since they may have been rolled up, after the given one in the order of sensor and time. */
export async function readStaleHours(db: Queryable, after: SensorHour | null, limit: number): Promise<SensorHour[]> {
  const { rows } = await db.query<StaleRow>(
    `SELECT sensor_id, window_start FROM andon.performance_stale_hour
     WHERE (sensor_id, window_start) > ($1, coalesce($2::timestamptz, '-infinity')) ORDER BY sensor_id, window_start LIMIT $3`,
    [after?.sensorId ?? -1, after === null ? null : new Date(after.hourMs), limit],
  );
  return rows.map(sensorHour);
}

interface StaleRow {
  readonly sensor_id: number;
  readonly window_start: Date | number;
}

function sensorHour(row: StaleRow): SensorHour {
  return { sensorId: row.sensor_id, hourMs: dateFromDatabase(row.window_start).getTime() };
}

export async function markStale(db: Queryable, hours: readonly SensorHour[]): Promise<void> {
  await db.query(
    `INSERT INTO andon.performance_stale_hour (sensor_id, window_start)
     SELECT sensor_id, to_timestamp(hour_ms / 1000) FROM unnest($1::int[], $2::float8[]) AS hour(sensor_id, hour_ms)
     ON CONFLICT DO NOTHING`,
    columnsOf(hours),
  );
}

/**
 * Takes the marks away and returns the hours that had one; the next statement sees everything that was marked by them. A mark whose
 * writer has not committed is left: to wait for it while others wait for us would be a deadlock.
 */
export async function unmarkStale(db: Queryable, hours: readonly SensorHour[]): Promise<SensorHour[]> {
  const { rows } = await db.query<StaleRow>(
    `DELETE FROM andon.performance_stale_hour AS stale USING (
       SELECT sensor_id, window_start FROM andon.performance_stale_hour
       WHERE (sensor_id, window_start) IN (
         SELECT sensor_id, to_timestamp(hour_ms / 1000) FROM unnest($1::int[], $2::float8[]) AS hour(sensor_id, hour_ms))
       FOR UPDATE SKIP LOCKED) AS free
     WHERE stale.sensor_id = free.sensor_id AND stale.window_start = free.window_start
     RETURNING stale.sensor_id, stale.window_start`,
    columnsOf(hours),
  );
  return rows.map(sensorHour);
}

/** Whole hours of one sensor, epoch ms; `toMs` is exclusive. */
export interface SensorSpan {
  readonly sensorId: number;
  readonly fromMs: number;
  readonly toMs: number;
}

// Each span fetches its minutes through the index of the partitions that have them; OFFSET keeps the planner from joining whole months.
const rollUp = `
  WITH span AS MATERIALIZED (
    SELECT sensor_id, to_timestamp(from_ms / 1000) AS from_time, to_timestamp(to_ms / 1000) AS to_time
    FROM unnest($1::int[], $2::float8[], $3::float8[]) AS given(sensor_id, from_ms, to_ms)
  ), fresh AS MATERIALIZED (${mergeWindowsSql(`
    SELECT minute.*, date_bin('1 hour', minute.window_start, 'epoch') AS merged_start FROM span CROSS JOIN LATERAL (
      SELECT ${partColumns} FROM andon.performance_1min AS minute
      WHERE minute.sensor_id = span.sensor_id AND minute.window_start >= span.from_time AND minute.window_start < span.to_time
        AND minute.window_start >= $4 AND minute.window_start < $5
      OFFSET 0) AS minute`)}
  ), gone AS (
    DELETE FROM andon.performance_1hour AS rolled USING span
    WHERE rolled.sensor_id = span.sensor_id AND rolled.window_start >= span.from_time AND rolled.window_start < span.to_time
      AND rolled.window_start >= $4 AND rolled.window_start < $5
      AND NOT EXISTS (SELECT FROM fresh WHERE fresh.sensor_id = rolled.sensor_id AND fresh.window_start = rolled.window_start)
  )
  INSERT INTO andon.performance_1hour
    (sensor_id, window_start, reading_count, mean, mean_low, m2, min_value, max_value, revision)
  SELECT sensor_id, window_start, reading_count, mean, mean_low, m2, min_value, max_value, revision FROM fresh
  ON CONFLICT (sensor_id, window_start) DO UPDATE SET
    reading_count = excluded.reading_count, mean = excluded.mean, mean_low = excluded.mean_low, m2 = excluded.m2,
    min_value = excluded.min_value, max_value = excluded.max_value, revision = excluded.revision`;

/** Makes every hour of these spans, of which no two overlap, what its minutes say now; an hour without minutes has no row. */
export async function rollUpSpans(db: Queryable, spans: readonly SensorSpan[]): Promise<void> {
  if (spans.length === 0) return;
  await db.query(rollUp, [
    numberArray(spans.map((span) => span.sensorId)),
    numberArray(spans.map((span) => span.fromMs)),
    numberArray(spans.map((span) => span.toMs)),
    new Date(spans.reduce((first, { fromMs }) => Math.min(first, fromMs), Number.POSITIVE_INFINITY)),
    new Date(spans.reduce((last, { toMs }) => Math.max(last, toMs), Number.NEGATIVE_INFINITY)),
  ]);
}

export function spanOf({ sensorId, hourMs }: SensorHour): SensorSpan {
  return { sensorId, fromMs: hourMs, toMs: hourMs + hourLengthMs };
}

/** The hours of a span, one by one. */
export function hoursOf({ sensorId, fromMs, toMs }: SensorSpan): SensorHour[] {
  return Array.from({ length: (toMs - fromMs) / hourLengthMs }, (_, i) => ({
    sensorId,
    hourMs: fromMs + i * hourLengthMs,
  }));
}

function columnsOf(hours: readonly SensorHour[]): [string, string] {
  return [numberArray(hours.map((hour) => hour.sensorId)), numberArray(hours.map((hour) => hour.hourMs))];
}
