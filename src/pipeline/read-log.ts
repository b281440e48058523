/** Gets the next batch range of the log: from memory, or from the database. */
import type { Queryable } from '../db/query/queryable.ts';
import type { BronzeReader } from '../domain/readings/bronze-log.ts';
import type { LogTail } from './log-tail.ts';
import type { ReceivedBronze } from './silver.ts';

/** A batch range, as far as it concerns the asked shards. */
export interface LogRange {
  readonly upToBatchNo: number;
  readonly readings: readonly ReceivedBronze[];
  /** When the range's first batch became durable, epoch ms; null when it was read back. */
  readonly committedAtMs: number | null;
}

const maxReadings = 10_000;

/** Reads the log after a checkpoint: from memory when it is there, else from bronze. Null at the head. */
export async function readLog(
  stored: { readonly db: Queryable; readonly bronze: Pick<BronzeReader<Queryable>, 'readAfter'> },
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
  const part = await stored.bronze.readAfter(stored.db, { after, upTo, shards: [...shards], maxReadings });
  return part === null ? null : { upToBatchNo: part.upToBatchNo, readings: part.readings, committedAtMs: null };
}
