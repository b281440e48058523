/** Finds out whether the database takes writes: not read-only, and room on its disk. */
import { type Trouble, troubleSentence } from '../../domain/database-trouble.ts';
import { StartupError } from '../../errors.ts';
import { sqlState, sqlStateOf } from '../query/sql-state.ts';
import type { Database } from './database.ts';

/**
 * A subquery that writes some 100 KB into a temporary file, which a full disk refuses (53100) while single rows still find room in pages
 * that exist. Left out under temp_file_limit, which it must not run into.
 */
export const diskTrial = `(SELECT count(*) FROM (SELECT set_config('work_mem', '64kB', true) AS memory) AS small
  CROSS JOIN LATERAL generate_series(1, CASE WHEN small.memory <> '' AND current_setting('temp_file_limit') = '-1' THEN 5000 ELSE 0 END))`;

/**
 * Whether commits wait for a synchronous standby that is gone: none is connected though one is asked for, or a commit of ours has been
 * waiting for a while. PostgreSQL fails nothing then and ends no waiting: neither a time-out nor an error would ever tell.
 */
export const isUnconfirmed = `(current_setting('synchronous_standby_names') <> '' AND (
  NOT EXISTS (SELECT FROM pg_stat_replication)
  OR EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'SyncRep'
             AND query_start < clock_timestamp() - interval '3 seconds')))`;

/** Before work that writes: what would fail in its midst is said in a sentence, with the way out. */
export async function requireWrites({ pool, description }: Pick<Database, 'pool' | 'description'>): Promise<void> {
  const trouble = await writeTrouble(pool);
  if (trouble !== null) throw new StartupError(`${description}: ${troubleSentence(trouble)}`);
}

async function writeTrouble(pool: Database['pool']): Promise<Trouble | null> {
  try {
    const { rows } = await pool.query<{ standby: boolean; readOnly: boolean; unconfirmed: boolean }>(
      `SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') = 'on' AS "readOnly",
              ${isUnconfirmed} AS unconfirmed, ${diskTrial} AS rows`,
    );
    const [row] = rows;
    if (row?.standby === true) return 'standby';
    if (row?.readOnly === true) return 'readOnly';
    return row?.unconfirmed === true ? 'unconfirmed' : null;
  } catch (error) {
    if (sqlStateOf(error) === sqlState.diskFull) return 'diskFull';
    throw error;
  }
}
