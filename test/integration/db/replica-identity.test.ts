import { afterAll, beforeAll, expect, it } from 'vitest';
import { DayPartitions } from '../../../src/db/upkeep/day-partitions.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';

const layers = ['telemetry_bronze', 'telemetry_silver', 'performance_1min', 'performance_1hour'] as const;
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Tables whose rows a subscriber of a publication could not be told: PostgreSQL refuses to change or to delete them. */
async function unnamed(): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class AS relation
     WHERE relkind IN ('r', 'p') AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
       AND relpersistence = 'p' AND relreplident <> 'f'
       AND NOT EXISTS (
         SELECT FROM pg_index WHERE indrelid = relation.oid
           AND CASE relreplident WHEN 'd' THEN indisprimary WHEN 'i' THEN indisreplident ELSE false END)
     ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

it('every table, and every partition made later, has rows that a publication can name, so that none stops the pipeline', async () => {
  const dayPartitions = new DayPartitions(database.pool);
  await dayPartitions.ensure(layers, [Date.parse('2026-03-31'), Date.parse('2026-04-01')]);
  expect(await unnamed()).toEqual([]);
});

it('a partition that an older server has made beside this one is given its identity before this server writes to it', async () => {
  await database.pool.query(`
    CREATE TABLE andon.telemetry_bronze_20250101 (LIKE andon.telemetry_bronze INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
    ALTER TABLE andon.telemetry_bronze ATTACH PARTITION andon.telemetry_bronze_20250101
      FOR VALUES FROM ('2025-01-01T00:00:00Z') TO ('2025-01-02T00:00:00Z')`);
  expect(await unnamed(), 'as the older server leaves it').toEqual(['telemetry_bronze_20250101']);
  await new DayPartitions(database.pool).ensure(['telemetry_bronze'], [Date.parse('2025-01-01T12:00:00Z')]);
  expect(await unnamed()).toEqual([]);
});

it('no index was added to a layer for it: the key that each had names its rows', async () => {
  const { rows } = await database.pool.query<{ name: string; indexes: number }>(
    `SELECT relation.relname AS name, count(*)::int AS indexes FROM pg_index JOIN pg_class AS relation ON relation.oid = indrelid
     WHERE indrelid = ANY ($1::regclass[]) GROUP BY 1 ORDER BY 1`,
    [layers.map((layer) => `andon.${layer}`)],
  );
  expect(rows).toEqual([
    { name: 'performance_1hour', indexes: 1 },
    { name: 'performance_1min', indexes: 1 },
    { name: 'telemetry_bronze', indexes: 2 },
    { name: 'telemetry_silver', indexes: 1 },
  ]);
});
