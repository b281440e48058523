/** Opens the database: a pool for queries, and connections with one task each. */
import pg from 'pg';
import type { DatabaseConfig } from '../../config.ts';
import { type Trouble, troubleSentence } from '../../domain/database-trouble.ts';
import { StartupError } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { allowSharedSync } from '../query/shared-sync.ts';
import { parseDatabaseAddress } from './address/address.ts';
import { AddressError } from './address/parameters.ts';
import { connectTimeoutMs } from './address/route.ts';
import { baseOptions, routedClient } from './address/routed-client.ts';
import { commonClientOptions, connectionFailure } from './client-options.ts';
import type { DatabaseAccess } from './database-access.ts';
import { DatabaseCondition } from './database-condition.ts';
import { troubleIn } from './database-trouble.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import { lakebaseOptions } from './lakebase.ts';
import type { SessionLimits } from './session-settings.ts';
import { Sessions } from './sessions.ts';

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
  /** What its connections have learnt about it. */
  readonly condition: DatabaseCondition;
  /** For banners and logs; never holds a password. */
  readonly description: string;
  /** Drains the pool; stops the embedded database if this was its last user. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** For doctor: behind a pooler it is opened all the same, and its connections are left as they are. */
  readonly examining?: boolean;
}

/** Connects once before it returns, so that a wrong address or password is told at start in plain words. */
export async function openDatabase(
  config: DatabaseConfig,
  log: Logger,
  { examining = false }: OpenOptions = {},
): Promise<Database> {
  const access = await openAccess(config, log);
  let busy = 0;
  const condition = new DatabaseCondition(() => busy >= poolSize);
  const sessions = new Sessions({ openAnother: () => openClient(access, probe, log), condition, examining });
  const pool = new pg.Pool({
    ...access.options,
    ...commonClientOptions,
    ...timeoutOf(access),
    ...(access.Client === undefined ? {} : { Client: access.Client }),
    application_name: nameOf(access, 'andon'),
    max: poolSize,
    idleTimeoutMillis: poolIdleMs,
    query_timeout: poolQueryTimeoutMs,
    onConnect: (client) => sessions.settle(client, { statementTimeoutMs: poolQueryTimeoutMs * statementShare }),
  });
  pool.on('acquire', () => {
    busy += 1;
  });
  pool.on('release', () => {
    busy -= 1;
  });
  // An idle connection cut by the server is replaced at the next statement; unheard, this event would end the process.
  pool.on('error', (error) =>
    log.warn({ event: 'database.idle_connection_lost', err: error }, 'an idle database connection was lost'),
  );
  // Nor does the pool listen while a connection is lent out: cut between two statements, it would end the process as well. Whoever has
  // it is told by the next statement.
  pool.on('connect', (client) => client.on('error', () => undefined));
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    await access.release();
    throw new StartupError(`No connection to ${access.description}: ${refusal(error)}`, { cause: error });
  }
  return {
    kind: config.kind,
    pool,
    condition,
    description: access.description,
    connect: async (options) => {
      const client = await openClient(access, options, log);
      try {
        if (!options.asConfigured) await sessions.settle(client, limitsOf(options));
        if (options.pipeline) allowSharedSync(client);
        return client;
      } catch (error) {
        client.connection.stream.destroy();
        throw error;
      }
    },
    close: async () => {
      await drain(pool, log);
      await access.release();
    },
  };
}

const probe: ConnectOptions = { applicationName: 'andon pooler probe', queryTimeoutMs: 5_000 };
/** These need more words than the error itself has; the others speak for themselves. */
const explained: ReadonlySet<Trouble> = new Set(['databaseFull', 'poolerFull']);

function refusal(error: unknown): string {
  const trouble = troubleIn(error);
  const reason = connectionFailure(error);
  return trouble !== null && explained.has(trouble) ? `${reason}. ${troubleSentence(trouble)}` : reason;
}

async function openAccess(config: DatabaseConfig, log: Logger): Promise<DatabaseAccess> {
  switch (config.kind) {
    case 'embedded':
      return openEmbedded(config, log);
    case 'url':
      return urlAccess(config);
    case 'lakebase': {
      const options = await lakebaseOptions(config);
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

/** Not settled yet. */
async function openClient(access: DatabaseAccess, options: ConnectOptions, log: Logger): Promise<pg.Client> {
  const client = new (access.Client ?? pg.Client)({
    ...access.options,
    ...commonClientOptions,
    ...timeoutOf(access),
    application_name: nameOf(access, options.applicationName),
    ...(options.pipeline === undefined ? {} : { pipeline: options.pipeline }),
    ...(options.queryTimeoutMs === undefined ? {} : { query_timeout: options.queryTimeoutMs }),
  });
  client.on('error', (error) =>
    log.warn(
      { event: 'database.connection_lost', err: error, connection: options.applicationName },
      'a database connection was lost',
    ),
  );
  await client.connect();
  return client;
}

function limitsOf({ queryTimeoutMs, maxSilence, genericPlans = false }: ConnectOptions): SessionLimits {
  return {
    ...(queryTimeoutMs === undefined ? {} : { statementTimeoutMs: Math.floor(queryTimeoutMs * statementShare) }),
    ...(maxSilence === undefined
      ? {}
      : { idleInTransactionMs: maxSilence.inTransactionMs, idleMs: maxSilence.betweenMs ?? 0 }),
    genericPlans,
  };
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
    log.warn(
      { event: 'database.close_timed_out', drainMs, busy: pool.totalCount - pool.idleCount },
      'left with statements still running',
    );
}
