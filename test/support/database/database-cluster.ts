/** Makes the PostgreSQL of a test run: embedded, or the one of ANDON_TEST_DATABASE_URL, with a template to copy. */
import { randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { type Database, openDatabase } from '../../../src/db/connection/database.ts';
import { migrate } from '../../../src/db/migrations/migrate.ts';
import { migrationsFolder } from '../../../src/db/migrations/migration-files.ts';
import { createLogger } from '../../../src/log.ts';
import { dataFolder } from './embedded.ts';

/** What a test file needs to make a database of its own; travels to the workers. */
export interface TestCluster {
  /** May create databases. */
  readonly adminUrl: string;
  /** The role that owns the databases and that tests and servers use, with `{database}` for the name. */
  readonly ownerUrl: string;
  readonly ownerRole: string;
  /** Migrated, and never connected to: it is only copied. */
  readonly template: string;
  /** Of a server that owns nothing, likewise, where servers of this run are to be such (ANDON_TEST_RUNTIME_ROLE=yes); else null. */
  readonly runtimeUrl: string | null;
  /** Every database of this run has a name that begins with this. */
  readonly prefix: string;
}

export interface RunningCluster {
  readonly cluster: TestCluster;
  stop(): Promise<void>;
}

const log = createLogger('warn');

/** Starts an embedded PostgreSQL in a temporary folder, or uses the server given by its address; either way with a template. */
export async function startCluster(externalUrl: string | undefined): Promise<RunningCluster> {
  return externalUrl === undefined || externalUrl === '' ? startEmbedded() : useExternal(externalUrl);
}

async function startEmbedded(): Promise<RunningCluster> {
  const folder = await dataFolder('andon-test-');
  let embedded: Database | undefined;
  const stop = async () => {
    await embedded?.close();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    embedded = await openDatabase({ kind: 'embedded', dataDir: folder }, log);
    return { cluster: await prepareEmbedded(folder), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function prepareEmbedded(folder: string): Promise<TestCluster> {
  const secrets = z
    .object({ port: z.number(), superuserPassword: z.string(), password: z.string() })
    .parse(JSON.parse(await readFile(path.join(folder, 'postgres', 'connection.json'), 'utf8')));
  const address = (user: string, password: string, name: string) =>
    `postgres://${user}:${password}@127.0.0.1:${secrets.port}/${name}`;
  const adminUrl = address('postgres', secrets.superuserPassword, 'postgres');
  // Test data need not outlive a power cut. Set from here, since the program itself has no such switch.
  await withClient(adminUrl, async (client) => {
    await client.query('ALTER SYSTEM SET fsync = off');
    await client.query('ALTER SYSTEM SET full_page_writes = off');
    // Every copy of the template goes through the log; packed, it takes 250 ms instead of 150.
    await client.query('ALTER SYSTEM SET wal_compression = off');
    await client.query('SELECT pg_reload_conf()');
  });
  return prepare(adminUrl, address('andon', secrets.password, '{database}'), 'andon');
}

async function useExternal(adminUrl: string): Promise<RunningCluster> {
  const url = new URL(adminUrl);
  url.pathname = '/{database}';
  const role = await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ role: string }>('SELECT current_user::text AS role');
    return rows[0]?.role ?? '';
  });
  const cluster = await prepare(adminUrl, decodeURI(url.href), role);
  return { cluster, stop: () => withClient(adminUrl, (client) => dropAll(client, cluster.prefix)) };
}

async function prepare(adminUrl: string, ownerUrl: string, ownerRole: string): Promise<TestCluster> {
  const prefix = `andon_test_${randomBytes(4).toString('hex')}`;
  const template = `${prefix}_template`;
  await withClient(adminUrl, (client) =>
    client.query(`CREATE DATABASE ${template} OWNER ${pg.escapeIdentifier(ownerRole)}`),
  );
  const database = await openDatabase({ kind: 'url', url: ownerUrl.replace('{database}', template) }, log);
  const runtimeRole = process.env['ANDON_TEST_RUNTIME_ROLE'] === 'yes' ? `${prefix}_runtime` : null;
  try {
    if (runtimeRole !== null) {
      await withClient(adminUrl, (client) => client.query(`CREATE ROLE ${runtimeRole} LOGIN PASSWORD 'runtime'`));
    }
    await migrate(database, log, migrationsFolder, runtimeRole);
  } finally {
    await database.close();
  }
  return { adminUrl, ownerUrl, ownerRole, runtimeUrl: runtimeRole && as(runtimeRole, ownerUrl), template, prefix };
}

function as(role: string, ownerUrl: string): string {
  return ownerUrl.replace(/\/\/[^@]*@/, `//${role}:runtime@`);
}

async function dropAll(client: pg.Client, prefix: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
    [prefix],
  );
  for (const { name } of rows) await client.query(`DROP DATABASE ${pg.escapeIdentifier(name)} WITH (FORCE)`);
  await client.query(`DROP ROLE IF EXISTS ${prefix}_runtime`);
}

async function withClient<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
