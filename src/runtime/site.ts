/** Starts a site in order and stops it in reverse: database, core, HTTP. */
import { bindAddress } from '../auth/bind-address.ts';
import type { Config } from '../config.ts';
import { type Database, openDatabase } from '../db/connection/database.ts';
import { requireWrites } from '../db/connection/takes-writes.ts';
import { migrate } from '../db/migrations/migrate.ts';
import { StartupError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { machineClock } from '../timing/elapsed.ts';
import { readVersion } from '../version.ts';
import { Lifecycle } from './lifecycle.ts';

/** Whoever sends SIGTERM waits ten seconds before sending a harder signal. */
const stopWithinMs = 9_000;

export interface RunningSite {
  /** `http://127.0.0.1:4000` */
  readonly url: string;
  readonly graphqlUrl: string;
  readonly websocketUrl: string;
  /** How the database is reached, without a password. */
  readonly database: string;
  /** An address for psql; null unless the database is the embedded one, which is ours to hand out. */
  readonly embeddedUrl: string | null;
  /**
   * Stops taking, says goodbye, finishes what was acknowledged, lets the database go; within nine seconds in any case. Returns the names
   * of components that had to be left behind.
   */
  close(): Promise<readonly string[]>;
}

/**
 * Starts a site: the database, then the core (in the order of core.ts), then HTTP. They stop in reverse order: clients are told goodbye
 * while everything behind them still runs, then readings that were acknowledged are finished, and the database is let go last.
 */
export async function startSite(config: Config, log: Logger): Promise<RunningSite> {
  // The modules of the server take as long to load as the embedded database takes to start.
  const [opened, loaded] = await Promise.allSettled([openMigrated(config, log), loadModules()]);
  if (opened.status === 'rejected') throw opened.reason;
  const database = opened.value;
  if (loaded.status === 'rejected') {
    // Its connections would keep alive a process that cannot serve.
    await database.close();
    throw loaded.reason;
  }
  const { startCore, createHttp, version } = loaded.value;
  const { host, warning } = bindAddress(config.host, config.authentication.required, config.tls !== null);
  if (warning !== null) log.warn({ event: 'server.address_warning' }, warning);
  const lifecycle = new Lifecycle(log, stopWithinMs);
  try {
    await lifecycle.start({ name: 'database', stop: () => database.close() });
    const core = await startCore(config, database, log, machineClock, lifecycle);
    const http = await createHttp({ config, database, core, host, version, ...machineClock, log });
    let url = '';
    await lifecycle.start({
      name: 'HTTP and WebSockets',
      start: async () => {
        url = await http.listen();
      },
      stop: () => http.stop(),
      stopWithinMs: 3_000,
    });
    const graphqlUrl = `${url}${http.graphqlPath}`;
    return {
      url,
      graphqlUrl,
      websocketUrl: graphqlUrl.replace(/^http/, 'ws'),
      database: database.description,
      embeddedUrl: embeddedUrl(database),
      close: () => lifecycle.stop(),
    };
  } catch (error) {
    await lifecycle.stop();
    throw portTaken(error, config) ?? error;
  }
}

/** One after the other: all at once would open more files than some systems let a process have (256 on macOS). */
async function loadModules() {
  const { startCore } = await import('./core.ts');
  const { createHttp } = await import('./http.ts');
  return { startCore, createHttp, version: await readVersion() };
}

async function openMigrated(config: Config, log: Logger): Promise<Database> {
  const database = await openDatabase(config.database, log);
  try {
    await requireWrites(database);
    await migrate(database, log);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function embeddedUrl({ kind, pool }: Database): string | null {
  if (kind !== 'embedded') return null;
  const { user, password, port, database } = pool.options;
  return `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
}

function portTaken(error: unknown, { port }: Config): StartupError | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} is taken by another program, perhaps by another Andon.`,
    EACCES: `Port ${port} may not be used by this user.`,
    EADDRNOTAVAIL: 'HOST is no address of this machine.',
  };
  const reason = reasons[String(error.code)];
  if (reason === undefined) return null;
  return new StartupError(`${reason} Choose another one, for example PORT=${port + 1}, or PORT=0 for any free one.`, {
    cause: error,
  });
}
