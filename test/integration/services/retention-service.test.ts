import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DayPartitions } from '../../../src/db/day-partitions.ts';
import { createLogger } from '../../../src/log.ts';
import { createRetentionService } from '../../../src/services/retention-service.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { storeRecommendation } from '../../support/stored-rows.ts';

const dayMs = 86_400_000;
const nowMs = Date.parse('2026-06-15T12:00:00Z');

describe('retention', () => {
  let database: TestDatabase;
  const service = () =>
    createRetentionService(database.pool, { bronzeDays: 10, eventsDays: 5 }, () => nowMs, createLogger('silent'));
  const count = async (table: string) =>
    (await database.pool.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${table}`)).rows[0]?.n;

  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('drops whole days past their retention, keeps the others, and can be done again', async () => {
    const days = [12, 11, 10, 9, 0].map((age) => nowMs - age * dayMs);
    await new DayPartitions(database.pool).ensure(['telemetry_bronze', 'telemetry_silver'], days);
    expect(await service().tidy()).toEqual([
      'telemetry_bronze_20260603',
      'telemetry_bronze_20260604',
      'telemetry_silver_20260603',
      'telemetry_silver_20260604',
    ]);
    expect(await service().tidy()).toEqual([]);
  });

  it('forgets old events but the newest, and never what was decided', async () => {
    await storeRecommendation(database.pool, { equipmentId: 'A' });
    await storeRecommendation(database.pool, { equipmentId: 'B' });
    await database.pool.query("UPDATE andon.recommendation_event SET occurred_at = '2026-06-01T00:00:00Z'");
    await service().tidy();
    expect(await count('andon.recommendation_event')).toBe(1);
    expect(await count('andon.recommendation_audit')).toBe(2);
  });

  it('lets go of the counts of days whose readings are gone', async () => {
    await database.pool.query(
      `INSERT INTO andon.reading_tally VALUES ('2026-06-05T11:59Z', 'received', -1, 1), ('2026-06-05T12:00Z', 'received', -1, 1)`,
    );
    await service().tidy();
    expect(await count('andon.reading_tally')).toBe(1);
  });

  it('keeps the contents of what the pipeline has not taken yet, however old', async () => {
    await database.pool.query(
      `INSERT INTO andon.bronze_batch VALUES (1, 1, 'graphql', '2026-06-01', 1, '2026-06-01', '2026-06-01')`,
    );
    await service().tidy();
    expect(await count('andon.bronze_batch')).toBe(1);
    await database.pool.query('UPDATE andon.pipeline_partition SET batch_no = 1');
    await service().tidy();
    expect(await count('andon.bronze_batch')).toBe(0);
  });

  it('keeps the contents of a day that bronze still holds, to its last hour', async () => {
    await database.pool.query(
      `INSERT INTO andon.bronze_batch VALUES (1, 1, 'graphql', '2026-06-05 01:00', 1, '2026-06-05 01:00', '2026-06-05 01:00')`,
    );
    await service().tidy();
    expect(await count('andon.bronze_batch')).toBe(1);
  });
});
