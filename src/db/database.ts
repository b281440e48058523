import pg from 'pg';
import type { DatabaseConfig } from '../config.ts';
import { StartupError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { parseDatabaseAddress } from './address/address.ts';
import { AddressError } from './address/parameters.ts';
import { connectTimeoutMs } from './address/route.ts';
import { baseOptions, routedClient } from './address/routed-client.ts';
import { commonClientOptions, connectionFailure } from './client-options.ts';
import type { DatabaseAccess } from './database-access.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import { lakebaseOptions } from './lakebase.ts';
import { settleSession } from './session-settings.ts';

const poolSize = 10;
const poolIdleMs = 30_000;
const drainMs = 5_000;
/** A line can go dead without an error. Nobody waits longer than this for a query; long work has a connection of its own. */
const poolQueryTimeoutMs = 30_000;
/** PostgreSQL ends a statement itself a little before we stop waiting for it, which spares the connection. */
const statementShare = 0.9;

export interface ConnectOptions {
  readonly applicationName: string;
  /** Statements are sent without waiting for the answer to the one before. */
  readonly pipeline?: boolean;
  /** No statement takes longer: PostgreSQL ends it, or, when nothing is heard from there at all, it fails without an answer. */
  readonly queryTimeoutMs?: number;
  /** For a connection that sends the same few statements all day: their plans are made once, without regard to the values. */
  readonly genericPlans?: boolean;
  readonly maxSilence?: MaxSilence;
  /** Left as role, database and cluster have it, for who wants to know that; nothing may be written on it. */
  readonly asConfigured?: boolean;
}

/**
 * The database ends a connection whose client says nothing for longer. Frozen, swapped out or cut off, a program closes no connection:
 * what it holds would be kept from everybody until TCP gives up, hours later.
 */
export interface MaxSilence {
  /** In the middle of a transaction, which may hold rows that others wait for. */
  readonly inTransactionMs: number;
  /** Between transactions, for a connection that holds locks of its session; whoever asks for this has to speak now and then. */
  readonly betweenMs?: number;
}

export interface Database {
  readonly kind: DatabaseConfig['kind'];
  /** For ordinary statements. */
  readonly pool: pg.Pool;
  /** A connection of the caller's own outside the pool (LISTEN, pipeline); the caller ends it. */
  connect(options: ConnectOptions): Promise<pg.Client>;
  /** For banners and logs; never holds a password. */
  readonly description: string;
  /** Drains the pool; stops the embedded database if this was its last user. */
  close(): Promise<void>;
}

/** Connects once before it returns, so that a wrong address or password is told at start in plain words. */
export async function openDatabase(config: DatabaseConfig, log: Logger): Promise<Database> {
  const access = await openAccess(config, log);
  const pool = new pg.Pool({
    ...access.options,
    ...commonClientOptions,
    ...timeoutOf(access),
    ...(access.Client === undefined ? {} : { Client: access.Client }),
    application_name: nameOf(access, 'andon'),
    max: poolSize,
    idleTimeoutMillis: poolIdleMs,
    query_timeout: poolQueryTimeoutMs,
    onConnect: async (client) => {
      await settleSession(client, { statementTimeoutMs: poolQueryTimeoutMs * statementShare });
    },
  });
  // An idle connection cut by the server is replaced at the next statement; unheard, this event would end the process.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    await access.release();
    throw new StartupError(`No connection to ${access.description}: ${connectionFailure(error)}`, { cause: error });
  }
  return {
    kind: config.kind,
    pool,
    description: access.description,
    connect: (options) => connectClient(access, options, log),
    close: async () => {
      await drain(pool, log);
      await access.release();
    },
  };
}

async function openAccess(config: DatabaseConfig, log: Logger): Promise<DatabaseAccess> {
  switch (config.kind) {
    case 'embedded':
      return openEmbedded(config, log);
    case 'url':
      return urlAccess(config);
    case 'lakebase': {
      const options = await lakebaseOptions(config.endpoint);
      return { options, description: `Lakebase ${place(options)}`, release: async () => undefined };
    }
  }
}

function urlAccess({ url, defaults }: DatabaseConfig & { kind: 'url' }): DatabaseAccess {
  try {
    const address = parseDatabaseAddress(url, defaults);
    const options = baseOptions(address);
    const others = address.places.slice(1).map(({ host, port }) => `, or at ${host ?? ''}:${port ?? 5432}`);
    return {
      options,
      Client: routedClient(address),
      connectionTimeoutMillis: connectTimeoutMs(address) * (2 * address.places.length - 1),
      ...(address.applicationName === undefined ? {} : { name: address.applicationName }),
      description: `PostgreSQL ${place(options)}${others.join('')}`,
      release: async () => undefined,
    };
  } catch (error) {
    if (error instanceof AddressError) throw new StartupError(`DATABASE_URL ${error.message}.`);
    throw error;
  }
}

/** user@host:port/name as node-postgres itself understands the options. */
function place(options: pg.ClientConfig): string {
  const { user, host, port, database } = new pg.Client(options);
  return `${user ?? ''}@${host}:${port}/${database ?? ''}`;
}

const timeoutOf = ({ connectionTimeoutMillis }: DatabaseAccess) =>
  connectionTimeoutMillis === undefined ? {} : { connectionTimeoutMillis };

/** A name that the address gives stands for `andon`, also in the names of connections that have one task. */
const nameOf = ({ name }: DatabaseAccess, ours: string): string =>
  name === undefined ? ours : ours.replace(/^andon\b/, () => name);

async function connectClient(access: DatabaseAccess, options: ConnectOptions, log: Logger): Promise<pg.Client> {
  const client = new (access.Client ?? pg.Client)({
    ...access.options,
    ...commonClientOptions,
    ...timeoutOf(access),
    application_name: nameOf(access, options.applicationName),
    ...(options.pipeline === undefined ? {} : { pipeline: options.pipeline }),
    ...(options.queryTimeoutMs === undefined ? {} : { query_timeout: options.queryTimeoutMs }),
  });
  client.on('error', (error) =>
    log.warn({ err: error, connection: options.applicationName }, 'a database connection was lost'),
  );
  await client.connect();
  if (options.asConfigured) return client;
  await settleSession(client, {
    ...(options.queryTimeoutMs === undefined
      ? {}
      : { statementTimeoutMs: Math.floor(options.queryTimeoutMs * statementShare) }),
    ...(options.maxSilence === undefined
      ? {}
      : { idleInTransactionMs: options.maxSilence.inTransactionMs, idleMs: options.maxSilence.betweenMs ?? 0 }),
    genericPlans: options.genericPlans ?? false,
  });
  return client;
}

/** A statement that hangs must not keep the process from leaving; the server ends it when the connection goes. */
async function drain(pool: pg.Pool, log: Logger): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, drainMs, 'late');
  });
  const outcome = await Promise.race([pool.end(), late]);
  clearTimeout(timer);
  if (outcome === 'late')
    log.warn({ drainMs, busy: pool.totalCount - pool.idleCount }, 'left with statements still running');
}
