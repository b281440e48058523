import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DayPartitions } from '../../../src/db/upkeep/day-partitions.ts';
import type { SensorKey } from '../../../src/domain/equipment/equipment.ts';
import type { PerformanceWindow } from '../../../src/domain/window.ts';
import {
  createPerformanceService,
  type PerformanceService,
  resolutions,
} from '../../../src/services/performance-service.ts';
import { createRollUpService, type RollUpService } from '../../../src/services/roll-up-service.ts';
import type { TimeRange } from '../../../src/services/time-range.ts';
import { readAllPages } from '../../support/clients/pages.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { exactStatistics, relativeError } from '../../support/readings/exact-statistics.ts';
import { hostileValues } from '../../support/readings/hostile-values.ts';
import { type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';

const lengthMs = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;
/** Whole days in the past, so that the readings reach over several of them and over months now and then. */
const startMs = Math.floor(Date.now() / lengthMs.day - 5) * lengthMs.day;
const endMs = startMs + 4 * lengthMs.day;

let database: TestDatabase;
let server: RunningCore;
let performance: PerformanceService;
let rollUp: RollUpService;
let run = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  server = await runCore(database.url);
  performance = createPerformanceService(database.pool, { watermarkMs: 30_000 });
  rollUp = createRollUpService(database.pool, new DayPartitions(database.pool), new AbortController().signal);
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

interface Sent {
  readonly value: number;
  readonly timestamp: number;
}

/** Many in one minute, some in one hour, the rest anywhere in the days. */
const offsetMs = fc.oneof(
  fc.integer({ min: 0, max: lengthMs.minute - 1 }),
  fc.integer({ min: 0, max: 2 * lengthMs.hour }),
  fc.integer({ min: 0, max: endMs - startMs - 1 }),
);
/** Everything once in some order, some of it again, cut into requests. */
const deliveries = hostileValues
  .chain((values) =>
    fc
      .uniqueArray(offsetMs, { minLength: values.length, maxLength: values.length })
      .map((offsets) => values.map((value, i): Sent => ({ value, timestamp: startMs + (offsets[i] ?? 0) }))),
  )
  .chain((sent) =>
    fc.record({
      sent: fc.constant(sent),
      order: fc.shuffledSubarray(sent, { minLength: sent.length, maxLength: sent.length }),
      again: fc.subarray(sent),
      requestSize: fc.integer({ min: 1, max: 60 }),
    }),
  );

async function deliver(equipmentId: string, readings: readonly Sent[], requestSize: number): Promise<void> {
  const all = readings.map((reading) => ({ equipmentId, sensorType: 'x', ...reading }));
  const requests: (typeof all)[] = [];
  for (let i = 0; i < all.length; i += requestSize) requests.push(all.slice(i, i + requestSize));
  // Half one after the other, each in a batch of its own; half at once.
  const half = requests.length >> 1;
  for (const request of requests.slice(0, half)) {
    await server.core.ingest.submit(received(request));
    await untilProcessed(database.pool);
  }
  await Promise.all(requests.slice(half).map((request) => server.core.ingest.submit(received(request))));
  await untilProcessed(database.pool);
}

function byWindow(sent: readonly Sent[], windowMs: number): [start: number, values: number[]][] {
  const windows = new Map<number, number[]>();
  for (const { value, timestamp } of sent) {
    const start = Math.floor(timestamp / windowMs) * windowMs;
    windows.set(start, [...(windows.get(start) ?? []), value]);
  }
  return [...windows].sort(([a], [b]) => a - b);
}

interface Range extends SensorKey, TimeRange {}

/** That every window of every resolution equals exact arithmetic over the readings. */
async function expectExact(range: Range, sent: readonly Sent[]): Promise<void> {
  for (const resolution of resolutions) {
    const windows = await readAllPages<PerformanceWindow, Date>(
      50,
      (page) => performance.windows({ ...range, resolution }, page),
      (window) => window.windowStart,
    );
    const expected = byWindow(sent, lengthMs[resolution]);
    expect(windows.map(({ windowStart }) => windowStart.getTime())).toEqual(expected.map(([start]) => start));
    for (const [index, [, values]] of expected.entries()) {
      const exact = exactStatistics(values);
      const window = windows[index];
      expect(window).toMatchObject({ readingCount: exact.count, minValue: exact.min, maxValue: exact.max });
      const size = Math.max(Math.abs(exact.min), Math.abs(exact.max));
      expect(Math.abs((window?.avgValue ?? Number.NaN) - exact.mean)).toBeLessThanOrEqual(1e-14 * size);
      expect(relativeError(window?.stddevValue ?? Number.NaN, exact.stddev)).toBeLessThanOrEqual(1e-9);
    }
  }
}

function isNew(sent: readonly Sent[]): (reading: Sent) => boolean {
  const times = new Set(sent.map(({ timestamp }) => timestamp));
  return ({ timestamp }) => !times.has(timestamp) && timestamp < endMs;
}

describe('what analysts read', () => {
  it('equals exact arithmetic over the readings to 1e-9 at every resolution, in whatever order and pieces they arrived', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ sent, order, again, requestSize }) => {
        run += 1;
        const equipmentId = `EXACT-${run}`;
        await deliver(equipmentId, [...order, ...again], requestSize);
        const range = { siteId: 'default', equipmentId, sensorType: 'x', from: new Date(startMs), to: new Date(endMs) };

        // Merged from minutes, from hours beside minutes that were written since, and from hours again.
        await expectExact(range, sent);
        await rollUp.catchUp();
        await expectExact(range, sent);
        const late = again.map(({ timestamp, value }) => ({ value, timestamp: timestamp + 1 })).filter(isNew(sent));
        await deliver(equipmentId, late, requestSize);
        const all = [...sent, ...late];
        await expectExact(range, all);
        await rollUp.catchUp();
        await expectExact(range, all);

        const points = 100;
        const series = await performance.series({ ...range, points });
        const bucketMs = Math.ceil((endMs - startMs) / lengthMs.minute / points) * lengthMs.minute;
        const buckets = byWindow(
          all.map(({ value, timestamp }) => ({ value, timestamp: timestamp - startMs })),
          bucketMs,
        );
        expect(series.timestamps.map((time) => time.getTime())).toEqual(buckets.map(([start]) => startMs + start));
        for (const [index, [, values]] of buckets.entries()) {
          const exact = exactStatistics(values);
          expect([series.min[index], series.max[index]]).toEqual([exact.min, exact.max]);
          const size = Math.max(Math.abs(exact.min), Math.abs(exact.max));
          expect(Math.abs((series.avg[index] ?? Number.NaN) - exact.mean)).toBeLessThanOrEqual(1e-12 * size);
        }
      }),
      { numRuns: 25 },
    );
    expect(server.logged).toEqual([]);
  });

  it('keeps a spread of thousandths around a billion through one batch after another', async () => {
    const sent = Array.from({ length: 12 }, (_, i) => ({
      value: 1e9 + ((i * 7) % 12) / 1_000,
      timestamp: startMs + i * 10_000,
    }));
    await deliver('SMALL-SPREAD', [...sent, ...sent], 1);
    const range = { siteId: 'default', equipmentId: 'SMALL-SPREAD', sensorType: 'x' };
    for (const resolution of resolutions) {
      const { rows } = await performance.windows(
        { ...range, from: new Date(startMs), to: new Date(endMs), resolution },
        { first: 50, after: null },
      );
      const expected = byWindow(sent, lengthMs[resolution]).map(([, values]) => exactStatistics(values).stddev);
      expect(rows).toHaveLength(expected.length);
      for (const [index, stddev] of expected.entries())
        expect(relativeError(rows[index]?.stddevValue ?? Number.NaN, stddev)).toBeLessThanOrEqual(1e-9);
    }
  });
});
