import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PerformanceWindow } from '../../../src/domain/window.ts';
import { createPerformanceService, type PerformanceService } from '../../../src/services/performance-service.ts';
import { readAllPages } from '../../support/clients/pages.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { only, storeSensor, storeWindowDays } from '../../support/database/stored-rows.ts';

const minuteMs = 60_000;
const watermarkMs = 30_000;
const start = new Date('2026-03-10T00:00:00Z');
const end = new Date('2026-03-13T00:00:00Z');
const sensor = { siteId: 'default', equipmentId: 'HT_001', sensorType: 'temperature' };
const at = (text: string) => new Date(`2026-03-${text}Z`);

let database: TestDatabase;
let performance: PerformanceService;

beforeAll(async () => {
  database = await createTestDatabase();
  performance = createPerformanceService(database.pool, { watermarkMs });
  const { pool } = database;
  const sensorId = await storeSensor(pool, sensor);
  await storeWindowDays(pool, start, 3);
  // Readings on a large offset with a small spread, where sums of squares would lose their digits; a gap of hours on the second day.
  await pool.query('CREATE TABLE public.raw_reading (event_time timestamptz NOT NULL, value float8 NOT NULL)');
  await pool.query(
    `INSERT INTO public.raw_reading
     SELECT $1::timestamptz + g * interval '13.7 seconds', 1e6 + sin(g * 0.37) * 3 + (g % 101) * 0.01 + g * 1e-4
     FROM generate_series(0, 18900) AS g
     WHERE $1::timestamptz + g * interval '13.7 seconds' < $2
       AND NOT $1::timestamptz + g * interval '13.7 seconds' BETWEEN '2026-03-11T05:10Z' AND '2026-03-11T09:40Z'`,
    [start, end],
  );
  await pool.query(
    `INSERT INTO andon.performance_1min (sensor_id, reading_count, window_start, mean, m2, min_value, max_value, revision)
     SELECT $1, count(*), date_trunc('minute', event_time), avg(value), var_pop(value) * count(*), min(value), max(value), 2
     FROM public.raw_reading GROUP BY date_trunc('minute', event_time)`,
    [sensorId],
  );
  await pool.query(
    `INSERT INTO andon.current_status (sensor_id, quality, event_time, received_at, value_number)
     SELECT $1, 0, timestamptz '2026-03-12T23:00:30Z', now(), 1`,
    [sensorId],
  );
});
afterAll(() => database.drop());

describe('windows', () => {
  it.each(['siteId', 'equipmentId', 'sensorType'] as const)(
    'are none for a %s that no text in a database can be',
    async (field) => {
      const query = { ...sensor, [field]: 'a\0b', from: start, to: end };
      for (const resolution of ['minute', 'hour', 'day'] as const) {
        const page = await performance.windows({ ...query, resolution }, { first: 10, after: null });
        expect(page.rows).toEqual([]);
      }
      expect((await performance.series({ ...query, points: 10 })).timestamps).toEqual([]);
    },
  );

  it.each([
    ['hour', 72 - 3],
    ['day', 3],
    ['minute', 4040],
  ] as const)('of a %s equal the aggregate over the raw readings to 1e-9', async (resolution, atLeast) => {
    const windows = await readAllPages<PerformanceWindow, Date>(
      500,
      (page) => performance.windows({ ...sensor, from: start, to: end, resolution }, page),
      (window) => window.windowStart,
    );
    const { rows: raw } = await database.pool.query<{
      bucket: Date;
      count: number;
      avg: number;
      min: number;
      max: number;
      stddev: number;
    }>(
      `SELECT date_trunc($1, event_time) AS bucket, count(*)::int AS count, avg(value) AS avg, min(value) AS min, max(value) AS max,
              coalesce(stddev_samp(value), 0) AS stddev
       FROM public.raw_reading GROUP BY bucket ORDER BY bucket`,
      [resolution],
    );
    expect(raw.length).toBeGreaterThanOrEqual(atLeast);
    expect(windows.map((window) => window.windowStart)).toEqual(raw.map((row) => row.bucket));
    for (const [index, row] of raw.entries()) {
      const window = windows[index];
      expect(window).toMatchObject({ readingCount: row.count, minValue: row.min, maxValue: row.max });
      expect(Math.abs((window?.avgValue ?? 0) / row.avg - 1)).toBeLessThan(1e-9);
      expect(Math.abs((window?.stddevValue ?? 0) - row.stddev)).toBeLessThanOrEqual(1e-9 * Math.max(1, row.stddev));
    }
  });

  it('are the whole ones that overlap the range, even when it begins and ends within one', async () => {
    const { rows } = await performance.windows(
      { ...sensor, from: at('10T10:30:00'), to: at('10T12:00:01'), resolution: 'hour' },
      { first: 10, after: null },
    );
    expect(rows.map((window) => window.windowStart)).toEqual([at('10T10:00:00'), at('10T11:00:00'), at('10T12:00:00')]);
    const counted = await database.pool.query<{ count: number }>(
      "SELECT count(*)::int AS count FROM public.raw_reading WHERE event_time >= '2026-03-10T10:00Z' AND event_time < '2026-03-10T11:00Z'",
    );
    expect(rows[0]?.readingCount).toBe(only(counted.rows).count);
  });

  it('give every window once over pages of any size, across a gap and across partitions', async () => {
    const query = { ...sensor, from: at('10T22:00:00'), to: at('11T12:00:00'), resolution: 'hour' as const };
    const whole = await performance.windows(query, { first: 500, after: null });
    for (const first of [1, 2, 3, 5]) {
      const paged = await readAllPages<PerformanceWindow, Date>(
        first,
        (page) => performance.windows(query, page),
        (window) => window.windowStart,
      );
      expect(paged).toEqual(whole.rows);
    }
    expect(whole.rows).toHaveLength(14 - 3);
    expect(whole.hasNextPage).toBe(false);
  });

  it('are found however long before them the range begins, and whatever gaps are between them', async () => {
    for (const first of [1, 40, 500]) {
      const query = { ...sensor, from: new Date('0001-01-01T00:00:00Z'), to: new Date('9999-12-31T00:00:00Z') };
      const found = await readAllPages<PerformanceWindow, Date>(
        first,
        (page) => performance.windows({ ...query, resolution: 'hour' }, page),
        (window) => window.windowStart,
      );
      const whole = await performance.windows(
        { ...sensor, from: start, to: end, resolution: 'hour' },
        { first: 500, after: null },
      );
      expect(found).toEqual(whole.rows);
      expect(found).toHaveLength(72 - 3);
    }
  });

  it('are final once the newest event of the equipment, of whichever sensor, is the watermark past their end', async () => {
    const query = { ...sensor, from: at('12T22:58:00'), to: at('12T23:02:00'), resolution: 'minute' as const };
    const finality = async () =>
      (await performance.windows(query, { first: 10, after: null })).rows.map((window) => window.isFinal);
    // The newest event is at 23:00:30: the window that ended at 23:00:00 is just final.
    expect(await finality()).toEqual([true, true, false, false]);
    const other = await storeSensor(database.pool, { equipmentId: 'HT_001', sensorType: 'speed' });
    await database.pool.query(
      `INSERT INTO andon.current_status (sensor_id, quality, event_time, received_at, value_number)
       VALUES ($1, 0, '2026-03-12T23:01:30Z', now(), 1)`,
      [other],
    );
    expect(await finality()).toEqual([true, true, true, false]);
  });

  it('carry their revision, which grows with that of any merged minute', async () => {
    const query = { ...sensor, from: at('10T01:00:00'), to: at('10T02:00:00') };
    const minute = await performance.windows({ ...query, resolution: 'minute' }, { first: 500, after: null });
    const hour = await performance.windows({ ...query, resolution: 'hour' }, { first: 500, after: null });
    expect(minute.rows[0]?.revision).toBe(2);
    expect(hour.rows[0]?.revision).toBe(120);
  });

  it('are none for a sensor that nobody knows, and BAD_USER_INPUT for a range that runs backwards', async () => {
    const query = { ...sensor, from: start, to: end, resolution: 'hour' as const };
    const unknown = await performance.windows({ ...query, sensorType: 'nothing' }, { first: 10, after: null });
    expect(unknown).toEqual({ rows: [], hasNextPage: false });
    await expect(
      performance.windows({ ...query, from: end, to: start }, { first: 10, after: null }),
    ).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('series', () => {
  it('keeps the lowest and the highest reading of each bucket and weighs the average by count', async () => {
    const series = await performance.series({ ...sensor, from: start, to: end, points: 100 });
    const bucketMs = 44 * minuteMs; // 4,320 minutes in at most 100 buckets of whole minutes
    expect(series.timestamps.length).toBeLessThanOrEqual(100);
    const { rows } = await database.pool.query<{ bucket: Date; avg: number; min: number; max: number }>(
      `SELECT date_bin($1 * interval '1 millisecond', event_time, $2) AS bucket, avg(value) AS avg, min(value) AS min, max(value) AS max
       FROM public.raw_reading GROUP BY bucket ORDER BY bucket`,
      [bucketMs, start],
    );
    expect(series.timestamps).toEqual(rows.map((row) => row.bucket));
    expect(series.min).toEqual(rows.map((row) => row.min));
    expect(series.max).toEqual(rows.map((row) => row.max));
    for (const [index, row] of rows.entries())
      expect(Math.abs((series.avg[index] ?? 0) / row.avg - 1)).toBeLessThan(1e-9);
  });

  it('gives each window by itself when there are no more than the points asked for', async () => {
    const query = { ...sensor, from: at('10T00:00:00'), to: at('10T02:00:00') };
    const series = await performance.series(query);
    const { rows } = await performance.windows({ ...query, resolution: 'minute' }, { first: 500, after: null });
    expect(series.timestamps).toEqual(rows.map((window) => window.windowStart));
    expect(series.max).toEqual(rows.map((window) => window.maxValue));
  });

  it('answers for the widest range there is, and is empty for a sensor that nobody knows', async () => {
    const widest = { from: new Date('0001-01-01T00:00:00Z'), to: new Date('9999-12-31T23:59:59.999Z') };
    const series = await performance.series({ ...sensor, ...widest, points: 2 });
    expect(series.timestamps).toHaveLength(1);
    const { rows } = await database.pool.query('SELECT min(value) AS min, max(value) AS max FROM public.raw_reading');
    expect(rows).toEqual([{ min: series.min[0], max: series.max[0] }]);
    const none = await performance.series({ ...sensor, ...widest, equipmentId: 'nothing' });
    expect(none).toEqual({ timestamps: [], avg: [], min: [], max: [] });
  });

  it.each([1, 10_001, 2.5])('refuses %s points as BAD_USER_INPUT', async (points) => {
    await expect(performance.series({ ...sensor, from: start, to: end, points })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
  });
});

describe('windows that another program filled with what no pipeline would take', () => {
  it.each([
    ['1e308 and its opposite', "1e308, 0, 1e308, 1e308), ($1, 5, '2026-03-10T00:01Z', -1e308, 0, -1e308, -1e308"],
    ['NaN', "'NaN', 0, 1, 2"],
    ['Infinity', "1, 0, 1, 'Infinity'"],
  ])('are refused with the way out: %s', async (what, values) => {
    const foreign = { ...sensor, equipmentId: `FOREIGN ${what}` };
    await database.pool.query(
      `INSERT INTO andon.performance_1min (sensor_id, reading_count, window_start, mean, m2, min_value, max_value)
       VALUES ($1, 5, '2026-03-10T00:00Z', ${values})`,
      [await storeSensor(database.pool, foreign)],
    );
    const refusal = { code: 'BAD_USER_INPUT', message: expect.stringContaining('Correct those rows') };
    const range = { ...foreign, from: start, to: end };
    await expect(performance.series({ ...range, points: 2 })).rejects.toMatchObject(refusal);
    const windows = performance.windows({ ...range, resolution: 'hour' }, { first: 5, after: null });
    await expect(windows).rejects.toMatchObject(refusal);
  });
});
