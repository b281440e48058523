/** Reads bronze by sensor and time, as a rebuild needs it: the history side of BronzeLog over PostgreSQL. */
import type {
  MinuteCount,
  ReadingSpan,
  SensorCount,
  StoredReading,
  TimeSpan,
} from '../../domain/readings/bronze-log.ts';
import { StartupError } from '../../errors.ts';
import { numberArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';
import { type BronzeRow, readingFromRow } from './bronze-row.ts';

const read = statement('rebuild-read');

/** Bronze by sensor and time, for a rebuild. Days are known from the names of the table's partitions, of which there is one for each. */
export async function readDays(db: Queryable): Promise<number[]> {
  const { rows } = await db.query<{ day: string }>(
    `SELECT right(child.relname, 8) AS day FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
     WHERE inhparent = to_regclass('andon.telemetry_bronze') AND child.relname ~ '^telemetry_bronze_\\d{8}$' ORDER BY 1`,
  );
  return rows.map(({ day }) => Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`));
}

/** All sensors' readings when none are named, which spares the index. */
export async function countByMinute(
  db: Queryable,
  { sensorIds, fromMs, toMs }: TimeSpan & { readonly sensorIds: readonly number[] | null },
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

export async function countBySensor(db: Queryable, span: ReadingSpan): Promise<SensorCount[]> {
  const { rows } = await db.query<{ sensor_id: number; readings: number }>(
    `SELECT sensor_id, count(*)::int AS readings FROM andon.telemetry_bronze
     WHERE sensor_id = ANY($1::int[]) AND event_time >= $2 AND event_time < $3 GROUP BY 1 ORDER BY 1`,
    boundsOf(span),
  );
  return rows.map((row) => ({ sensorId: row.sensor_id, readings: row.readings }));
}

export async function readSpan(db: Queryable, span: ReadingSpan): Promise<StoredReading[]> {
  const rows = await run<BronzeRow & { batch_no: number | null; received_at: Date | null }>(db, read, boundsOf(span));
  return rows.map((row) => {
    const { batch_no: batchNo, received_at: receivedAt } = row;
    if (batchNo === null || receivedAt === null) throw new StartupError(withoutBatch(row.event_time));
    return { batchNo, receivedAtMs: receivedAt.getTime(), reading: readingFromRow(row) };
  });
}

function boundsOf({ sensorIds, fromMs, toMs }: ReadingSpan): [string, Date, Date] {
  return [numberArray(sensorIds), new Date(fromMs), new Date(toMs)];
}

function withoutBatch(eventTime: Date): string {
  const nextDay = new Date(eventTime.getTime() + 86_400_000).toISOString().slice(0, 10);
  return `The log no longer tells when the readings of ${eventTime.toISOString()} came in, because they are past their retention. Choose --from ${nextDay} or later.`;
}
