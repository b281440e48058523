/** Deletes what is past its retention, one server at a time. */
import type { Queryable } from '../query/queryable.ts';

const dayMs = 86_400_000;
/** Any two servers agree on this number and nobody else uses it: one of them tidies at a time. */
const retentionLock = 1_634_624_625;
/** Dropping waits for readers; writers must not queue behind that for long. */
const lockTimeoutMs = 2_000;
/** Rows that one transaction deletes: short enough for nobody to notice. */
export const deletedAtOnce = 10_000;

export type PartitionedLayer = 'telemetry_bronze' | 'telemetry_silver' | 'performance_1min' | 'performance_1hour';

/** Partitions of a layer that end at or before the given time, oldest first. Their names tell their day or month. */
export async function partitionsBefore(db: Queryable, table: PartitionedLayer, before: Date): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT child.relname AS name FROM pg_inherits
     JOIN pg_class AS child ON child.oid = inhrelid
     WHERE inhparent = to_regclass($1) AND child.relname ~ $2 ORDER BY 1`,
    [`andon.${table}`, `^${table}_\\d{6}(\\d\\d)?$`],
  );
  return rows
    .map(({ name }) => name)
    .filter((name) => endOfPartitionMs(name.slice(table.length + 1)) <= before.getTime());
}

function endOfPartitionMs(suffix: string): number {
  const [year, month] = [Number(suffix.slice(0, 4)), Number(suffix.slice(4, 6))];
  return suffix.length === 6 ? Date.UTC(year, month, 1) : Date.UTC(year, month - 1, Number(suffix.slice(6))) + dayMs;
}

/** No DELETE walks through millions of rows. Fails rather than make writers queue behind a long-running reader. */
export async function dropPartition(db: Queryable, name: string): Promise<void> {
  await db.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
  await db.query('SELECT andon.drop_partition($1)', [name]);
}

/** True when this transaction is the one that tidies; the lock goes with its end. */
export async function takeRetentionLock(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ taken: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS taken', [retentionLock]);
  return rows[0]?.taken ?? false;
}

/** The tables without partitions: which rows are older than $1 and may go. */
const expired = {
  // The log's table of contents keeps what the pipeline has not taken yet, and whatever tells of a day that bronze still holds.
  bronze_batch: `received_at < $1 AND max_event_time < date_trunc('day', $1::timestamptz)
    AND batch_no <= (SELECT min(batch_no) FROM andon.pipeline_partition)`,
  event_id: 'received_at < $1 AND event_time < $1',
  quarantine: 'received_at < $1',
  stage_latency: 'minute < $1',
  reading_tally: 'minute < $1',
  bad_minute: 'window_start < $1',
  counter_minute: 'window_start < $1',
  // What an operator was shown stays as long as the recommendation.
  anomaly: `event_time < $1
    AND NOT EXISTS (SELECT FROM agentic_hmi.agent_recommendations AS told WHERE told.anomaly_id = anomaly.anomaly_id)`,
  // The newest stays, so that the log always tells where it ends.
  recommendation_event: 'occurred_at < $1 AND number < (SELECT number FROM andon.event_head)',
  notify_delivery: `settled_at < $1 AND state <> 'waiting'`,
  alarm_event: 'occurred_at < $1 AND number < (SELECT alarm_number FROM andon.event_head)',
} as const;

export type ExpiringRecords = keyof typeof expired;

/** Deletes at most `deletedAtOnce` rows that are older; returns how many. */
export async function deleteSomeBefore(db: Queryable, records: ExpiringRecords, before: Date): Promise<number> {
  const { rowCount } = await db.query(
    `DELETE FROM andon.${records}
     WHERE ctid = ANY (ARRAY(SELECT ctid FROM andon.${records} WHERE ${expired[records]} LIMIT ${deletedAtOnce}))`,
    [before],
  );
  return rowCount ?? 0;
}
