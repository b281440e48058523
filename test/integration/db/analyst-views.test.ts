import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PerformanceWindow } from '../../../src/domain/window.ts';
import { createPerformanceService } from '../../../src/services/performance-service.ts';
import { readAllPages } from '../../support/clients/pages.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { planOf, scannedTables } from '../../support/database/plan.ts';
import { storeDays, storeMonths, storeSensor } from '../../support/database/stored-rows.ts';

const start = new Date('2026-02-27T00:00:00Z');
const days = 4; // over the end of a month
const end = new Date(start.getTime() + days * 86_400_000);
const watermarkMs = 30_000;

describe('The views for analysts', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  beforeAll(async () => {
    database = await createTestDatabase();
    pool = database.pool;
    await storeDays(pool, 'telemetry_bronze', start, days);
    await storeDays(pool, 'telemetry_silver', start, days);
    await storeMonths(pool, ['2026-02', '2026-03']);
    for (const equipmentId of ['HT_001', 'HT_002', 'CR_001']) {
      for (const sensorType of ['temperature', 'speed']) await storeSensor(pool, { equipmentId, sensorType });
    }
    // A reading each 40 seconds, on a large offset with a small spread; one sensor has a gap of 20 hours.
    await pool.query(
      `INSERT INTO andon.telemetry_bronze (ingest_id, ordinal, partition_no, sensor_id, event_time, value_number, units)
       SELECT 1, g, 0, sensor_id, at, 1e6 + sin(g * 0.37 + sensor_id) * 3 + (g % 101) * 0.01, NULL
       FROM andon.sensor, generate_series(0, $3::int - 1) AS g, LATERAL (SELECT $1::timestamptz + g * interval '40 seconds' AS at) AS t
       WHERE at < $2 AND NOT (sensor_id = 1 AND at BETWEEN '2026-02-28T02:10Z' AND '2026-02-28T22:10Z')`,
      [start, end, days * 2_160],
    );
    await pool.query(
      `INSERT INTO andon.bronze_batch VALUES (1, 1, 'graphql', '2026-03-03T01:00Z', 1, now(), now());
       INSERT INTO andon.telemetry_silver (batch_no, sensor_id, quality, flags, event_time, value)
         SELECT 1, sensor_id, quality, 4, event_time, value_number FROM andon.telemetry_bronze;
       INSERT INTO andon.performance_1min (sensor_id, reading_count, window_start, mean, m2, min_value, max_value)
         SELECT sensor_id, count(*), date_trunc('minute', event_time), avg(value), var_pop(value) * count(*), min(value), max(value)
         FROM andon.telemetry_silver GROUP BY 1, 3;
       INSERT INTO andon.current_status (sensor_id, quality, event_time, received_at, value_number)
         SELECT sensor_id, 0, max(event_time), now(), 1 FROM andon.telemetry_silver GROUP BY 1;
       ANALYZE`,
    );
  });
  afterAll(() => database.drop());

  it.each([
    ['minute', 'equipment_performance_1min'],
    ['hour', 'equipment_performance_1hour'],
    ['day', 'equipment_performance_1day'],
  ] as const)(
    'give the windows of a %s as the query performance does, to the last of their columns',
    async (resolution, view) => {
      const performance = createPerformanceService(pool, { watermarkMs });
      const sensor = { siteId: 'default', equipmentId: 'HT_001', sensorType: 'temperature' };
      const windows = await readAllPages<PerformanceWindow, Date>(
        500,
        (page) => performance.windows({ ...sensor, from: start, to: end, resolution }, page),
        ({ windowStart }) => windowStart,
      );
      const { rows } = await pool.query(
        `SELECT site_id AS "siteId", equipment_id AS "equipmentId", sensor_type AS "sensorType", window_start AS "windowStart",
              window_end AS "windowEnd", avg_value AS "avgValue", min_value AS "minValue", max_value AS "maxValue",
              stddev_value AS "stddevValue", reading_count AS "readingCount", revision, is_final AS "isFinal",
              bad_count::int AS "badCount", increase
       FROM andon_analytics.${view} WHERE equipment_id = 'HT_001' AND sensor_type = 'temperature' ORDER BY window_start`,
      );
      expect(rows.length).toBeGreaterThan(resolution === 'day' ? 3 : 70);
      expect([rows.at(0)?.isFinal, rows.at(-1)?.isFinal]).toEqual([true, false]);
      expect(rows).toEqual(windows.map(({ sensorId: _, ...window }) => window));
    },
  );

  it('hour and day equal the aggregate over the raw readings to 1e-9, whatever the session’s time zone', async () => {
    const client = await pool.connect();
    await client.query("SET TIME ZONE 'Asia/Kathmandu'");
    for (const [view, unit] of [
      ['equipment_performance_1hour', 'hour'],
      ['equipment_performance_1day', 'day'],
    ]) {
      const { rows } = await client.query(
        `SELECT count(*)::int AS compared, bool_and(abs(merged.avg_value / raw.avg - 1) < 1e-9) AS avg,
                bool_and(abs(merged.stddev_value / raw.stddev - 1) < 1e-9) AS stddev,
                bool_and((merged.min_value, merged.max_value, merged.reading_count) = (raw.min, raw.max, raw.count)) AS rest
         FROM andon_analytics.${view} AS merged
         FULL JOIN (SELECT equipment_id, sensor_type, date_trunc('${unit}', event_time, 'UTC') AS window_start, avg(sensor_value) AS avg,
                      stddev_samp(sensor_value) AS stddev, min(sensor_value) AS min, max(sensor_value) AS max, count(*) AS count
                    FROM andon_analytics.ot_sensors_normalized GROUP BY 1, 2, 3) AS raw
           USING (equipment_id, sensor_type, window_start)`,
      );
      expect(rows).toEqual([{ compared: unit === 'day' ? 24 : 24 * 24 - 19, avg: true, stddev: true, rest: true }]);
    }
    await client.query('RESET TIME ZONE');
    client.release();
  });

  it.each([
    ['ot_telemetry_bronze', 'event_time', 'telemetry_bronze_20260301'],
    ['ot_sensors_normalized', 'event_time', 'telemetry_silver_20260301'],
    ['equipment_performance_1min', 'window_start', 'performance_1min_202603'],
    ['equipment_performance_1hour', 'window_start', 'performance_1min_202603'],
    ['equipment_performance_1day', 'window_start', 'performance_1min_202603'],
  ])(
    '%s asked for one day of one sensor reads that day’s partition alone, through its index',
    async (view, time, partition) => {
      const plan = await planOf(
        pool,
        `SELECT * FROM andon_analytics.${view}
       WHERE equipment_id = $1 AND sensor_type = $2 AND ${time} >= $3 AND ${time} < $3 + interval '24 hours'`,
        ['HT_002', 'speed', '2026-03-01T00:00:00Z'],
      );
      const readings = scannedTables(plan).filter(({ table }) => /_\d{6,8}$/.test(table));
      expect([...new Set(readings.map(({ table }) => table))]).toEqual([partition]);
      expect(readings.every(({ index }) => index !== null)).toBe(true);
      // The index found what was asked for, not a month to be sifted.
      expect(Math.max(...readings.map(({ rowsRemoved }) => rowsRemoved))).toBe(0);
      expect(readings.reduce((sum, { rows }) => sum + rows, 0)).toBeLessThanOrEqual(2_160);
    },
  );

  it('leave out the joins whose columns nobody asks for', async () => {
    const plan = await planOf(
      pool,
      `SELECT avg(avg_value) FROM andon_analytics.equipment_performance_1min WHERE equipment_id = $1 AND window_start >= $2`,
      ['HT_002', '2026-03-01T00:00:00Z'],
    );
    expect(new Set(scannedTables(plan).map(({ table }) => table))).toEqual(
      new Set(['sensor', 'performance_1min_202603']),
    );
  });

  it('tell freshness by the age of the event', async () => {
    await pool.query(
      `UPDATE andon.current_status SET event_time = now() - CASE sensor_id % 3 WHEN 0 THEN interval '50 seconds'
         WHEN 1 THEN interval '70 seconds' ELSE interval '310 seconds' END`,
    );
    const { rows } = await pool.query(
      `SELECT staleness, min(age_seconds) BETWEEN 50 AND 400 AS plausible, count(*)::int AS sensors
       FROM andon_analytics.equipment_current_status GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { staleness: 'CURRENT', plausible: true, sensors: 2 },
      { staleness: 'STALE', plausible: true, sensors: 2 },
      { staleness: 'WARNING', plausible: true, sensors: 2 },
    ]);
  });

  it('say of every view and every column what it means', async () => {
    const { rows } = await pool.query(
      `SELECT relname, attname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
       WHERE relnamespace = 'andon_analytics'::regnamespace AND attnum > 0
         AND (col_description(attrelid, attnum) IS NULL OR obj_description(pg_class.oid, 'pg_class') IS NULL)`,
    );
    expect(rows).toEqual([]);
  });
});
