/** Applies pending migrations, one server at a time, and tells which are applied. */
import type pg from 'pg';
import { StartupError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { grantToReader, readReaderState } from '../access/reader-role.ts';
import { grantRuntime, ownsTables, readRuntimeRoles } from '../access/runtime-role.ts';
import { connectionFailure } from '../connection/client-options.ts';
import type { Database } from '../connection/database.ts';
import { encodingProblem } from '../connection/encoding.ts';
import { hasUnsettledFunctions, settleFunctions } from './function-settings.ts';
import { type MigrationFile, migrationsFolder, readMigrationFiles } from './migration-files.ts';
import { writeUnitSpellings } from './unit-spellings.ts';

/** Any number all versions of this program agree on: 'andon' on a telephone's keys. */
const lockKey = 26_366;
const oldestServer = 150_000;

export interface AppliedMigration {
  readonly version: number;
  readonly slug: string;
  readonly checksum: string;
  readonly appliedAt: Date;
}

export interface MigrationStatus {
  readonly applied: readonly AppliedMigration[];
  readonly pending: readonly MigrationFile[];
  /** Why this program must not touch the database as it is, with the way out. */
  readonly problem: string | undefined;
}

/**
 * Applies what is pending; several servers may do so at once. Returns what this one applied. `runtimeRole` gets what a server needs that
 * does not own the tables, as do those that got it before whenever something was applied.
 */
export async function migrate(
  database: Database,
  log: Logger,
  folder = migrationsFolder,
  runtimeRole: string | null = null,
): Promise<MigrationFile[]> {
  const files = await readMigrationFiles(folder);
  const client = await database.connect({ applicationName: 'andon migrate' });
  const done: MigrationFile[] = [];
  try {
    await refuseOldServer(client);
    await refuseOtherEncoding(client);
    const isOwner = await ownsTables(client);
    for (;;) {
      const status = compare(files, await readApplied(client));
      if (status.problem !== undefined) throw new StartupError(status.problem);
      if (status.pending.length === 0) break;
      if (!isOwner) throw await notTheOwner(client, status.pending.length);
      const file = await applyNext(client, files, log);
      if (file !== undefined) done.push(file);
    }
    // What is left is the owner's as well: a server that runs as another role finds it done.
    if (!isOwner) return done;
    await settleOwnFunctions(client);
    await knowUnits(client);
    await letReaderRead(client, log);
    await letServersRun(client, done.length > 0, runtimeRole);
    return done;
  } finally {
    await client.end();
  }
}

/** Changes nothing. */
export async function migrationStatus(database: Database, folder = migrationsFolder): Promise<MigrationStatus> {
  const files = await readMigrationFiles(folder);
  const client = await database.pool.connect();
  try {
    return compare(files, await readApplied(client));
  } finally {
    client.release();
  }
}

/**
 * One migration a transaction, and the lock belongs to that transaction: it goes when the server dies, needs no session,
 * and who waited for it sees what the one before has applied.
 */
async function applyNext(
  client: pg.Client,
  files: readonly MigrationFile[],
  log: Logger,
): Promise<MigrationFile | undefined> {
  await beginLocked(client);
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS andon;
    CREATE TABLE IF NOT EXISTS andon.schema_migration (
      version    int PRIMARY KEY,
      slug       text NOT NULL,
      checksum   text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )`);
  const { problem, pending } = compare(files, await readApplied(client));
  const next = problem === undefined ? pending[0] : undefined;
  if (next !== undefined) await applyFile(client, next, log);
  await client.query('COMMIT');
  return next;
}

/** After a failure the caller ends the connection, which rolls back: even a connection that is already lost needs no care here. */
async function beginLocked(client: pg.Client): Promise<void> {
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  await client.query('SELECT pg_advisory_xact_lock($1)', [lockKey]);
}

async function settleOwnFunctions(client: pg.Client): Promise<void> {
  if (!(await hasUnsettledFunctions(client))) return;
  await beginLocked(client);
  await settleFunctions(client);
  await client.query('COMMIT');
}

/** At each start, because a newer server may know more of them. */
async function knowUnits(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ present: boolean }>(
    `SELECT to_regclass('andon.unit_spelling') IS NOT NULL AS present`,
  );
  if (rows[0]?.present !== true) return;
  await beginLocked(client);
  await writeUnitSpellings(client);
  await client.query('COMMIT');
}

/** At each start, because an administrator may make the role at any time. Analysts' rights are no reason for a server not to start. */
async function letReaderRead(client: pg.Client, log: Logger): Promise<void> {
  const { exists, closed } = await readReaderState(client);
  if (!exists || closed === 0) return;
  await beginLocked(client);
  try {
    await grantToReader(client);
    await client.query('COMMIT');
  } catch (error) {
    log.warn(
      { event: 'migration.reader_grant_failed', err: error },
      'the role for analysts could not be given its rights; andon doctor says what to do',
    );
    await client.query('ROLLBACK');
  }
}

async function letServersRun(client: pg.Client, isChanged: boolean, runtimeRole: string | null): Promise<void> {
  if (runtimeRole === null && !isChanged) return;
  const { rows } = await client.query<{ present: boolean }>(
    `SELECT to_regclass('andon.runtime_role') IS NOT NULL AS present`,
  );
  if (rows[0]?.present !== true) return;
  await beginLocked(client);
  const roles = new Set([...(await readRuntimeRoles(client)), ...(runtimeRole === null ? [] : [runtimeRole])]);
  for (const role of roles) await grantRuntime(client, role);
  await client.query('COMMIT');
}

async function notTheOwner(client: pg.Client, pending: number): Promise<StartupError> {
  const { rows } = await client.query<{ role: string }>('SELECT quote_ident(session_user) AS role');
  return new StartupError(
    `The database lacks ${pending} migrations of this version, and ${rows[0]?.role ?? 'this role'} does not own its tables: run "andon migrate" as their owner first.`,
  );
}

async function applyFile(client: pg.Client, file: MigrationFile, log: Logger): Promise<void> {
  const startedAt = performance.now();
  try {
    await client.query(file.sql);
  } catch (error) {
    throw new StartupError(`Migration ${file.name} failed${atLine(file.sql, error)}: ${connectionFailure(error)}`, {
      cause: error,
    });
  }
  if (client.getTransactionStatus() !== 'T') {
    throw new StartupError(`Migration ${file.name} ends its own transaction; a migration must not COMMIT or ROLLBACK.`);
  }
  await client.query('INSERT INTO andon.schema_migration (version, slug, checksum) VALUES ($1, $2, $3)', [
    file.version,
    file.slug,
    file.checksum,
  ]);
  log.info(
    { event: 'migration.applied', migration: file.name, tookMs: Math.round(performance.now() - startedAt) },
    'migration applied',
  );
}

async function readApplied(client: pg.ClientBase): Promise<AppliedMigration[]> {
  const known = await client.query<{ present: boolean }>(
    `SELECT to_regclass('andon.schema_migration') IS NOT NULL AS present`,
  );
  if (known.rows[0]?.present !== true) return [];
  const { rows } = await client.query<AppliedMigration>(
    'SELECT version, slug, checksum, applied_at AS "appliedAt" FROM andon.schema_migration ORDER BY version',
  );
  return rows;
}

function compare(files: readonly MigrationFile[], applied: readonly AppliedMigration[]): MigrationStatus {
  const byVersion = new Map(applied.map((migration) => [migration.version, migration]));
  const pending = files.filter((file) => !byVersion.has(file.version));
  return { applied, pending, problem: findProblem(files, applied, pending) };
}

function findProblem(
  files: readonly MigrationFile[],
  applied: readonly AppliedMigration[],
  pending: readonly MigrationFile[],
): string | undefined {
  const newestFile = files.at(-1)?.version ?? 0;
  const newestApplied = applied.at(-1)?.version ?? 0;
  if (newestApplied > newestFile) {
    return `The database is at version ${newestApplied}, this server knows versions up to ${newestFile}: update this server.`;
  }
  const skipped = pending.find((file) => file.version < newestApplied);
  if (skipped !== undefined) {
    return `The database is at version ${newestApplied} but never had ${skipped.name}: its list of migrations was changed by hand; restore andon.schema_migration or the database.`;
  }
  for (const file of files) {
    const before = applied.find((migration) => migration.version === file.version);
    if (before !== undefined && before.checksum !== file.checksum) {
      return `Migration ${file.name} was changed after the database had applied it: restore the file as it was and put the change into a new migration.`;
    }
  }
  return undefined;
}

async function refuseOldServer(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ number: number; version: string }>(
    `SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS version`,
  );
  const server = rows[0];
  if (server !== undefined && server.number < oldestServer) {
    throw new StartupError(`The database server is PostgreSQL ${server.version}; 15 or newer is needed.`);
  }
}

/** Texts of any script come in. In another encoding some could not be stored, or, with SQL_ASCII, anything could, also what is no text. */
async function refuseOtherEncoding(client: pg.Client): Promise<void> {
  const problem = await encodingProblem(client);
  if (problem !== null) throw new StartupError(`${problem.text}: ${problem.mend}.`);
}

/** PostgreSQL tells the place of a mistake as a character count. */
function atLine(sql: string, error: unknown): string {
  if (!(error instanceof Error) || !('position' in error)) return '';
  const position = Number(error.position);
  return Number.isInteger(position) ? ` at line ${sql.slice(0, position - 1).split('\n').length}` : '';
}
