import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config.ts';
import { createPostgresLog } from '../../../src/db/bronze/postgres-log.ts';
import { openDatabase } from '../../../src/db/connection/database.ts';
import { migrate } from '../../../src/db/migrations/migrate.ts';
import { DayPartitions } from '../../../src/db/upkeep/day-partitions.ts';
import { createLogger } from '../../../src/log.ts';
import { createRetentionService } from '../../../src/services/retention-service.ts';
import { createRollUpService } from '../../../src/services/roll-up-service.ts';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { type OwnCluster, startOwnCluster } from '../../support/database/own-cluster.ts';
import { minuteAgoMs } from '../../support/readings/readings.ts';
import { rebuild } from '../../support/readings/rebuild.ts';
import { type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

const dayMs = 86_400_000;
const log = createLogger('silent');
let cluster: OwnCluster;
let admin: SqlClient;
let server: RunningCore;

beforeAll(async () => {
  cluster = await startOwnCluster({ settings: { wal_level: 'logical', fsync: 'off' } });
  admin = sqlClient(cluster.adminUrl);
  const database = await openDatabase({ kind: 'url', url: cluster.url }, log);
  await migrate(database, log);
  await database.close();
  await admin.rows('CREATE PUBLICATION dbz_publication FOR ALL TABLES');
  await admin.rows(`SELECT pg_create_logical_replication_slot('debezium', 'pgoutput')`);
  await admin.rows(`SELECT pg_create_logical_replication_slot('text', 'test_decoding')`);
  server = await runCore(cluster.url);
});
afterAll(async () => {
  await server.close();
  await admin.close();
  await cluster.close();
});

const value = (more: { value: unknown; timestamp: number; units?: string; eventId?: string }) => ({
  equipmentId: 'P-1',
  sensorType: 'temperature',
  ...more,
});

async function submit(...readings: Parameters<typeof received>[0]): Promise<void> {
  await server.core.ingest.submit(received(readings));
  await untilProcessed(server.database.pool);
}

it('under a publication of all tables, as Debezium makes it, readings, alarms, retention, roll-up, rebuild and replay go on', async () => {
  const atMs = minuteAgoMs(5);
  const { pool } = server.database;
  await submit(
    value({ value: 20, timestamp: atMs, eventId: 'e-1' }),
    value({ value: 'high', timestamp: atMs + 2_000 }),
    value({ value: 20, units: 'bar', timestamp: atMs + 3_000 }),
  );
  await submit(value({ value: 97, timestamp: Date.now() }));
  const raised = await until('the alarm is raised', async () => {
    const rows = await admin.rows<{ id: string }>(
      'SELECT recommendation_id AS id FROM agentic_hmi.agent_recommendations',
    );
    return rows[0];
  });
  await admin.rows(`UPDATE agentic_hmi.agent_recommendations SET status = 'approved' WHERE recommendation_id = $1`, [
    raised.id,
  ]);
  await admin.rows(
    `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, "timestamp") VALUES ('P-1', 'vibration', 1, $1)`,
    [new Date(atMs)],
  );
  await until('the inbox is empty', async () => (await admin.number('SELECT count(*) FROM andon.sql_inbox')) === 0);
  await untilProcessed(pool);

  const [refused] = await admin.rows<{ id: number }>(
    'SELECT quarantine_id::int AS id FROM andon.quarantine ORDER BY 1 LIMIT 1',
  );
  if (refused === undefined) throw new Error('nothing was quarantined');
  const mended = received([value({ value: 21, timestamp: atMs + 20_000 })])[0];
  if (mended === undefined) throw new Error('no reading');
  expect(await server.core.quarantineReplay.replay([{ id: refused.id, reading: mended }])).toMatchObject({});
  await untilProcessed(pool);

  const past = Date.now() - 3 * dayMs;
  await new DayPartitions(pool).ensure(['performance_1min', 'performance_1hour'], [past]);
  await pool.query(
    `INSERT INTO andon.performance_1min (sensor_id, window_start, reading_count, mean, m2, min_value, max_value)
     SELECT min(sensor_id), to_timestamp($1::float8 / 1000), 1, 1, 0, 1, 1 FROM andon.sensor`,
    [Math.floor(past / 60_000) * 60_000],
  );
  await createRollUpService(pool, new DayPartitions(pool), new AbortController().signal).catchUp();
  expect(await admin.number('SELECT count(*) FROM andon.performance_1hour')).toBe(1);

  await admin.rows('UPDATE andon.telemetry_silver SET value = value + 1');
  await admin.rows('UPDATE andon.sensor SET warning_limit = 10, critical_limit = 15, emergency_limit = 19');
  const rebuilt = await rebuild(server.database, { fromMs: atMs, toMs: atMs + 60_000 });
  expect(rebuilt).toMatchObject({});

  const { retention } = loadConfig({ DATABASE_URL: cluster.url });
  const later = () => Date.now() + 400 * dayMs;
  await createRetentionService({
    pool,
    bronze: createPostgresLog(new DayPartitions(pool)),
    retention: { ...retention, goldDays: 30 },
    now: later,
    log,
  }).tidy();
  expect(await admin.number('SELECT count(*) FROM andon.telemetry_bronze')).toBe(0);

  expect(
    server.logged.filter(({ msg }) => !msg.includes('partition')),
    'nothing failed meanwhile',
  ).toEqual([]);
  const changes = await admin.rows<{ data: string }>(
    `SELECT data FROM pg_logical_slot_get_changes('text', NULL, NULL)`,
  );
  const told = (operation: string, table: RegExp) =>
    changes.some(({ data }) => data.startsWith('table ') && table.test(data) && data.includes(`: ${operation}:`));
  expect(told('INSERT', /telemetry_bronze_\d{8}/)).toBe(true);
  expect(told('UPDATE', /performance_1min_\d{6}/)).toBe(true);
  expect(told('UPDATE', /agent_recommendations/)).toBe(true);
  expect(told('DELETE', /sql_inbox/)).toBe(true);
  expect(
    changes.filter(({ data }) => data.includes('(no-tuple-data)')),
    'every change names its row',
  ).toEqual([]);
  const [published] = await admin.rows<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_logical_slot_get_binary_changes('debezium', NULL, NULL, 'proto_version', '1', 'publication_names', 'dbz_publication')`,
  );
  expect(published?.n).toBeGreaterThan(50);
});
