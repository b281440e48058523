import { afterEach, expect, it, vi } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type RunningCore, runCore } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

const hourMs = 3_600_000;
let database: TestDatabase;
let server: RunningCore;

afterEach(async () => {
  vi.restoreAllMocks();
  await server.close();
  await database.drop();
});

async function partitions(): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
     WHERE inhparent IN ('andon.telemetry_bronze'::regclass, 'andon.telemetry_silver'::regclass, 'andon.performance_1min'::regclass)
     ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

it('tomorrow’s partitions are there an hour after they could be at the latest, next month’s too, so that no reading waits at midnight', async () => {
  database = await createTestDatabase();
  let nowMs = Date.parse('2026-03-30T23:30:00Z');
  const timers = vi.spyOn(globalThis, 'setTimeout');
  server = await runCore(database.url, { ANDON_PIPELINE: 'off' }, () => nowMs);
  const days = (table: string, ...names: string[]) => names.map((name) => `${table}_${name}`);
  const atStart = ['20260329', '20260330', '20260331'];
  expect(await partitions()).toEqual([
    ...days('performance_1min', '202603'),
    ...days('telemetry_bronze', ...atStart),
    ...days('telemetry_silver', ...atStart),
  ]);

  const hourly = timers.mock.calls.filter(([, delayMs]) => delayMs === hourMs);
  expect(hourly).toHaveLength(1);
  nowMs += hourMs;
  hourly[0]?.[0]();
  await until('the next day’s are there', async () => (await partitions()).length === 10, { state: partitions });
  expect(await partitions()).toEqual([
    ...days('performance_1min', '202603', '202604'),
    ...days('telemetry_bronze', ...atStart, '20260401'),
    ...days('telemetry_silver', ...atStart, '20260401'),
  ]);
  expect(
    timers.mock.calls.filter(([, delayMs]) => delayMs === hourMs),
    'and the hour after',
  ).toHaveLength(2);
});
