import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPipelineStatistics } from '../../../src/db/pipeline/pipeline-statistics.ts';
import { createLatencyService } from '../../../src/services/latency-service.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { storeRecommendation, storeSensor } from '../../support/database/stored-rows.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

describe('latency', () => {
  const nowMs = Date.parse('2026-03-10T12:00:30Z');
  const bucketOf = (latencyMs: number) => Math.ceil(Math.log(latencyMs / 0.01) / Math.log(1.05));
  const store = (minute: string, stage: string, latencyMs: number, observed: number) =>
    database.pool.query('INSERT INTO andon.stage_latency VALUES ($1, $2, $3, $4, $5)', [
      `2026-03-10T${minute}Z`,
      stage,
      bucketOf(latencyMs),
      observed,
      latencyMs,
    ]);

  it('gives percentiles from the histogram to 5 %, never above the maximum, in the order of the path', async () => {
    await store('12:00', 'silver', 1, 90);
    await store('11:30', 'silver', 10, 8);
    await store('11:31', 'silver', 200, 2);
    await store('12:00', 'bronze', 3, 1);
    await store('12:00', 'of-an-older-version', 3, 1);
    await store('10:00', 'silver', 9_999, 1_000);
    const latencies = await createLatencyService(database.pool, () => nowMs).latency({});
    expect(latencies.map((one) => one.stage)).toEqual(['bronze', 'silver', 'of-an-older-version']);
    expect(latencies[0]).toEqual({ stage: 'bronze', count: 1, p50Ms: 3, p95Ms: 3, p99Ms: 3, maxMs: 3 });
    const silver = latencies[1];
    expect(silver).toMatchObject({ count: 100, maxMs: 200, p99Ms: 200 });
    for (const [found, exact] of [
      [silver?.p50Ms, 1],
      [silver?.p95Ms, 10],
    ]) {
      expect(found).toBeGreaterThanOrEqual(exact ?? 0);
      expect(found).toBeLessThanOrEqual((exact ?? 0) * 1.05);
    }
  });

  it('takes a range of its own', async () => {
    const range = { from: new Date('2026-03-10T10:00:20Z'), to: new Date('2026-03-10T10:01:00Z') };
    const [silver] = await createLatencyService(database.pool).latency(range);
    expect(silver).toMatchObject({ stage: 'silver', count: 1_000, maxMs: 9_999 });
  });
});

describe('pipeline statistics', () => {
  it('answer before the first reading', async () => {
    const fresh = await createTestDatabase();
    const statistics = await readPipelineStatistics(fresh.pool, true);
    await fresh.drop();
    const { recentSince, ...figures } = statistics;
    expect(Date.now() - recentSince.getTime()).toBeLessThan(360_000);
    expect(figures).toEqual({
      equipmentCount: 0,
      sensorCount: 0,
      reportingSensorCount: 0,
      reportingEquipmentCount: 0,
      waitingBatches: 0,
      oldestBatchMs: null,
      inboxRows: 0,
      oldestInboxMs: null,
      recent: { received: 0, good: 0, uncertain: 0, bad: 0, duplicates: 0, dropped: 0, warned: 0 },
      goodPercent: null,
      uncertainPercent: null,
      badPercent: null,
      watermarkAgeMs: null,
      headBatchNo: 0,
      partitions: Array.from({ length: 16 }, (_, shardNo) => ({ shardNo, batchNo: 0 })),
      quarantinedLastHour: [],
      pendingRecommendations: 0,
      isStandby: false,
      isReadOnly: false,
      isUnconfirmed: false,
      lookAlikes: [],
      newSensors: [],
      unregisteredUnits: [],
      lagging: [],
    });
  });

  it('count what reports, how good it is, what was refused and what is pending', async () => {
    const { pool } = database;
    await storeRecommendation(pool);
    for (const [index, received] of ['now()', 'now()', 'now()', 'now()', "now() - interval '6 minutes'"].entries()) {
      const sensorId = await storeSensor(pool, { equipmentId: `E-${index % 2}`, sensorType: `s-${index}` });
      await pool.query(
        `INSERT INTO andon.current_status (sensor_id, quality, event_time, received_at, value_number)
         VALUES ($1, $2, now() - interval '10 seconds', ${received}, 1)`,
        [sensorId, [0, 0, 0, 1, 2][index]],
      );
    }
    await pool.query('UPDATE andon.bronze_head SET batch_no = 42');
    await pool.query('UPDATE andon.pipeline_partition SET batch_no = 41 WHERE partition_no = 3');
    await pool.query(
      `INSERT INTO andon.reading_tally SELECT date_trunc('minute', now()) - age, tally, partition_no, readings FROM (VALUES
         (interval '0', 'received', -1, 100), (interval '4 minutes', 'received', -1, 100), (interval '5 minutes', 'received', -1, 9999),
         (interval '1 minute', 'good', -1, 150), (interval '1 minute', 'bad', -1, 30), (interval '1 minute', 'sent_once', -1, 5),
         (interval '1 minute', 'value_storable', -1, 2), (interval '1 minute', 'unit_convertible', 3, 1),
         (interval '1 minute', 'unit_convertible', 4, 2), (interval '1 minute', 'quality_good', 3, 30), (interval '1 minute', 'warned', 3, 30),
         (interval '58 minutes', 'value_storable', -1, 7), (interval '60 minutes', 'value_storable', -1, 9999)
       ) AS r(age, tally, partition_no, readings)`,
    );
    await pool.query(
      `INSERT INTO andon.bronze_batch VALUES
         (1, 1, 'graphql', now() - interval '20 seconds', 1, now(), now()), (42, 1, 'graphql', now() - interval '10 seconds', 1, now(), now())`,
    );
    await pool.query(
      "INSERT INTO andon.sql_inbox (equipment_id, inserted_at) VALUES ('A', now() - interval '30 seconds'), ('B', now())",
    );
    const statistics = await readPipelineStatistics(pool);
    expect(statistics).toMatchObject({
      equipmentCount: 2,
      sensorCount: 5,
      reportingSensorCount: 4,
      reportingEquipmentCount: 2,
      waitingBatches: 42,
      inboxRows: 2,
      recent: { received: 200, good: 150, uncertain: 0, bad: 30, duplicates: 5, dropped: 5, warned: 30 },
      goodPercent: 75,
      uncertainPercent: 25,
      badPercent: 0,
      headBatchNo: 42,
      quarantinedLastHour: [
        { code: 'INVALID_VALUE', count: 9 },
        { code: 'UNIT_MISMATCH', count: 3 },
      ],
      pendingRecommendations: 1,
    });
    expect(statistics.partitions[3]).toEqual({ shardNo: 3, batchNo: 41 });
    expect(statistics.watermarkAgeMs).toBeGreaterThanOrEqual(10_000);
    expect(statistics.watermarkAgeMs).toBeLessThan(30_000);
    expect(statistics.oldestBatchMs).toBeGreaterThanOrEqual(20_000);
    expect(statistics.oldestInboxMs).toBeGreaterThanOrEqual(30_000);
  });
});
