import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPerformanceService } from '../../../src/services/performance-service.ts';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';

let database: TestDatabase;
let server: RunningCore;
let sql: SqlClient;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url, 2);
  server = await runCore(database.url);
});
afterAll(async () => {
  await sql.close();
  await server.close();
  await database.drop();
});

const minuteMs = 60_000;
const halfAnHourAgoMs = Math.floor(Date.now() / minuteMs) * minuteMs - 30 * minuteMs;
/** The minutes that begin here are of one hour: near its end, ten minutes earlier. */
const startMs = halfAnHourAgoMs - (halfAnHourAgoMs % (60 * minuteMs) >= 50 * minuteMs ? 10 * minuteMs : 0);
async function send(readings: Parameters<typeof received>[0]): Promise<void> {
  expect(await server.core.ingest.submit(received(readings))).toMatchObject({ rejected: [] });
  await untilProcessed(database.pool);
}
const at = (equipmentId: string, second: number, value: number, quality = 'GOOD') => ({
  equipmentId,
  sensorType: 'pressure',
  units: 'bar',
  value,
  quality,
  timestamp: startMs + second * 1_000,
});
const windows = (equipmentId: string, resolution: 'minute' | 'hour' | 'day' = 'minute') =>
  createPerformanceService(database.pool, { watermarkMs: 30_000 }).windows(
    {
      siteId: 'default',
      equipmentId,
      sensorType: 'pressure',
      from: new Date(startMs - 86_400_000),
      to: new Date(startMs + 86_400_000),
      resolution,
    },
    { first: 500, after: null },
  );

describe('readings of quality BAD', () => {
  it('are in no window’s statistics, and are counted beside them in minutes, hours and days, here and in the views', async () => {
    await send([
      at('BAD-1', 0, 50),
      at('BAD-1', 1, 0, 'BAD'),
      at('BAD-1', 2, 52, 'UNCERTAIN'),
      at('BAD-1', 3, -5, 'BAD'),
    ]);
    const expected = { avgValue: 51, minValue: 50, maxValue: 52, readingCount: 2, badCount: 2 };
    for (const resolution of ['minute', 'hour', 'day'] as const) {
      expect((await windows('BAD-1', resolution)).rows, resolution).toMatchObject([expected]);
    }
    for (const view of ['1min', '1hour', '1day']) {
      const rows = await sql.rows(
        `SELECT avg_value, reading_count::int, bad_count::int FROM andon_analytics.equipment_performance_${view} WHERE equipment_id = 'BAD-1'`,
      );
      expect(rows, view).toEqual([{ avg_value: 51, reading_count: 2, bad_count: 2 }]);
    }
  });

  it('alone make no window, and are counted once a good reading of their minute comes, in whatever order', async () => {
    await send([at('BAD-2', 0, 0, 'BAD'), at('BAD-2', 60, 0, 'BAD')]);
    expect((await windows('BAD-2')).rows).toEqual([]);
    await send([at('BAD-2', 30, 7)]);
    expect((await windows('BAD-2')).rows).toMatchObject([{ readingCount: 1, avgValue: 7, badCount: 1 }]);
    expect((await windows('BAD-2', 'hour')).rows).toMatchObject([{ readingCount: 1, badCount: 2 }]);
  });

  it('stay in bronze as they came, and in the current status', async () => {
    await send([at('BAD-3', 0, 50), at('BAD-3', 1, 0, 'BAD')]);
    const bronze = await sql.rows(
      `SELECT sensor_value, quality FROM andon_analytics.ot_telemetry_bronze WHERE equipment_id = 'BAD-3' ORDER BY event_time`,
    );
    expect(bronze).toEqual([
      { sensor_value: 50, quality: 'good' },
      { sensor_value: 0, quality: 'bad' },
    ]);
  });

  it('do not hide a fall from a baseline beside them', async () => {
    const normal = Array.from({ length: 20 * 60 }, (_, s) => at('BAD-4', s, 49.5 + ((s * 7) % 10) / 10));
    const zeros = Array.from({ length: 5 * 60 }, (_, s) => ({
      ...at('BAD-4', 15 * 60 + s, 0, 'BAD'),
      timestamp: startMs + (15 * 60 + s) * 1_000 + 500,
    }));
    await send([...normal, ...zeros]);
    const nowMs = Date.now() - 5_000;
    await send([0, 1, 2].map((i) => ({ ...at('BAD-4', 0, 20), timestamp: nowMs + i * 1_000 })));
    const issues = await sql.rows(
      "SELECT issue_type FROM agentic_hmi.agent_recommendations WHERE equipment_id = 'BAD-4'",
    );
    expect(issues).toContainEqual({ issue_type: 'pressure_low_critical' });
  });
});
