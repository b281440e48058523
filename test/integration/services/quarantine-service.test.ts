import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createQueries,
  type QuarantinedReading,
  type QuarantinePageKey,
  type Queries,
} from '../../../src/services/queries.ts';
import { readAllPages } from '../../support/clients/pages.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';

let database: TestDatabase;
let quarantine: Queries['quarantine'];

beforeAll(async () => {
  database = await createTestDatabase();
  quarantine = createQueries(database.pool).quarantine;
  // Three at each moment, the moments 300 microseconds apart: a page's end falls within a millisecond.
  await store('2026-03-10T00:00:00Z', 30);
});
afterAll(() => database.drop());

async function store(from: string, count: number): Promise<void> {
  await database.pool.query(
    `INSERT INTO andon.quarantine (received_at, door, site_id, equipment_id, code, message, original)
     SELECT $1::timestamptz + (g / 3) * interval '300 microseconds', 'graphql', 'default', 'E-' || g % 5,
            CASE g % 2 WHEN 0 THEN 'INVALID_VALUE' ELSE 'MISSING_SENSOR' END, 'not usable', '{"n":"\\u0000"}'
     FROM generate_series(0, $2::int - 1) AS g`,
    [from, count],
  );
}

it('the list of quarantine pages newest first without gap or repeat while readings are rejected', async () => {
  const { rows } = await database.pool.query<{ quarantine_id: number }>(
    'SELECT quarantine_id FROM andon.quarantine ORDER BY received_at DESC, quarantine_id DESC',
  );
  const read = await readAllPages<QuarantinedReading, QuarantinePageKey>(
    4,
    (page) => quarantine.list({}, page),
    ({ receivedAt, id }) => ({ receivedAt, id }),
    () => store('2026-03-11T00:00:00Z', 2),
  );
  expect(read.map((one) => one.id)).toEqual(rows.map((row) => row.quarantine_id));
});

it('the list of quarantine filters by code, equipment and time of receipt, and returns the original', async () => {
  const { rows } = await quarantine.list(
    {
      codes: ['MISSING_SENSOR'],
      equipmentIds: ['E-1'],
      siteIds: ['default'],
      to: new Date('2026-03-10T00:00:00.001Z'),
    },
    { first: 10, after: null },
  );
  expect(rows).toHaveLength(2);
  expect(rows).toMatchObject([
    {},
    { code: 'MISSING_SENSOR', equipmentId: 'E-1', original: '{"n":"\\u0000"}', eventTime: null, door: 'graphql' },
  ]);
  const none = await quarantine.list({ codes: [] }, { first: 10, after: null });
  expect(none).toEqual({ rows: [], hasNextPage: false });
});
