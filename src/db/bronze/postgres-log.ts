/** The log of bronze over PostgreSQL's tables: puts its writing, reading, history and retention together. */
import type { BronzeLog } from '../../domain/readings/bronze-log.ts';
import type { Queryable } from '../query/queryable.ts';
import { sqlState, sqlStateOf } from '../query/sql-state.ts';
import type { DayPartitions } from '../upkeep/day-partitions.ts';
import { deletedAtOnce, deleteSomeBefore, dropPartition, partitionsBefore } from '../upkeep/retention-delete.ts';
import { countByMinute, countBySensor, readDays, readSpan } from './bronze-history.ts';
import { readAfter, readHead } from './bronze-read.ts';
import { appendBatch, findNumericSensors, findRecorded, withdrawReadings } from './bronze-write.ts';

const table = 'telemetry_bronze';

/**
 * The log of bronze as tables of PostgreSQL: `andon.telemetry_bronze` holds the readings, a partition for each day of their event times;
 * `andon.bronze_batch` is the table of contents, and the row of `andon.bronze_head` gives the batch numbers.
 */
export function createPostgresLog(partitions: DayPartitions): BronzeLog<Queryable> {
  return {
    prepare: (eventTimesMs) => partitions.ensure([table], eventTimesMs),
    append: async (db, batch) => {
      try {
        return await appendBatch(db, batch);
      } catch (error) {
        // There is no partition for a row: retention has dropped one that is still remembered here.
        if (sqlStateOf(error) === sqlState.checkViolation) partitions.forget();
        throw error;
      }
    },
    find: findRecorded,
    withdraw: withdrawReadings,
    sensorsWithNumbers: findNumericSensors,
    head: readHead,
    readAfter,
    days: readDays,
    countByMinute,
    countBySensor,
    readSpan,
    partsBefore: (db, before) => partitionsBefore(db, table, before),
    dropPart: dropPartition,
    trimBefore: async (db, before) => (await deleteSomeBefore(db, 'bronze_batch', before)) === deletedAtOnce,
  };
}
