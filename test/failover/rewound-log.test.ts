import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpClient } from '../support/clients/clients-http.ts';
import { IngestReadings } from '../support/clients/operations.ts';
import { openScreens, type ProvingScreen } from '../support/clients/proving-screens.ts';
import { dataFolder } from '../support/database/embedded.ts';
import { type Cluster, type SystemPostgres, systemPostgres } from '../support/database/system-postgres.ts';
import { type ServerProcess, startServer } from '../support/server/server.ts';
import { startTcpProxy, type TcpProxy } from '../support/server/tcp-proxy.ts';
import { until } from '../support/until.ts';

const patience = { withinMs: 60_000 };

let folder: string;
let postgres: SystemPostgres;
let primary: Cluster;
let running: Cluster[];
/** The virtual address: whatever database is behind it. */
let address: TcpProxy;
let server: ServerProcess;
let screens: ProvingScreen[];
/** The sender's own record: alerts whose insert was confirmed, and by which database. */
let ledger: string[];

beforeEach(async () => {
  folder = await dataFolder('andon-failover-');
  postgres = await systemPostgres(folder);
  primary = await postgres.create('primary', { wal_writer_delay: '10s' });
  running = [primary];
  address = await startTcpProxy(primary.port);
  server = await startServer({ databaseUrl: `postgres://postgres@127.0.0.1:${address.port}/andon` });
  ledger = [];
  await raise(primary, 3);
  screens = openScreens(server);
  await shownEverywhere();
}, 120_000);
afterEach(async () => {
  await Promise.all(screens.map((screen) => screen.close()));
  await server.stop();
  await address.close();
  for (const cluster of running) await cluster.stop('immediate').catch(() => undefined);
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}, 60_000);

async function query<Row extends pg.QueryResultRow>(
  cluster: Cluster,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: cluster.url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

/** Another program, straight at the database; `session` is what it sets for itself. */
async function raise(cluster: Cluster, count: number, session = ''): Promise<void> {
  for (let n = 0; n < count; n++) {
    const id = randomUUID();
    const client = new pg.Client({ connectionString: cluster.url });
    client.on('error', () => undefined);
    await client.connect();
    if (session !== '') await client.query(session);
    await client.query(
      `INSERT INTO agentic_hmi.agent_recommendations (recommendation_id, equipment_id, issue_type, severity)
       VALUES ($1, $2, 'inspection', 'critical')`,
      [id, `E-${id}`],
    );
    await client.end();
    ledger.push(id);
  }
}

async function lead(to: Cluster): Promise<void> {
  address.leadTo(to.port);
  address.cut();
}

/** Every screen shows exactly what the ledger has. */
async function shownEverywhere(): Promise<void> {
  const wanted = [...ledger].sort().join();
  await until(
    'every screen shows what the ledger has, and nothing else',
    () => screens.every(({ shown }) => [...shown].sort().join() === wanted),
    {
      ...patience,
      state: () =>
        screens.map(({ way, shown, expired }) => `${way}: ${shown.size} of ${ledger.length}, expired ${expired}`),
    },
  );
  expect(screens.flatMap(({ breaks }) => breaks)).toEqual([]);
}

/** The ledger as the database has it: what was lost is lost for the sender, too. */
async function strikeLost(cluster: Cluster): Promise<number> {
  const kept = new Set(
    (await query<{ id: string }>(cluster, 'SELECT recommendation_id AS id FROM agentic_hmi.agent_recommendations')).map(
      ({ id }) => id,
    ),
  );
  const before = ledger.length;
  ledger = ledger.filter((id) => kept.has(id));
  return before - ledger.length;
}

/** A reading that a new sensor sends until it is acknowledged raises its own alarm. */
async function alarmOfReading(cluster: Cluster, equipmentId: string): Promise<void> {
  const timestamp = new Date().toISOString();
  await until(
    'the reading is acknowledged',
    async () => {
      const { data } = await httpClient(server.graphqlUrl)
        .execute(IngestReadings, { readings: [{ equipmentId, sensorType: 'temperature', value: 97, timestamp }] })
        .catch(() => ({ data: null }));
      return data && data.ingestReadings.accepted + data.ingestReadings.duplicates === 1;
    },
    patience,
  );
  const [alarm] = await until(
    'its alarm is raised',
    async () => {
      const rows = await query<{ id: string }>(
        cluster,
        `SELECT recommendation_id AS id FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1`,
        [equipmentId],
      );
      return rows.length > 0 && rows;
    },
    patience,
  );
  ledger.push(alarm?.id ?? '');
  const places = await query<{ equipment_id: string }>(
    cluster,
    `SELECT equipment_id FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id) WHERE event_time = $1`,
    [timestamp],
  );
  expect(places).toEqual([{ equipment_id: equipmentId }]);
}

const expiries = () => new Set(screens.map(({ expired }) => expired));

describe('A standby behind the same address', () => {
  it('FEED-7: a standby that has everything changes nothing for screens: cursors and subscriptions go on', async () => {
    const standby = await postgres.standbyOf(primary, 'standby');
    await standby.start();
    running.push(standby);
    await raise(primary, 5);
    await until(
      'the standby has everything',
      async () => {
        const count = 'SELECT count(*)::int AS count FROM andon.recommendation_event';
        const [there, here] = [
          await query<{ count: number }>(standby, count),
          await query<{ count: number }>(primary, count),
        ];
        return there[0]?.count === here[0]?.count;
      },
      patience,
    );
    await primary.stop('immediate');
    await standby.promote();
    await lead(standby);
    await raise(standby, 5);
    await alarmOfReading(standby, 'AFTER');
    await shownEverywhere();
    expect(expiries()).toEqual(new Set([0]));
  }, 180_000);

  it('FEED-7, FEED-12: a standby that lacks the last events ends what is open with CURSOR_EXPIRED; every alert of the new log reaches every screen', async () => {
    const standby = await postgres.standbyOf(primary, 'standby');
    // Not running, it gets nothing of what follows: three alerts, and a sensor with its readings.
    await raise(primary, 3);
    await alarmOfReading(primary, 'LOST');
    await shownEverywhere();
    await primary.stop('immediate');
    await standby.start();
    running.push(standby);
    await standby.promote();
    expect(await strikeLost(standby)).toBe(4);
    // The keys and the numbers of what was lost are given again, before the server is led there.
    await query(
      standby,
      `
      WITH added AS (INSERT INTO andon.equipment (equipment_id) SELECT 'OTHER-' || n FROM generate_series(1, 40) AS n)
      INSERT INTO andon.sensor (equipment_id, sensor_type) SELECT 'OTHER-' || n, 'temperature' FROM generate_series(1, 40) AS n`,
    );
    await raise(standby, 6);
    await lead(standby);
    await alarmOfReading(standby, 'LOST');
    await shownEverywhere();
    expect(expiries()).toEqual(new Set([1]));
  }, 180_000);
});

describe('A database that crashes', () => {
  it('FEED-7, FEED-12: a database that crashes and loses commits that did not wait for the disk ends what is open with CURSOR_EXPIRED, and skips nothing after it', async () => {
    let lost = 0;
    for (let round = 1; lost === 0 && round <= 5; round++) {
      await raise(primary, 3, 'SET synchronous_commit TO off');
      await shownEverywhere();
      await primary.stop('immediate');
      await primary.start();
      lost = await strikeLost(primary);
    }
    expect(lost, 'commits that the crash took along').toBeGreaterThan(0);
    await raise(primary, lost + 2);
    await alarmOfReading(primary, 'AFTER');
    await shownEverywhere();
    expect(expiries()).toEqual(new Set([1]));
  }, 180_000);
});

describe('A dump', () => {
  it('FEED-7, FEED-12: a dump that is restored under open screens ends them with CURSOR_EXPIRED; what comes then reaches every one', async () => {
    const dump = path.join(postgres.folder, 'dump');
    const connection = ['-h', '127.0.0.1', '-p', String(primary.port), '-U', 'postgres'];
    await postgres.run('pg_dump', [...connection, '--format=custom', `--file=${dump}`, 'andon']);
    await raise(primary, 3);
    await alarmOfReading(primary, 'LOST');
    await shownEverywhere();
    await postgres.run('dropdb', [...connection, '--force', 'andon']);
    await postgres.run('createdb', [...connection, 'andon']);
    await postgres.run('pg_restore', [...connection, '--dbname=andon', dump]);
    expect(await strikeLost(primary)).toBe(4);
    await raise(primary, 5);
    await alarmOfReading(primary, 'LOST');
    await shownEverywhere();
    expect(expiries()).toEqual(new Set([1]));
  }, 180_000);
});
