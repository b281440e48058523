/** The log of completed one-minute windows, which detectors of windows follow, and their checkpoints. */
import { booleanArray, numberArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const insert = statement('completed-window-insert');

/** A window as it was when a reading completed it; values in the sensor's unit, times epoch ms. */
export interface CompletedWindowRow {
  readonly shardNo: number;
  readonly sensorId: number;
  readonly windowMs: number;
  readonly count: number;
  readonly mean: number;
  readonly stddev: number;
  readonly min: number;
  readonly max: number;
  /** Server time at which the reading that completed it came in. */
  readonly completedMs: number;
  /** False when that reading tells of the past. */
  readonly isPresent: boolean;
}

/** A completed window with its place in the log. */
export interface LoggedWindow extends CompletedWindowRow {
  readonly batchNo: number;
}

/** How far detection has come with one shard. */
export interface WindowCheckpoint {
  readonly shardNo: number;
  /** Windows up to this batch are judged. */
  readonly batchNo: number;
  /** Memory of windows up to this batch is stored. */
  readonly storedBatchNo: number;
}

export async function insertCompletedWindows(
  db: Queryable,
  batchNo: number,
  windows: readonly CompletedWindowRow[],
): Promise<void> {
  await run(db, insert, [
    batchNo,
    numberArray(windows.map(({ shardNo }) => shardNo)),
    numberArray(windows.map(({ sensorId }) => sensorId)),
    numberArray(windows.map(({ windowMs }) => windowMs)),
    numberArray(windows.map(({ count }) => count)),
    numberArray(windows.map(({ mean }) => mean)),
    numberArray(windows.map(({ stddev }) => stddev)),
    numberArray(windows.map(({ min }) => min)),
    numberArray(windows.map(({ max }) => max)),
    numberArray(windows.map(({ completedMs }) => completedMs)),
    booleanArray(windows.map(({ isPresent }) => isPresent)),
  ]);
}

/**
 * The next windows of a shard after one batch and up to another, in the order of the log, and whole batches only: at least one, and no
 * further one when there are `limit` windows already.
 */
export async function readCompletedWindows(
  db: Queryable,
  shardNo: number,
  afterBatchNo: number,
  { upToBatchNo = null, limit }: { readonly upToBatchNo?: number | null; readonly limit: number },
): Promise<LoggedWindow[]> {
  const { rows } = await db.query<{
    batch_no: number;
    sensor_id: number;
    window_start: Date;
    reading_count: number;
    mean: number;
    stddev: number;
    min_value: number;
    max_value: number;
    completed_at: Date;
    is_present: boolean;
  }>({
    name: 'completed-windows',
    text: `SELECT batch_no, sensor_id, window_start, reading_count, mean, stddev, min_value, max_value, completed_at, is_present
      FROM andon.completed_window
      WHERE shard_no = $1 AND batch_no > $2 AND batch_no <= coalesce($3, 9223372036854775807)
        AND batch_no <= coalesce((
          SELECT batch_no FROM andon.completed_window
          WHERE shard_no = $1 AND batch_no > $2 ORDER BY batch_no OFFSET $4 LIMIT 1), 9223372036854775807)
      ORDER BY batch_no, sensor_id, window_start`,
    values: [shardNo, afterBatchNo, upToBatchNo, limit - 1],
  });
  return rows.map((row) => ({
    shardNo,
    batchNo: row.batch_no,
    sensorId: row.sensor_id,
    windowMs: row.window_start.getTime(),
    count: row.reading_count,
    mean: row.mean,
    stddev: row.stddev,
    min: row.min_value,
    max: row.max_value,
    completedMs: row.completed_at.getTime(),
    isPresent: row.is_present,
  }));
}

export async function readWindowCheckpoint(db: Queryable, shardNo: number): Promise<WindowCheckpoint> {
  const { rows } = await db.query<{ batch_no: number; stored_batch_no: number }>({
    name: 'window-checkpoint',
    text: 'SELECT batch_no, stored_batch_no FROM andon.window_checkpoint WHERE shard_no = $1',
    values: [shardNo],
  });
  return { shardNo, batchNo: rows[0]?.batch_no ?? 0, storedBatchNo: rows[0]?.stored_batch_no ?? 0 };
}

/** Shards whose newest completed window is not judged yet. */
export async function shardsWithCompletedWindows(db: Queryable, shards: readonly number[]): Promise<number[]> {
  const { rows } = await db.query<{ shard_no: number }>({
    name: 'shards-with-completed-windows',
    text: `SELECT shard_no FROM andon.window_checkpoint AS checkpoint WHERE shard_no = ANY($1::smallint[]) AND EXISTS (
      SELECT FROM andon.completed_window AS completed
      WHERE completed.shard_no = checkpoint.shard_no AND completed.batch_no > checkpoint.batch_no)`,
    values: [numberArray(shards)],
  });
  return rows.map(({ shard_no }) => shard_no);
}

/** Moves a shard's checkpoint from one batch to another; false when another server was there first. */
export async function advanceWindowCheckpoint(
  db: Queryable,
  shardNo: number,
  from: number,
  to: number,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'window-checkpoint-advance',
    text: 'UPDATE andon.window_checkpoint SET batch_no = $3 WHERE shard_no = $1 AND batch_no = $2',
    values: [shardNo, from, to],
  });
  return rowCount === 1;
}

/** All memory of windows up to this batch is stored: they are not needed any more. */
export async function forgetCompletedWindows(db: Queryable, shardNo: number, storedBatchNo: number): Promise<void> {
  await db.query(
    'UPDATE andon.window_checkpoint SET stored_batch_no = $2 WHERE shard_no = $1 AND stored_batch_no < $2',
    [shardNo, storedBatchNo],
  );
  await db.query('DELETE FROM andon.completed_window WHERE shard_no = $1 AND batch_no <= $2', [shardNo, storedBatchNo]);
}
