import type pg from 'pg';
import { deleteEventsBefore, deleteRecordsBefore, dropDaysBefore, takeRetentionLock } from '../db/retention.ts';
import { inTransaction } from '../db/transaction.ts';
import type { Logger } from '../log.ts';

const dayMs = 86_400_000;

export interface RetentionService {
  /** Lets go of what is older than its retention; does nothing while another server is at it. Returns the day tables dropped. */
  tidy(): Promise<readonly string[]>;
}

/** `bronzeDays` holds for bronze, silver and what stands beside them, `eventsDays` for the feed. Gold and the audit are kept. */
export function createRetentionService(
  pool: pg.Pool,
  retention: { readonly bronzeDays: number; readonly eventsDays: number },
  now: () => number,
  log: Logger,
): RetentionService {
  return {
    tidy: async () => {
      const readingsBefore = new Date(now() - retention.bronzeDays * dayMs);
      const dropped = await inTransaction(pool, async (client) => {
        if (!(await takeRetentionLock(client))) return [];
        await deleteRecordsBefore(client, readingsBefore);
        await deleteEventsBefore(client, new Date(now() - retention.eventsDays * dayMs));
        return [
          ...(await dropDaysBefore(client, 'telemetry_bronze', readingsBefore)),
          ...(await dropDaysBefore(client, 'telemetry_silver', readingsBefore)),
        ];
      });
      if (dropped.length > 0) log.info({ dropped }, 'days past their retention were dropped');
      return dropped;
    },
  };
}
