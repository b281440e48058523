import type pg from 'pg';
import { inTransaction } from '../db/query/transaction.ts';
import {
  deletedAtOnce,
  deleteSomeBefore,
  dropPartition,
  type ExpiringRecords,
  type PartitionedLayer,
  partitionsBefore,
  takeRetentionLock,
} from '../db/upkeep/retention-delete.ts';
import type { Logger } from '../log.ts';

const dayMs = 86_400_000;

/** Days for which each layer is kept; null is for ever. What was decided, and its audit, is kept for ever. */
export interface Retention {
  readonly bronzeDays: number;
  readonly silverDays: number;
  readonly goldDays: number | null;
  readonly anomaliesDays: number | null;
  readonly eventsDays: number;
  readonly quarantineDays: number;
  readonly latenciesDays: number;
}

export interface RetentionService {
  /** Lets go of what is older than its retention, as far as no other server is at it. Returns the partitions dropped. */
  tidy(): Promise<readonly string[]>;
}

export function createRetentionService(
  pool: pg.Pool,
  retention: Retention,
  now: () => number,
  log: Logger,
): RetentionService {
  const layers: readonly [PartitionedLayer, number | null][] = [
    ['telemetry_bronze', retention.bronzeDays],
    ['telemetry_silver', retention.silverDays],
    ['performance_1hour', retention.goldDays],
    ['performance_1min', retention.goldDays],
  ];
  const records: readonly [ExpiringRecords, number | null][] = [
    ['bronze_batch', retention.bronzeDays],
    ['event_id', retention.bronzeDays],
    ['quarantine', retention.quarantineDays],
    ['stage_latency', retention.latenciesDays],
    ['reading_tally', retention.latenciesDays],
    ['bad_minute', retention.goldDays],
    ['counter_minute', retention.goldDays],
    ['anomaly', retention.anomaliesDays],
    ['recommendation_event', retention.eventsDays],
  ];
  const before = (days: number): Date => new Date(now() - days * dayMs);
  /** One short transaction, if no other server tidies just now; else null. */
  const alone = <Result>(work: (client: pg.ClientBase) => Promise<Result>): Promise<Result | null> =>
    inTransaction(pool, async (client) => ((await takeRetentionLock(client)) ? work(client) : null));

  const dropLayer = async (table: PartitionedLayer, days: number): Promise<string[]> => {
    const dropped: string[] = [];
    for (const name of await partitionsBefore(pool, table, before(days))) {
      try {
        if ((await alone((client) => dropPartition(client, name).then(() => name))) !== null) dropped.push(name);
      } catch (error) {
        log.warn(
          { event: 'retention.partition_in_use', err: error, partition: name },
          'a partition past its retention is in use and is dropped later',
        );
      }
    }
    return dropped;
  };

  return {
    tidy: async () => {
      const dropped: string[] = [];
      for (const [table, days] of layers) if (days !== null) dropped.push(...(await dropLayer(table, days)));
      if (dropped.length > 0)
        log.info({ event: 'retention.partitions_dropped', dropped }, 'partitions past their retention were dropped');
      for (const [table, days] of records) {
        if (days === null) continue;
        while ((await alone((client) => deleteSomeBefore(client, table, before(days)))) === deletedAtOnce);
      }
      return dropped;
    },
  };
}
