import { batchesAfter, readReadings } from '../db/bronze/bronze-rows.ts';
import type { Queryable } from '../db/query/queryable.ts';
import type { LogTail } from './log-tail.ts';
import type { ReceivedBronze } from './silver.ts';

/** A batch range, as far as it concerns the asked partitions. */
export interface LogRange {
  readonly upToBatchNo: number;
  readonly readings: readonly ReceivedBronze[];
  /** When the stretch's first batch became durable, epoch ms; null when it was read back. */
  readonly committedAtMs: number | null;
}

const maxReadings = 10_000;
const maxBatches = 500;

/** Reads the log after a checkpoint: from memory when it is there, else from bronze. Null at the head. */
export async function readLog(
  db: Queryable,
  tail: LogTail,
  after: number,
  upTo: number,
  shards: ReadonlySet<number>,
): Promise<LogRange | null> {
  const inMemory = tail.after(after, maxReadings).filter((batch) => batch.batchNo <= upTo);
  const last = inMemory.at(-1);
  if (last !== undefined) {
    return {
      upToBatchNo: last.batchNo,
      readings: inMemory.flatMap(({ receivedAtMs, readings }) =>
        readings.filter((reading) => shards.has(reading.shardNo)).map((reading) => ({ reading, receivedAtMs })),
      ),
      committedAtMs: inMemory[0]?.committedAtMs ?? null,
    };
  }
  return readStored(db, after, upTo, shards);
}

async function readStored(
  db: Queryable,
  after: number,
  upTo: number,
  shards: ReadonlySet<number>,
): Promise<LogRange | null> {
  const batches = (await batchesAfter(db, after, maxBatches)).filter((batch) => batch.batchNo <= upTo);
  let count = 0;
  const taken = batches.filter((batch, i) => {
    count += batch.readingCount;
    return i === 0 || count <= maxReadings;
  });
  const last = taken.at(-1);
  if (last === undefined) return null;
  const stored = await readReadings(db, {
    after,
    upTo: last.batchNo,
    shards: [...shards],
    from: new Date(Math.min(...taken.map((batch) => batch.minEventTime.getTime()))),
    // Event times have milliseconds here; a bound cut to milliseconds would miss the row it came from if it had more.
    to: new Date(Math.max(...taken.map((batch) => batch.maxEventTime.getTime())) + 1),
  });
  return {
    upToBatchNo: last.batchNo,
    readings: stored.map(({ reading, receivedAtMs }) => ({ reading, receivedAtMs })),
    committedAtMs: null,
  };
}
