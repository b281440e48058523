/** Runs the server without HTTP inside the test's process. */
import pg from 'pg';
import pino from 'pino';
import { loadConfig } from '../../../src/config.ts';
import { type Database, openDatabase } from '../../../src/db/connection/database.ts';
import type { ReceivedReading } from '../../../src/domain/readings/reading.ts';
import type { FeedEvent } from '../../../src/events/feed/event-broadcast.ts';
import type { EventsOptions } from '../../../src/events/feed/recommendation-feed.ts';
import { type Core, startCore } from '../../../src/runtime/core.ts';
import { Lifecycle } from '../../../src/runtime/lifecycle.ts';
import { until } from '../until.ts';

const stopWithinMs = 60_000;

export interface RunningCore {
  readonly core: Core;
  readonly database: Database;
  /** What was logged from warning on. */
  readonly logged: readonly { readonly level: number; readonly msg: string }[];
  /** The newest connection of that name. */
  connection(applicationName: string): pg.Client;
  /** From now on no connection of that name can be opened: the machine is dead to the database. */
  refuse(applicationName: string): void;
  close(): Promise<void>;
}

/** Tests raise in seconds what a site has in days; those of floods say so. */
const noFlood = { ANDON_FLOOD_ABOVE: '1000000' };

/** A whole server without HTTP, on the given database. */
export async function runCore(
  url: string,
  env: Readonly<Record<string, string>> = {},
  now: () => number = Date.now,
  elapsedMs: () => number = () => performance.now(),
): Promise<RunningCore> {
  const config = loadConfig({ DATABASE_URL: url, ...noFlood, ...env });
  const logged: { level: number; msg: string }[] = [];
  const log = pino({ level: 'warn', base: null }, { write: (line) => void logged.push(JSON.parse(line)) });
  const connections = new Map<string, pg.Client>();
  const refused = new Set<string>();
  const opened = await openDatabase(config.database, log);
  const database: Database = {
    ...opened,
    connect: async (options) => {
      if (refused.has(options.applicationName)) throw new Error('the test refuses this connection');
      const client = await opened.connect(options);
      connections.set(options.applicationName, client);
      return client;
    },
  };
  const lifecycle = new Lifecycle(log, stopWithinMs);
  const core = await startCore(config, database, log, { now, elapsedMs }, lifecycle);
  return {
    core,
    database,
    logged,
    connection: (applicationName) => {
      const client = connections.get(applicationName);
      if (client === undefined) throw new Error(`nobody opened a connection named ${applicationName}`);
      return client;
    },
    refuse: (applicationName) => void refused.add(applicationName),
    close: async () => {
      await lifecycle.stop();
      await database.close();
    },
  };
}

/** Readings as a source hands them over, numbered as in one request. */
export function received(readings: readonly Omit<ReceivedReading, 'index'>[]): ReceivedReading[] {
  return readings.map((reading, index) => ({ ...reading, value: reading.value, timestamp: reading.timestamp, index }));
}

/** Waits until every partition stands at the head of the log. */
export async function untilProcessed(pool: pg.Pool, withinMs = 15_000): Promise<void> {
  let state: unknown;
  await until(
    'every partition stands at the head of the log',
    async () => {
      const { rows } = await pool.query<{ head: number; slowest: number }>(
        `SELECT (SELECT batch_no FROM andon.bronze_head) AS head, min(batch_no) AS slowest FROM andon.pipeline_partition`,
      );
      state = rows[0];
      return rows[0]?.head === rows[0]?.slowest;
    },
    { withinMs, state: () => state },
  );
}

/** Waits until everything is processed and this server has judged what it completed: it learns of its own commit a moment after the database. */
export async function untilJudged({ database, core }: RunningCore): Promise<void> {
  await untilProcessed(database.pool);
  await until(
    'all completed windows are judged',
    () => {
      const { backlogBatches, windows } = core.pipelineState();
      return backlogBatches === 0 && windows.waitingShards === 0;
    },
    { state: () => core.pipelineState() },
  );
}

/** Ends connections of that name to the pool's database, from outside as an administrator would; returns how many. */
export async function terminate(pool: pg.Pool, applicationName: string): Promise<number> {
  const { rowCount } = await pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = $1 AND pid <> pg_backend_pid()`,
    [applicationName],
  );
  return rowCount ?? 0;
}

export interface Reader {
  readonly events: readonly FeedEvent[];
  /** What ended it, if not the reader itself. */
  readonly error: unknown;
  numbers(): number[];
  has(count: number, withinMs?: number): Promise<void>;
  close(): Promise<void>;
}

/** A subscriber that reads as fast as it can. */
export async function read(core: Core, options: EventsOptions & { readonly after?: string } = {}): Promise<Reader> {
  const abort = new AbortController();
  const { after, ...choice } = options;
  const stream = core.feed.events(await core.feed.open(after), { ...choice, signal: abort.signal });
  const events: FeedEvent[] = [];
  const state = { error: undefined as unknown };
  const reading = (async () => {
    try {
      for await (const event of stream) events.push(event);
    } catch (error) {
      state.error = error;
    }
  })();
  const numbers = () => events.map(({ event }) => event.number);
  return {
    events,
    get error() {
      return state.error;
    },
    numbers,
    has: async (count, withinMs = 15_000) => {
      await until(`the subscriber has ${count} events`, () => events.length >= count, {
        withinMs,
        state: () => ({ events: events.length, error: String(state.error) }),
      });
    },
    close: async () => {
      abort.abort();
      await reading;
    },
  };
}

/** A connection of its own, for transactions that stay open; the caller ends it. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'psql' });
  await client.connect();
  return client;
}
