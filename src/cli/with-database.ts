/** Opens the database for a command that works beside its server, and tells refusals as a sentence. */
import { type Config, loadConfig } from '../config.ts';
import type { Database } from '../db/connection/database.ts';
import { AndonError, StartupError } from '../errors.ts';
import { openExisting } from './existing-database.ts';

/** Prints the lines that the work returns. */
export async function withDatabase(
  writes: boolean,
  work: (pool: Database['pool'], config: Config) => Promise<readonly string[]>,
): Promise<void> {
  const config = loadConfig();
  let database: Database | undefined;
  try {
    database = await openExisting(config, { writes });
    for (const line of await work(database.pool, config)) console.log(line);
  } catch (error) {
    if (error instanceof AndonError) throw new StartupError(error.message, { cause: error });
    throw error;
  } finally {
    await database?.close();
  }
}
