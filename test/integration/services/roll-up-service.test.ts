import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inTransaction } from '../../../src/db/query/transaction.ts';
import { DayPartitions } from '../../../src/db/upkeep/day-partitions.ts';
import { rollUpSpans, spanOf, unmarkStale } from '../../../src/db/upkeep/roll-up-write.ts';
import { hourMs, minuteMs } from '../../../src/domain/window.ts';
import { createPerformanceService } from '../../../src/services/performance-service.ts';
import { createRollUpService, type RollUpService } from '../../../src/services/roll-up-service.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { storeSensor } from '../../support/database/stored-rows.ts';
import { runCore } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

const dayMs = 24 * hourMs;
/** Reaches back over a month's end at least. */
const days = 40;
const startMs = (Math.floor(Date.now() / dayMs) - days) * dayMs;
const range = {
  siteId: 'default',
  sensorType: 's',
  from: new Date(startMs),
  to: new Date(startMs + (days + 1) * dayMs),
};

let database: TestDatabase;
let rollUp: RollUpService;
let sensorId: number;

const newService = () =>
  createRollUpService(database.pool, new DayPartitions(database.pool), new AbortController().signal);

beforeEach(async () => {
  database = await createTestDatabase();
  rollUp = newService();
  await new DayPartitions(database.pool).ensure(
    ['performance_1min'],
    Array.from({ length: days + 1 }, (_, day) => startMs + day * dayMs),
  );
  sensorId = await storeSensor(database.pool, { equipmentId: 'R-1', sensorType: 's' });
});
afterEach(() => database.drop());

/** Two minutes of every third hour, up to the present. */
const storeMinutes = () =>
  database.pool.query(
    `INSERT INTO andon.performance_1min (sensor_id, window_start, reading_count, mean, m2, min_value, max_value)
     SELECT $1, hour + minute * interval '1 minute', 3 + minute, 50 + sin(extract(epoch FROM hour)), 2, 40, 60 + minute
     FROM generate_series($2::timestamptz, now(), interval '3 hours') AS hour, unnest(ARRAY[4, 31]) AS minute`,
    [sensorId, new Date(startMs)],
  );

async function pages(equipmentId = 'R-1') {
  const performance = createPerformanceService(database.pool, { watermarkMs: 30_000 });
  const read = async (resolution: 'hour' | 'day') =>
    (await performance.windows({ ...range, equipmentId, resolution }, { first: 500, after: null })).rows.map((row) => ({
      start: row.windowStart.toISOString(),
      count: row.readingCount,
      min: row.minValue,
      max: row.maxValue,
      revision: row.revision,
      avg: row.avgValue,
      stddev: row.stddevValue,
    }));
  return { hours: await read('hour'), days: await read('day') };
}

/** The same but for what the order of merging does to the last digits. */
function same({ hours, days: ofDays }: Awaited<ReturnType<typeof pages>>) {
  const nearly = (windows: typeof hours) =>
    windows.map((window) => ({
      ...window,
      avg: expect.closeTo(window.avg, 9),
      stddev: expect.closeTo(window.stddev, 9),
    }));
  return { hours: nearly(hours), days: nearly(ofDays) };
}

async function count(table: string): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM andon.${table}`);
  return rows[0]?.n ?? Number.NaN;
}

/** A minute of a day that is rolled up. */
const lateMs = startMs + 5 * dayMs + 7 * minuteMs;
const writeLate = `
  INSERT INTO andon.performance_1min (sensor_id, window_start, reading_count, mean, m2, min_value, max_value)
  VALUES ($1, $2, 1, 99, 0, 99, 99)`;
const lateDay = async () => (await pages()).days[5];

describe('hours that are rolled up', () => {
  it('say what their minutes say, in a history from before there were any, and are read instead of them', async () => {
    await storeMinutes();
    await database.pool.query('TRUNCATE andon.performance_stale_hour');
    const before = await pages();
    await rollUp.catchUp();
    expect(await pages()).toEqual(same(before));
    // The last day is not old enough: it has eight such hours, and a ninth while its third hour runs.
    const old = before.hours.length - (await count('performance_1hour'));
    expect([8, 9]).toContain(old);
    await database.pool.query('UPDATE andon.performance_1hour SET max_value = 1000 WHERE window_start < $1', [
      new Date(startMs + dayMs),
    ]);
    const { days: read } = await pages();
    expect(read.map(({ max }) => max).slice(0, 2)).toEqual([1000, 91]);
  });

  it('forget a minute that is moved to another hour, and go with their minutes when these are truncated', async () => {
    await storeMinutes();
    await rollUp.catchUp();
    const before = await lateDay();
    await database.pool.query(
      `UPDATE andon.performance_1min SET window_start = window_start + interval '2 hours 40 minutes'
       WHERE window_start = (SELECT max(window_start) FROM andon.performance_1min WHERE window_start < $1) AND sensor_id = $2`,
      [new Date(startMs + 6 * dayMs), sensorId],
    );
    expect((await lateDay())?.count).toBe((before?.count ?? 0) - 34);
    await rollUp.catchUp();
    expect((await lateDay())?.count).toBe((before?.count ?? 0) - 34);
    await database.pool.query('TRUNCATE andon.performance_1min');
    expect(await pages()).toEqual({ hours: [], days: [] });
  });

  it('follow whatever is written later, at once, and are merged anew', async () => {
    await storeMinutes();
    await rollUp.catchUp();
    expect(await count('performance_stale_hour')).toBe(0);
    expect(await lateDay()).toMatchObject({ count: 8 * 41, max: 91 });

    await database.pool.query(writeLate, [sensorId, new Date(lateMs)]);
    expect(await lateDay()).toMatchObject({ count: 8 * 41 + 1, max: 99 });
    await rollUp.catchUp();
    expect(await count('performance_stale_hour')).toBe(0);
    expect(await lateDay()).toMatchObject({ count: 8 * 41 + 1, max: 99 });

    const day = [sensorId, new Date(startMs + 5 * dayMs), new Date(startMs + 6 * dayMs)];
    await database.pool.query(
      'DELETE FROM andon.performance_1min WHERE sensor_id = $1 AND window_start >= $2 AND window_start < $3',
      day,
    );
    const rest = (await pages()).days.length;
    expect(await lateDay()).toMatchObject({ start: new Date(startMs + 6 * dayMs).toISOString() });
    await rollUp.catchUp();
    expect((await pages()).days).toHaveLength(rest);
    expect(await count('performance_stale_hour')).toBe(0);
  });

  it('lose nothing to a writer that commits while they are merged, of an hour that is marked and of one that is not', async () => {
    await storeMinutes();
    await rollUp.catchUp();
    await database.pool.query(writeLate, [sensorId, new Date(lateMs)]);
    const unmarkedMs = lateMs + 3 * hourMs;
    await inTransaction(database.pool, async (writer) => {
      await writer.query(writeLate, [sensorId, new Date(lateMs + minuteMs)]);
      await writer.query(writeLate, [sensorId, new Date(unmarkedMs)]);
      await rollUp.catchUp();
    });
    expect(await lateDay()).toMatchObject({ count: 8 * 41 + 3 });
    await rollUp.catchUp();
    expect(await lateDay()).toMatchObject({ count: 8 * 41 + 3 });
    expect(await count('performance_stale_hour')).toBe(0);
  });

  it('lose nothing to a writer that comes while they are merged', async () => {
    await storeMinutes();
    await rollUp.catchUp();
    await database.pool.query(writeLate, [sensorId, new Date(lateMs)]);
    const hour = [{ sensorId, hourMs: Math.floor(lateMs / hourMs) * hourMs }];
    let written: Promise<unknown> = Promise.resolve();
    await inTransaction(database.pool, async (merging) => {
      expect(await unmarkStale(merging, hour)).toEqual(hour);
      await rollUpSpans(merging, hour.map(spanOf));
      written = database.pool.query(writeLate, [sensorId, new Date(lateMs + minuteMs)]);
      await until('the writer waits for the merging', async () => {
        const { rows } = await database.pool.query(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return rows.length > 0;
      });
    });
    await written;
    expect(await lateDay()).toMatchObject({ count: 8 * 41 + 2 });
    await rollUp.catchUp();
    expect(await lateDay()).toMatchObject({ count: 8 * 41 + 2 });
  });

  it('are the same when two servers roll up at once', async () => {
    await storeMinutes();
    await database.pool.query('DELETE FROM andon.performance_stale_hour WHERE window_start < $1', [
      new Date(startMs + 20 * dayMs),
    ]);
    const before = await pages();
    await Promise.all([rollUp.catchUp(), newService().catchUp()]);
    expect(await pages()).toEqual(same(before));
    await rollUp.catchUp();
    expect(await pages()).toEqual(same(before));
    expect(await count('performance_stale_hour')).toBe(0);
  });

  it('do without an hour of which no statistics can be made, which another program wrote', async () => {
    await storeMinutes();
    const broken = await storeSensor(database.pool, { equipmentId: 'R-2', sensorType: 's' });
    await database.pool.query(
      `INSERT INTO andon.performance_1min (sensor_id, window_start, reading_count, mean, m2, min_value, max_value)
       VALUES ($1, $2, 1, 1.7e308, 0, 0, 0), ($1, $3, 1, -1.7e308, 0, 0, 0)`,
      [broken, new Date(lateMs), new Date(lateMs + minuteMs)],
    );
    await database.pool.query('TRUNCATE andon.performance_stale_hour');
    const before = await pages();
    for (const left of [1, 1]) {
      await rollUp.catchUp();
      expect(await count('performance_stale_hour')).toBe(left);
    }
    expect(await pages()).toEqual(same(before));
    await expect(pages('R-2')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('are merged by a running server, each half hour', async () => {
    await storeMinutes();
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const server = await runCore(database.url, { ANDON_PIPELINE: 'off' });
    try {
      const runs = () => timers.mock.calls.filter(([, delayMs]) => delayMs === hourMs / 2);
      expect(runs()).toHaveLength(1);
      runs()[0]?.[0]();
      await until('no hour is marked any more, and the next turn is set', async () => {
        return (await count('performance_stale_hour')) === 0 && runs().length === 2;
      });
      expect(await count('performance_1hour')).toBeGreaterThan(0);
      expect(server.logged).toEqual([]);
    } finally {
      timers.mockRestore();
      await server.close();
    }
  });
});
