import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';

const dayMs = 86_400_000;
/** Two minutes before a new month, so that tomorrow's partitions are those of the next month. */
const nowMs = Date.parse('2026-06-30T23:58:00Z');

let database: TestDatabase;
let server: RunningCore;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await runCore(database.url, {}, () => nowMs);
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

async function partitions(): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
     WHERE inhparent = ANY (ARRAY['andon.telemetry_bronze', 'andon.telemetry_silver', 'andon.performance_1min']::regclass[])
     ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}
const ahead = [
  'performance_1min_202606',
  'performance_1min_202607',
  ...['20260629', '20260630', '20260701'].map((day) => `telemetry_bronze_${day}`),
  ...['20260629', '20260630', '20260701'].map((day) => `telemetry_silver_${day}`),
];

describe('partitions', () => {
  it('are there for yesterday, today and tomorrow before a reading needs them, and more on demand for late ones', async () => {
    expect(await partitions()).toEqual(ahead);
    const result = await server.core.ingest.submit(
      received([
        { equipmentId: 'P-1', sensorType: 's', value: 1, timestamp: nowMs - 29 * dayMs },
        { equipmentId: 'P-1', sensorType: 's', value: 2, timestamp: nowMs + 180_000 },
      ]),
    );
    expect(result).toMatchObject({ accepted: 2 });
    await untilProcessed(database.pool);
    expect(await partitions()).toEqual([...ahead, 'telemetry_bronze_20260601', 'telemetry_silver_20260601'].sort());
    const { rows } = await database.pool.query(
      `SELECT relname AS partition FROM andon.performance_1min AS gold JOIN pg_class ON pg_class.oid = gold.tableoid
       ORDER BY window_start`,
    );
    expect(rows).toEqual([{ partition: 'performance_1min_202606' }, { partition: 'performance_1min_202607' }]);
  });

  it('bronze keeps unknown fields of a reading, and the reading is processed', async () => {
    const attributes = { firmware: '4.2', nested: { deep: [1, null, 'x'] }, 'new field': true };
    await server.core.ingest.submit(
      received([{ equipmentId: 'P-2', sensorType: 's', value: 3, timestamp: nowMs, attributes }]),
    );
    await untilProcessed(database.pool);
    const { rows } = await database.pool.query(
      `SELECT bronze.extra, silver.value FROM andon.telemetry_bronze AS bronze JOIN andon.sensor USING (sensor_id)
       JOIN andon.telemetry_silver AS silver USING (sensor_id, event_time) WHERE equipment_id = 'P-2'`,
    );
    expect(rows).toMatchObject([{ extra: { attributes }, value: 3 }]);
  });
});
