import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config.ts';
import { createPostgresLog } from '../../../src/db/bronze/postgres-log.ts';
import type { Queryable } from '../../../src/db/query/queryable.ts';
import { DayPartitions } from '../../../src/db/upkeep/day-partitions.ts';
import type { BronzeRetention } from '../../../src/domain/readings/bronze-log.ts';
import { createLogger } from '../../../src/log.ts';
import { createRetentionService, type Retention } from '../../../src/services/retention-service.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { storeRecommendation, storeSensor } from '../../support/database/stored-rows.ts';

const dayMs = 86_400_000;
const nowMs = Date.parse('2026-06-15T12:00:00Z');
const ago = (days: number) => new Date(nowMs - days * dayMs);
/** Nothing is old. */
const long: Retention = {
  bronzeDays: 36_500,
  silverDays: 36_500,
  goldDays: null,
  anomaliesDays: null,
  eventsDays: 36_500,
  quarantineDays: 36_500,
  latenciesDays: 36_500,
};

describe('retention', () => {
  let database: TestDatabase;
  const tidy = (retention: Partial<Retention>) =>
    createRetentionService({
      pool: database.pool,
      bronze: createPostgresLog(new DayPartitions(database.pool)),
      retention: { ...long, ...retention },
      now: () => nowMs,
      log: createLogger('silent'),
    }).tidy();
  const sqlCount = async (text: string, ...values: unknown[]) => (await database.pool.query(text, values)).rowCount;
  const count = async (table: string) =>
    (await database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]?.n;

  beforeAll(async () => {
    database = await createTestDatabase();
    const times = [75, 45, 12, 11, 10, 9, 0].map((age) => ago(age).getTime());
    await new DayPartitions(database.pool).ensure(
      ['telemetry_bronze', 'telemetry_silver', 'performance_1min', 'performance_1hour'],
      times,
    );
  });
  afterAll(() => database.drop());

  it('retention of bronze drops whole days past it, keeps the others, and can run again', async () => {
    expect(await tidy({ bronzeDays: 10 })).toEqual([
      'telemetry_bronze_20260401',
      'telemetry_bronze_20260501',
      'telemetry_bronze_20260603',
      'telemetry_bronze_20260604',
    ]);
    expect(await tidy({ bronzeDays: 10 })).toEqual([]);
  });

  it('retention of silver has a setting of its own', async () => {
    expect(await tidy({ silverDays: 11 })).toEqual([
      'telemetry_silver_20260401',
      'telemetry_silver_20260501',
      'telemetry_silver_20260603',
    ]);
  });

  it('retention of gold drops whole months, and none unless it is set', async () => {
    expect(await tidy({})).toEqual([]);
    // 45 days and a half before is the first of May, and 14 days before the first of June.
    expect(await tidy({ goldDays: 45 })).toEqual(['performance_1hour_202604', 'performance_1min_202604']);
    expect(await tidy({ goldDays: 14 })).toEqual(['performance_1hour_202605', 'performance_1min_202605']);
    expect(await tidy({ goldDays: 1 })).toEqual([]);
  });

  it('leaves a partition that somebody is reading for later, and drops the others', async () => {
    const silver = new DayPartitions(database.pool);
    await silver.ensure(['telemetry_silver'], [ago(50).getTime(), ago(40).getTime()]);
    const reader = await database.pool.connect();
    await reader.query('BEGIN');
    await reader.query('SELECT FROM andon.telemetry_silver_20260426');
    expect(await tidy({ silverDays: 30 })).toEqual(['telemetry_silver_20260506']);
    await reader.query('COMMIT');
    reader.release();
    expect(await tidy({ silverDays: 30 })).toEqual(['telemetry_silver_20260426']);
  });

  it('retention of anomalies keeps those that a recommendation points at', async () => {
    const { pool } = database;
    const sensorId = await storeSensor(pool, { equipmentId: 'A', sensorType: 'temperature' });
    await pool.query(
      `INSERT INTO andon.anomaly (sensor_id, detector, severity_rank, window_start, event_time, value, score, evidence, excess)
       SELECT $1, 'limit', 4, time, time, 99, 1, '{}', 99 FROM unnest($2::timestamptz[]) AS time`,
      [sensorId, [ago(90), ago(80), ago(20)]],
    );
    const id = await storeRecommendation(pool, { equipmentId: 'A' });
    await pool.query(
      `UPDATE agentic_hmi.agent_recommendations
       SET anomaly_id = (SELECT anomaly_id FROM andon.anomaly WHERE event_time = $1) WHERE recommendation_id = $2`,
      [ago(90), id],
    );
    await tidy({});
    expect(await count('andon.anomaly')).toBe(3);
    await tidy({ anomaliesDays: 30 });
    const { rows } = await pool.query<{ event_time: Date }>('SELECT event_time FROM andon.anomaly ORDER BY event_time');
    expect(rows.map((row) => row.event_time)).toEqual([ago(90), ago(20)]);
  });

  it('retention of the feed deletes old events except the newest, and never a recommendation', async () => {
    await storeRecommendation(database.pool, { equipmentId: 'B' });
    await storeRecommendation(database.pool, { equipmentId: 'C' });
    const audited = await count('andon.recommendation_audit');
    await database.pool.query("UPDATE andon.recommendation_event SET occurred_at = '2026-06-01T00:00:00Z'");
    await tidy({ eventsDays: 5 });
    expect(await count('andon.recommendation_event')).toBe(1);
    expect(await count('andon.recommendation_audit')).toBe(audited);
  });

  it('retention of the feed deletes old events of alarms except the newest, and nothing of their journal', async () => {
    await database.pool.query(
      `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, request)
       SELECT 'default', 'RETAIN', concat('problem_', n), 2, '', 'raised' FROM generate_series(1, 3) AS n`,
    );
    await database.pool.query("UPDATE andon.alarm_event SET occurred_at = '2026-06-01T00:00:00Z'");
    await tidy({ eventsDays: 5 });
    expect(await count('andon.alarm_event')).toBe(1);
    expect(await count('andon.alarm_journal')).toBe(3);
  });

  it('retention of quarantine deletes entries past it and nothing else', async () => {
    await database.pool.query(
      `INSERT INTO andon.quarantine (received_at, door, code, message, original)
       SELECT time, 'graphql', 'INVALID_VALUE', '', '' FROM unnest($1::timestamptz[]) AS time`,
      [[ago(21), ago(19)]],
    );
    await tidy({ quarantineDays: 20 });
    expect(await count('andon.quarantine')).toBe(1);
  });

  it('retention of latencies and counts deletes in steps, however many there are', async () => {
    await database.pool.query(
      `INSERT INTO andon.stage_latency SELECT $1::timestamptz + n * interval '1 minute', 'gold', 1, 1, 1
       FROM generate_series(1, 25000) AS n`,
      [ago(60)],
    );
    await tidy({ latenciesDays: 20 });
    expect(await count('andon.stage_latency')).toBe(0);
  });

  it('a table that cannot be tidied is logged and keeps no other from it, nor the partitions of any layer', async () => {
    await database.pool.query(
      `INSERT INTO andon.quarantine (received_at, door, code, message, original)
       VALUES ($1, 'graphql', 'INVALID_VALUE', '', '')`,
      [ago(400)],
    );
    await new DayPartitions(database.pool).ensure(['telemetry_silver'], [ago(300).getTime()]);
    const logged: { event: string; table: string }[] = [];
    const log = pino({ level: 'warn', base: null }, { write: (line) => void logged.push(JSON.parse(line)) });
    const failing = new Error('canceling statement due to statement timeout');
    const bronze: BronzeRetention<Queryable> = {
      ...createPostgresLog(new DayPartitions(database.pool)),
      partsBefore: () => Promise.reject(failing),
      trimBefore: () => Promise.reject(failing),
    };
    await database.pool.query('ALTER TABLE andon.event_id RENAME TO event_id_away');
    const dropped = await createRetentionService({
      pool: database.pool,
      bronze,
      retention: { ...long, silverDays: 200, quarantineDays: 200 },
      now: () => nowMs,
      log,
    })
      .tidy()
      .finally(() => database.pool.query('ALTER TABLE andon.event_id_away RENAME TO event_id'));
    expect(dropped).toEqual(['telemetry_silver_20250819']);
    expect(await sqlCount('SELECT FROM andon.quarantine WHERE received_at = $1', ago(400))).toBe(0);
    expect(logged.map(({ event, table }) => [event, table])).toEqual([
      ['retention.table_failed', 'telemetry_bronze'],
      ['retention.table_failed', 'bronze_batch'],
      ['retention.table_failed', 'event_id'],
    ]);
  });

  it.each([
    ['bad_minute', '1'],
    ['counter_minute', '0, 1, 1'],
  ])('old rows of %s are found by their time, without reading the table', async (table, values) => {
    const client = await database.pool.connect();
    await client.query('BEGIN');
    await client.query(
      `INSERT INTO andon.${table} SELECT sensor, $1::timestamptz + minute * interval '1 minute', ${values}
       FROM generate_series(1, 100) AS minute, generate_series(1, 2000) AS sensor`,
      [ago(60)],
    );
    await client.query(`ANALYZE andon.${table}`);
    // Where nothing is expected to be that old, the planner may walk the primary key instead: the test is of the other index.
    await client.query('SET LOCAL enable_indexscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN SELECT ctid FROM andon.${table} WHERE window_start < '${ago(60).toISOString()}' LIMIT 10000`,
    );
    await client.query('ROLLBACK');
    client.release();
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain(`Bitmap Index Scan on ${table}_time`);
  });

  it('keeps the contents of what the pipeline has not taken yet, however old', async () => {
    await database.pool.query(
      `INSERT INTO andon.bronze_batch VALUES (1, 1, 'graphql', '2026-06-01', 1, '2026-06-01', '2026-06-01')`,
    );
    await tidy({ bronzeDays: 10 });
    expect(await count('andon.bronze_batch')).toBe(1);
    await database.pool.query('UPDATE andon.pipeline_partition SET batch_no = 1');
    await tidy({ bronzeDays: 10 });
    expect(await count('andon.bronze_batch')).toBe(0);
  });

  it('keeps the contents of a day that bronze still holds, to its last hour', async () => {
    await database.pool.query(
      `INSERT INTO andon.bronze_batch VALUES (1, 1, 'graphql', '2026-06-05 01:00', 1, '2026-06-05 01:00', '2026-06-05 01:00')`,
    );
    await tidy({ bronzeDays: 10 });
    expect(await count('andon.bronze_batch')).toBe(1);
  });

  it('is configured for each layer by itself', () => {
    const names = ['BRONZE', 'SILVER', 'GOLD', 'ANOMALIES', 'EVENTS', 'QUARANTINE', 'LATENCIES'];
    const env = Object.fromEntries(names.map((name, i) => [`ANDON_RETENTION_${name}_DAYS`, String(i + 1)]));
    expect(loadConfig(env).retention).toEqual({
      bronzeDays: 1,
      silverDays: 2,
      goldDays: 3,
      anomaliesDays: 4,
      eventsDays: 5,
      quarantineDays: 6,
      latenciesDays: 7,
    });
    expect(loadConfig({}).retention.goldDays).toBeNull();
    expect(() => loadConfig({ ANDON_RETENTION_GOLD_DAYS: '0' })).toThrow('ANDON_RETENTION_GOLD_DAYS');
  });
});
