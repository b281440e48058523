/** Deletes data that is older than the retention of its layer. */
import type pg from 'pg';
import type { Queryable } from '../db/query/queryable.ts';
import { inTransactionOn } from '../db/query/transaction.ts';
import {
  deletedAtOnce,
  deleteSomeBefore,
  dropPartition,
  type ExpiringRecords,
  type PartitionedLayer,
  partitionsBefore,
  takeRetentionLock,
} from '../db/upkeep/retention-delete.ts';
import type { BronzeRetention } from '../domain/readings/bronze-log.ts';
import type { Logger } from '../log.ts';

const dayMs = 86_400_000;

/** Days for which each layer is kept; null is for ever. Recommendations and their audit are kept for ever. */
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
  /**
   * Deletes data that is older than its retention, unless another server does so. Returns the partitions it dropped. What cannot be
   * deleted is logged and left for the next run.
   */
  tidy(): Promise<readonly string[]>;
}

export interface RetentionOptions {
  readonly pool: pg.Pool;
  readonly bronze: BronzeRetention<Queryable>;
  readonly retention: Retention;
  readonly now: () => number;
  readonly log: Logger;
}

/** A layer whose partitions are dropped as a whole. */
type Layer = Pick<BronzeRetention<Queryable>, 'partsBefore' | 'dropPart'>;

export function createRetentionService(options: RetentionOptions): RetentionService {
  const { pool, bronze, retention, now, log } = options;
  const layers: readonly [PartitionedLayer, Layer, number | null][] = [
    ['telemetry_bronze', bronze, retention.bronzeDays],
    ['telemetry_silver', partitioned('telemetry_silver'), retention.silverDays],
    ['performance_1hour', partitioned('performance_1hour'), retention.goldDays],
    ['performance_1min', partitioned('performance_1min'), retention.goldDays],
  ];
  const records: readonly [ExpiringRecords, number | null][] = [
    ['event_id', retention.bronzeDays],
    ['quarantine', retention.quarantineDays],
    ['stage_latency', retention.latenciesDays],
    ['reading_tally', retention.latenciesDays],
    ['bad_minute', retention.goldDays],
    ['counter_minute', retention.goldDays],
    ['anomaly', retention.anomaliesDays],
    ['recommendation_event', retention.eventsDays],
    ['alarm_event', retention.eventsDays],
    ['notify_delivery', retention.eventsDays],
  ];
  const before = (days: number): Date => new Date(now() - days * dayMs);
  /**
   * One short transaction, if no other server tidies just now; else null. One that failed has let go of the lock when this rejects: a
   * connection that is only closed holds it for a moment more, and the next table would seem to be another server's.
   */
  const alone = async <Result>(work: (client: pg.ClientBase) => Promise<Result>): Promise<Result | null> => {
    const client = await pool.connect();
    try {
      return await inTransactionOn(client, async () => ((await takeRetentionLock(client)) ? work(client) : null));
    } finally {
      client.release();
    }
  };

  const dropLayer = async (layer: Layer, days: number): Promise<string[]> => {
    const dropped: string[] = [];
    for (const name of await layer.partsBefore(pool, before(days))) {
      try {
        if ((await alone((client) => layer.dropPart(client, name).then(() => name))) !== null) dropped.push(name);
      } catch (error) {
        log.warn(
          { event: 'retention.partition_in_use', err: error, partition: name },
          'a partition past its retention is in use and is dropped later',
        );
      }
    }
    return dropped;
  };

  /** One table that cannot be tidied, as when its statement takes too long, must not keep the others from it. */
  const despiteFailure = async (table: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.warn(
        { event: 'retention.table_failed', err: error, table },
        'old rows of a table could not be deleted; the others are tidied, and this one is tried again in an hour',
      );
    }
  };

  return {
    tidy: async () => {
      const dropped: string[] = [];
      for (const [table, layer, days] of layers) {
        if (days === null) continue;
        await despiteFailure(table, async () => void dropped.push(...(await dropLayer(layer, days))));
      }
      if (dropped.length > 0)
        log.info({ event: 'retention.partitions_dropped', dropped }, 'partitions past their retention were dropped');
      await despiteFailure('bronze_batch', async () => {
        while ((await alone((client) => bronze.trimBefore(client, before(retention.bronzeDays)))) === true);
      });
      for (const [table, days] of records) {
        if (days === null) continue;
        await despiteFailure(table, async () => {
          while ((await alone((client) => deleteSomeBefore(client, table, before(days)))) === deletedAtOnce);
        });
      }
      return dropped;
    },
  };
}

function partitioned(table: PartitionedLayer): Layer {
  return { partsBefore: (db, before) => partitionsBefore(db, table, before), dropPart: dropPartition };
}
