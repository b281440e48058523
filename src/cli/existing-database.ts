/** Opens a database that exists and is migrated, for commands that work beside its server. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { type Database, openDatabase } from '../db/connection/database.ts';
import { findDataFolder } from '../db/connection/embedded/data-folder.ts';
import { requireWrites } from '../db/connection/takes-writes.ts';
import { migrationStatus } from '../db/migrations/migrate.ts';
import { StartupError } from '../errors.ts';
import { createLogger } from '../log.ts';

/** Opens the database for a command; throws unless it exists and is migrated by this version. */
export async function openExisting(config: Config, { writes }: { readonly writes: boolean }): Promise<Database> {
  const folder = config.database.kind === 'embedded' ? (await findDataFolder(config.database)).folder : undefined;
  if (folder !== undefined && !existsSync(join(folder, 'postgres'))) {
    throw new StartupError(
      `There is no database under ${folder}. Set ANDON_DATA_DIR or DATABASE_URL to the one that the server uses.`,
    );
  }
  const database = await openDatabase(config.database, createLogger('warn'));
  try {
    const { problem, pending } = await migrationStatus(database);
    if (problem !== undefined || pending.length > 0) {
      throw new StartupError(
        problem ??
          'The database is older than this program. Run "andon migrate", or start a server of this version, first.',
      );
    }
    if (writes) await requireWrites(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
