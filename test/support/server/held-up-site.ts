import { onTestFinished } from 'vitest';
import { createTestDatabase } from '../database/database.ts';
import { type OwnSite, startOwnSite } from './own-site.ts';

/** A server that takes readings and cannot store them until `release`: another session holds the head of the log. */
export async function startHeldUpSite(): Promise<{ readonly site: OwnSite; release(): Promise<void> }> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  const site = await startOwnSite({ databaseUrl: database.url, sqlUrl: () => database.url });
  const lock = await database.pool.connect();
  await lock.query('BEGIN');
  await lock.query('LOCK TABLE andon.bronze_head IN EXCLUSIVE MODE');
  return {
    site,
    release: async () => {
      await lock.query('ROLLBACK');
      lock.release();
    },
  };
}
