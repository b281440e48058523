import { fileURLToPath } from 'node:url';
import { bindAddress } from './auth/bind-address.ts';
import type { Config } from './config.ts';
import { type Database, openDatabase } from './db/connection/database.ts';
import { requireWrites } from './db/connection/takes-writes.ts';
import { migrate } from './db/migrations/migrate.ts';
import { StartupError } from './errors.ts';
import type { Logger } from './log.ts';
import { readVersion } from './version.ts';

const requestsFinishWithinMs = 2_000;
const goodbyesWithinMs = 1_000;
const consoleFolders = {
  page: fileURLToPath(new URL('../console', import.meta.url)),
  client: fileURLToPath(new URL('../clients/typescript/dist', import.meta.url)),
};

export interface RunningServer {
  /** `http://127.0.0.1:4000` */
  readonly url: string;
  readonly graphqlUrl: string;
  readonly websocketUrl: string;
  /** How the database is reached, without a password. */
  readonly database: string;
  /** An address for psql; null unless the database is the embedded one, which is ours to hand out. */
  readonly embeddedUrl: string | null;
  /** Stops taking, finishes what was acknowledged, says goodbye, lets the database go. */
  close(): Promise<void>;
}

/** The composition root: opens the database, wires the rooms, serves. */
export async function startServer(config: Config, log: Logger): Promise<RunningServer> {
  // The modules of the server take as long to load as the embedded database takes to start.
  const [database, { serve }, version] = await Promise.all([
    openMigrated(config, log),
    import('./runtime/serve.ts'),
    readVersion(),
  ]);
  const { host, warning } = bindAddress(config.host, config.authentication.required);
  if (warning !== null) log.warn({ event: 'server.address_warning' }, warning);
  try {
    const site = await serve({ config, database, log, host, version, consoleFolders });
    return {
      url: site.url,
      graphqlUrl: site.graphqlUrl,
      websocketUrl: site.graphqlUrl.replace(/^http/, 'ws'),
      database: database.description,
      embeddedUrl: embeddedUrl(database),
      close: async () => {
        await site.close({ requestsFinishWithinMs, goodbyesWithinMs });
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw portTaken(error, config) ?? error;
  }
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
