import type { Queryable } from './queryable.ts';

const dayMs = 86_400_000;
/** Any two servers agree on this number and nobody else uses it: one of them tidies at a time. */
const retentionLock = 1_634_624_625;
/** Dropping waits for readers; writers must not queue behind that for long. */
const lockTimeoutMs = 2_000;

/** Whole days of readings go by dropping their partition: no DELETE walks through millions of rows. Returns the tables dropped. */
export async function dropDaysBefore(
  db: Queryable,
  table: 'telemetry_bronze' | 'telemetry_silver',
  before: Date,
): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT child.relname AS name FROM pg_inherits
     JOIN pg_class AS child ON child.oid = inhrelid
     WHERE inhparent = to_regclass($1) AND child.relname ~ $2 ORDER BY 1`,
    [`andon.${table}`, `^${table}_\\d{8}$`],
  );
  const dropped: string[] = [];
  for (const { name } of rows) {
    const day = name.slice(-8);
    const endMs = Date.parse(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}T00:00:00Z`) + dayMs;
    if (endMs > before.getTime()) continue;
    await db.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
    await db.query(`DROP TABLE IF EXISTS andon.${name}`);
    dropped.push(name);
  }
  return dropped;
}

/** True when this transaction is the one that tidies; the lock goes with its end. */
export async function takeRetentionLock(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ taken: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS taken', [retentionLock]);
  return rows[0]?.taken ?? false;
}

/**
 * The small tables that stand beside the readings. The log's table of contents keeps what the pipeline has not taken yet, and whatever
 * tells of a day that bronze still holds.
 */
export async function deleteRecordsBefore(db: Queryable, before: Date): Promise<void> {
  await db.query(
    `DELETE FROM andon.bronze_batch WHERE max_event_time < date_trunc('day', $1::timestamptz) AND received_at < $1
       AND batch_no <= (SELECT min(batch_no) FROM andon.pipeline_partition)`,
    [before],
  );
  await db.query('DELETE FROM andon.event_id WHERE received_at < $1 AND event_time < $1', [before]);
  await db.query('DELETE FROM andon.quarantine WHERE received_at < $1', [before]);
  await db.query('DELETE FROM andon.stage_latency WHERE minute < $1', [before]);
  await db.query('DELETE FROM andon.reading_tally WHERE minute < $1', [before]);
}

/** Drops events older than the given time; the newest stays, so that the log always tells where it ends. */
export async function deleteEventsBefore(db: Queryable, before: Date): Promise<number> {
  const { rowCount } = await db.query(
    `DELETE FROM andon.recommendation_event
     WHERE occurred_at < $1 AND number < (SELECT number FROM andon.event_head)`,
    [before],
  );
  return rowCount ?? 0;
}
