/** `andon migrate`: applies pending migrations to the database, or lists them. */
import { type Command, Option } from 'commander';
import { type Config, loadConfig } from '../../config.ts';
import { type Database, openDatabase } from '../../db/connection/database.ts';
import { requireWrites } from '../../db/connection/takes-writes.ts';
import { migrate, migrationStatus } from '../../db/migrations/migrate.ts';
import { migrationsFolder } from '../../db/migrations/migration-files.ts';
import { StartupError } from '../../errors.ts';
import { createLogger } from '../../log.ts';

export interface MigrateOptions {
  /** Tell what would be applied. */
  readonly dryRun?: boolean;
  /** Tell what is applied and what is pending. */
  readonly status?: boolean;
  /** A role that gets what a server needs which does not own the tables. */
  readonly runtimeRole?: string;
}

export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('Bring the database up to date. The server does so by itself when it starts; several may at once.')
    .addOption(new Option('--dry-run', 'change nothing, print what would be applied').conflicts('status'))
    .option('--status', 'change nothing, print what is applied and what is pending')
    .option(
      '--runtime-role <name>',
      'give this role what a server needs, and nothing with which it could pass by the audit; then let the server run as it',
    )
    .action(async (options: MigrateOptions) => {
      process.exitCode = await runMigrate(loadConfig(), console.log, options);
    });
}

/** Exit code 1 if the database could not be reached, does not fit this program, or a migration failed. */
export async function runMigrate(
  config: Config,
  out: (line: string) => void,
  options: MigrateOptions = {},
): Promise<number> {
  const log = createLogger('warn');
  let database: Database | undefined;
  try {
    database = await openDatabase(config.database, log);
    out(database.description);
    if (options.dryRun === true || options.status === true) return await tell(database, out, options.status === true);
    await requireWrites(database);
    const { runtimeRole } = options;
    const applied = await migrate(database, log, migrationsFolder, runtimeRole ?? null);
    for (const file of applied) out(`applied  ${file.name}`);
    if (runtimeRole !== undefined) out(`${runtimeRole} may run a server.`);
    out(applied.length === 0 ? 'Nothing to do: the database is up to date.' : 'The database is up to date.');
    return 0;
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    out(error.message);
    return 1;
  } finally {
    await database?.close();
  }
}

async function tell(database: Database, out: (line: string) => void, withApplied: boolean): Promise<number> {
  const { applied, pending, problem } = await migrationStatus(database);
  if (withApplied) {
    for (const { version, slug, appliedAt } of applied) {
      out(`applied  ${String(version).padStart(4, '0')}_${slug}.sql  ${appliedAt.toISOString()}`);
    }
  }
  for (const file of pending) out(`${withApplied ? 'pending' : 'would apply'}  ${file.name}`);
  if (problem !== undefined) {
    out(problem);
    return 1;
  }
  if (pending.length === 0) out('The database is up to date.');
  return 0;
}
