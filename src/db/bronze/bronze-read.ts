/** Reads the log of bronze on from a position, as the pipeline needs it: the reading side of BronzeLog over PostgreSQL. */
import type { LogPart, LogPosition } from '../../domain/readings/bronze-log.ts';
import { numberArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';
import { type BronzeRow, readingFromRow } from './bronze-row.ts';

const read = statement('bronze-read');

const maxBatches = 500;

/** The reading side of the log of bronze over its tables: its head, and its batches after a position. */
export async function readHead(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ batch_no: number }>('SELECT batch_no FROM andon.bronze_head');
  return rows[0]?.batch_no ?? 0;
}

export async function readAfter(db: Queryable, position: LogPosition): Promise<LogPart | null> {
  const { after, upTo, shards, maxReadings } = position;
  const batches = (await batchesAfter(db, after)).filter((batch) => batch.batchNo <= upTo);
  let count = 0;
  const taken = batches.filter((batch, i) => {
    count += batch.readingCount;
    return i === 0 || count <= maxReadings;
  });
  const last = taken.at(-1);
  if (last === undefined) return null;
  const rows = await run<BronzeRow & { batch_no: number; received_at: Date }>(db, read, [
    after,
    last.batchNo,
    numberArray(shards),
    new Date(Math.min(...taken.map((batch) => batch.minEventTime.getTime()))),
    // Event times have milliseconds here; a bound cut to milliseconds would miss the row it came from if it had more.
    new Date(Math.max(...taken.map((batch) => batch.maxEventTime.getTime())) + 1),
  ]);
  const readings = rows.map((row) => ({
    batchNo: row.batch_no,
    receivedAtMs: row.received_at.getTime(),
    reading: readingFromRow(row),
  }));
  return { upToBatchNo: last.batchNo, readings };
}

interface BatchExtent {
  readonly batchNo: number;
  readonly readingCount: number;
  readonly minEventTime: Date;
  readonly maxEventTime: Date;
}

/** The log's table of contents after a batch, oldest first. */
async function batchesAfter(db: Queryable, batchNo: number): Promise<BatchExtent[]> {
  const { rows } = await db.query<{
    batch_no: number;
    reading_count: number;
    min_event_time: Date;
    max_event_time: Date;
  }>(
    `SELECT batch_no, reading_count, min_event_time, max_event_time FROM andon.bronze_batch
     WHERE batch_no > $1 ORDER BY batch_no LIMIT $2`,
    [batchNo, maxBatches],
  );
  return rows.map((row) => ({
    batchNo: row.batch_no,
    readingCount: row.reading_count,
    minEventTime: row.min_event_time,
    maxEventTime: row.max_event_time,
  }));
}
