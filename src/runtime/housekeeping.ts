/** Keeps stored data in order: day partitions, retention, roll-up of hours. */
import type pg from 'pg';
import type { Config } from '../config.ts';
import type { Queryable } from '../db/query/queryable.ts';
import type { DayPartitions } from '../db/upkeep/day-partitions.ts';
import type { BronzeLog } from '../domain/readings/bronze-log.ts';
import type { Logger } from '../log.ts';
import { createRetentionService } from '../services/retention-service.ts';
import { createRollUpService } from '../services/roll-up-service.ts';
import { PeriodicTask } from '../timing/periodic-task.ts';

const dayMs = 86_400_000;
const retentionMs = 3_600_000;
const rollUpMs = 1_800_000;

export interface HousekeepingOptions {
  readonly pool: pg.Pool;
  readonly bronze: BronzeLog<Queryable>;
  readonly retention: Config['retention'];
  readonly dayPartitions: DayPartitions;
  readonly now: () => number;
  readonly log: Logger;
}

/** What is done to stored data now and then: partitions ahead of their days, retention, the hours' roll-up. */
export interface Housekeeping {
  /** So that no reading waits for its partition, at midnight either. */
  createAhead(): Promise<void>;
  start(): void;
  close(): Promise<void>;
}

export function createHousekeeping(options: HousekeepingOptions): Housekeeping {
  const { pool, bronze, retention, dayPartitions, now, log } = options;
  const service = createRetentionService({ pool, bronze, retention, now, log });
  const ending = new AbortController();
  const rollUp = createRollUpService(pool, dayPartitions, ending.signal);
  const createAhead = async () => {
    const days = [now() - dayMs, now(), now() + dayMs];
    await bronze.prepare(days);
    await dayPartitions.ensure(['telemetry_silver', 'performance_1min'], days);
  };
  const tidying = new PeriodicTask(
    'retention and day partitions',
    retentionMs,
    async () => {
      if ((await service.tidy()).length > 0) dayPartitions.forget();
      await createAhead();
    },
    log,
  );
  // A task of its own: catching up with years takes hours, and partitions and retention do not wait for that.
  const rolling = new PeriodicTask('roll-up of hours', rollUpMs, () => rollUp.catchUp(), log);
  return {
    createAhead,
    start: () => {
      tidying.start();
      rolling.start();
    },
    close: async () => {
      ending.abort();
      await Promise.all([tidying.close(), rolling.close()]);
    },
  };
}
