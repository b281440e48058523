/** A site to measure: database, server, and the way to ask both for their use of the machine. */
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { type Database, openDatabase } from '../../src/db/connection/database.ts';
import { createLogger } from '../../src/log.ts';
import { type BenchServer, type ServerOptions, startBenchServer } from './server.ts';
import { cpuSeconds, parentOf, postgresCpuSeconds, residentMb } from './usage.ts';

/** CPU time spent so far, in seconds. */
export interface CpuUsage {
  readonly serverS: number;
  readonly postgresS: number;
}

/** A server and its database, new and empty, in a folder of their own that goes with them. */
export interface Site {
  readonly url: string;
  readonly dataDir: string;
  readonly server: BenchServer;
  readonly database: Database;
  /** A superuser's connection to the same database, for CHECKPOINT, VACUUM and extensions. */
  readonly superuser: pg.Client;
  cpu(): Promise<CpuUsage>;
  serverMb(): Promise<number>;
}

export interface SiteOptions extends ServerOptions {
  /** Libraries that PostgreSQL loads at its start. */
  readonly preload?: string;
}

/** Opens a site for as long as `use` runs. */
export async function withSite<Result>(
  { preload, ...options }: SiteOptions,
  use: (site: Site) => Promise<Result>,
): Promise<Result> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'andon-bench-'));
  // As root the database runs as another user, who has to be able to enter.
  await chmod(dataDir, 0o711);
  try {
    if (preload !== undefined) await preloadLibrary(dataDir, preload);
    const server = await startBenchServer(dataDir, options);
    const database = await openDatabase({ kind: 'embedded', dataDir }, createLogger('warn'));
    const superuser = await connectSuperuser(database, dataDir);
    try {
      return await use(await siteOf(server, database, superuser, dataDir));
    } finally {
      await superuser.end();
      await server.stop();
      await database.close();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function siteOf(server: BenchServer, database: Database, superuser: pg.Client, dataDir: string): Promise<Site> {
  const { rows } = await superuser.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const postmaster = await parentOf(rows[0]?.pid ?? Number.NaN);
  return {
    url: server.url,
    dataDir,
    server,
    database,
    superuser,
    cpu: async () => ({ serverS: await cpuSeconds(server.pid), postgresS: await postgresCpuSeconds(postmaster) }),
    serverMb: () => residentMb(server.pid),
  };
}

async function preloadLibrary(dataDir: string, library: string): Promise<void> {
  const database = await openDatabase({ kind: 'embedded', dataDir }, createLogger('warn'));
  const superuser = await connectSuperuser(database, dataDir);
  await superuser.query(`ALTER SYSTEM SET shared_preload_libraries = ${pg.escapeLiteral(library)}`);
  await superuser.end();
  // The last user stops the server; the next start reads the setting.
  await database.close();
}

async function connectSuperuser(database: Database, dataDir: string): Promise<pg.Client> {
  const { superuserPassword }: { superuserPassword: string } = JSON.parse(
    await readFile(path.join(dataDir, 'postgres', 'connection.json'), 'utf8'),
  );
  const { rows } = await database.pool.query<{ port: number; name: string }>(
    `SELECT current_setting('port')::int AS port, current_database() AS name`,
  );
  const place = rows[0];
  if (place === undefined) throw new Error('the database does not tell its port');
  const client = new pg.Client({
    host: '127.0.0.1',
    port: place.port,
    user: 'postgres',
    password: superuserPassword,
    database: place.name,
    application_name: 'bench superuser',
  });
  await client.connect();
  return client;
}
