import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Page, PageRequest } from '../../../src/domain/page.ts';
import { createDecisionService } from '../../../src/services/decision-service.ts';
import { createServices, type Services } from '../../../src/services/services.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { planOf, scannedTables } from '../../support/database/plan.ts';
import { storeMonths } from '../../support/database/stored-rows.ts';

const many = 100_000;
const first = 50;
const pending = 120;
/** Each row of a page, and the one that tells of a next page, may take a look at each of the tables it is made of. */
const rowsOfPage = 3 * (first + 1);

let database: TestDatabase;
let services: Services;
beforeAll(async () => {
  database = await createTestDatabase();
  services = createServices(database.pool, {
    watermarkMs: 30_000,
    now: Date.now,
    writeCounts: async () => undefined,
    decisions: createDecisionService(database.pool),
    onMasterDataChanged: () => undefined,
  });
  await storeMonths(database.pool, ['2026-01', '2026-02', '2026-03']);
  // Without the triggers, which make an event and an audit of each row: the lists do not look at those.
  await database.pool.query(
    `INSERT INTO andon.equipment (equipment_id) SELECT 'E-' || g FROM generate_series(1, 5000) AS g;
     INSERT INTO andon.sensor (equipment_id, sensor_type) SELECT equipment_id, type FROM andon.equipment, unnest('{flow,level}'::text[]) AS type;
     INSERT INTO andon.current_status (sensor_id, quality, event_time, received_at, value_number)
       SELECT sensor_id, 0, now(), now(), 1 FROM andon.sensor;
     INSERT INTO andon.performance_1min (sensor_id, reading_count, window_start, mean, m2, min_value, max_value)
       SELECT sensor, 60, timestamptz '2026-01-01T00:00Z' + g * interval '1 minute', g, 1, g, g
       FROM generate_series(1, 4) AS sensor, generate_series(0, ${many / 4}) AS g;
     INSERT INTO andon.anomaly (sensor_id, detector, severity_rank, window_start, event_time, value, score, evidence, excess)
       SELECT 1 + g % 9000, 'limit', 1 + g % 4, at, at, 86, 0.9, '{"limit": {"name": "critical", "value": 85}}', 1
       FROM generate_series(1, ${many}) AS g, LATERAL (SELECT timestamptz '2026-01-01T00:00Z' + g * interval '1 minute' AS at) AS t;
     INSERT INTO andon.quarantine (received_at, door, code, message, original)
       SELECT timestamptz '2026-01-01T00:00Z' + g * interval '1 second', 'graphql', 'UNIT_MISMATCH', 'no', '{}' FROM generate_series(1, ${many}) AS g;
     ALTER TABLE agentic_hmi.agent_recommendations DISABLE TRIGGER USER;
     INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity, status, created_timestamp)
       SELECT 'E-' || (1 + g % 5000), 'issue', 'high', CASE WHEN g % ${Math.floor(many / pending)} = 0 THEN 'pending' ELSE 'executed' END,
              timestamptz '2026-01-01T00:00Z' + g * interval '1 minute'
       FROM generate_series(1, ${many}) AS g;
     ALTER TABLE agentic_hmi.agent_recommendations ENABLE TRIGGER USER;`,
  );
  await database.pool.query('VACUUM ANALYZE');
}, 120_000);
afterAll(() => database.drop());

/** Rows of all tables that the statement behind a page looks at, whether it takes them or not. */
async function rowsRead(list: () => Promise<unknown>): Promise<number> {
  const statements = vi.spyOn(database.pool, 'query');
  await list();
  const [statement, values] = statements.mock.calls[0] ?? [];
  const { length } = statements.mock.calls;
  statements.mockRestore();
  const text: unknown = statement;
  const parameters: unknown = values;
  if (length !== 1 || typeof text !== 'string') throw new Error('a page is one statement');
  const plan = await planOf(database.pool, text, Array.isArray(parameters) ? parameters : []);
  return scannedTables(plan).reduce((sum, { rows, rowsRemoved }) => sum + rows + rowsRemoved, 0);
}

async function lastKey<Row, Key>(
  list: (page: PageRequest<Key>) => Promise<Page<Row>>,
  keyOf: (row: Row) => Key,
  after: Key,
): Promise<Key> {
  const { rows } = await list({ first, after });
  const last = rows.at(-1);
  if (last === undefined || rows.length !== first) throw new Error('the list is too short for this test');
  return keyOf(last);
}

describe(`A page of ${first} reads about that many rows, however many there are`, () => {
  const sensor = { siteId: 'default', equipmentId: 'E-1', sensorType: 'flow' };
  const range = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-03-01T00:00:00Z') };
  const start = { first, after: null };
  const late = new Date('2026-02-15T00:00:00Z');

  it.each<[string, () => Promise<unknown>]>([
    ['equipmentList', () => services.equipment.list({}, start)],
    [
      'equipmentList, from the middle',
      () => services.equipment.list({}, { first, after: { siteId: 'default', equipmentId: 'E-3' } }),
    ],
    ['currentStatus', () => services.status.list({}, start)],
    ['currentStatus, from the middle', () => services.status.list({}, { first, after: 5_000 })],
    [
      'performance by the minute',
      () => services.performance.windows({ ...sensor, ...range, resolution: 'minute' }, start),
    ],
    [
      'performance, from the middle',
      () =>
        services.performance.windows(
          { ...sensor, ...range, resolution: 'minute' },
          { first, after: new Date('2026-01-10T00:00:00Z') },
        ),
    ],
    ['anomalies', () => services.anomalies.list({}, start)],
    [
      'anomalies, from the middle',
      () => services.anomalies.list({}, { first, after: { eventTime: late, id: 60_000 } }),
    ],
    ['anomalies of a time', () => services.anomalies.list({ to: late }, start)],
    ['recommendations', () => services.recommendations.list({}, start)],
    [
      'recommendations that are pending: the queue',
      () => services.recommendations.list({ statuses: ['pending'] }, start),
    ],
    ['recommendations of a time', () => services.recommendations.list({ to: late }, start)],
    ['quarantine', () => services.quarantine.list({}, start)],
  ])('a first page of the list reads about as many rows as it has: %s', async (_list, list) => {
    expect(await rowsRead(list)).toBeLessThanOrEqual(rowsOfPage);
  });

  it('recommendations and quarantine, from the middle, where the last row itself is looked up once more', async () => {
    const { recommendations, quarantine } = services;
    const recommendation = await lastKey(
      (page) => recommendations.list({}, page),
      ({ createdAt, id }) => ({ createdAt, id }),
      { createdAt: late, id: '' },
    );
    expect(await rowsRead(() => recommendations.list({}, { first, after: recommendation }))).toBeLessThanOrEqual(
      rowsOfPage,
    );
    const queued = await lastKey(
      (page) => recommendations.list({ statuses: ['pending'] }, page),
      ({ createdAt, id }) => ({ createdAt, id }),
      { createdAt: late, id: '' },
    );
    expect(
      await rowsRead(() => recommendations.list({ statuses: ['pending'] }, { first, after: queued })),
    ).toBeLessThanOrEqual(rowsOfPage);
    const refused = await lastKey(
      (page) => quarantine.list({}, page),
      ({ receivedAt, id }) => ({ receivedAt, id }),
      { receivedAt: new Date('2026-01-01T10:00:00Z'), id: 0 },
    );
    expect(await rowsRead(() => quarantine.list({}, { first, after: refused }))).toBeLessThanOrEqual(rowsOfPage);
  });

  it('a page of hours of performance reads no more minutes than its hours have', async () => {
    const rows = await rowsRead(() =>
      services.performance.windows({ ...sensor, ...range, resolution: 'hour' }, { first: 3, after: null }),
    );
    // Beside the minutes: the sensor, twice, its equipment's newest reading, and whether there were BAD ones or a counter.
    expect(rows).toBeLessThanOrEqual(4 * 60 + 12);
  });
});
