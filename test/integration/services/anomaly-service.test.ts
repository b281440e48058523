import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Anomaly } from '../../../src/domain/recommendations/anomaly.ts';
import { type AnomalyPageKey, createQueries, type Queries } from '../../../src/services/queries.ts';
import { readAllPages } from '../../support/clients/pages.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { storeSensor } from '../../support/database/stored-rows.ts';

const start = new Date('2026-03-10T00:00:00Z');

let database: TestDatabase;
let anomalies: Queries['anomalies'];

beforeAll(async () => {
  database = await createTestDatabase();
  anomalies = createQueries(database.pool).anomalies;
  for (const equipmentId of ['HT_001', 'HT_002']) {
    await storeAnomalies(await storeSensor(database.pool, { equipmentId, sensorType: 'temperature' }), 0, 20);
  }
});
afterAll(() => database.drop());

/** One a minute, the severities in turn; two sensors share each time. */
async function storeAnomalies(sensorId: number, fromMinute: number, count: number): Promise<void> {
  await database.pool.query(
    `INSERT INTO andon.anomaly (sensor_id, detector, severity_rank, window_start, event_time, value, score, evidence, excess)
     SELECT $1, CASE g % 2 WHEN 0 THEN 'limits' ELSE 'baseline' END, 1 + g % 4, minute, minute + interval '7 seconds', 90 + g, 0.85,
            '{"limit": {"name": "critical", "value": 85}}', 5 + g
     FROM generate_series($3::int, $3::int + $4::int - 1) AS g, LATERAL (SELECT $2::timestamptz + g * interval '1 minute' AS minute) AS m`,
    [sensorId, start, fromMinute, count],
  );
}

it('the list of anomalies pages newest first without gap or repeat while new ones come in', async () => {
  const before = (await anomalies.list({}, { first: 500, after: null })).rows;
  const { rows } = await database.pool.query<{ anomaly_id: number }>(
    'SELECT anomaly_id FROM andon.anomaly ORDER BY event_time DESC, anomaly_id DESC',
  );
  expect(before.map((one) => one.id)).toEqual(rows.map((row) => row.anomaly_id));
  const sensorId = await storeSensor(database.pool, { equipmentId: 'HT_003', sensorType: 'temperature' });
  let minute = 60;
  const read = await readAllPages<Anomaly, AnomalyPageKey>(
    3,
    (page) => anomalies.list({ to: new Date(start.getTime() + 10 * 3_600_000) }, page),
    ({ eventTime, id }) => ({ eventTime, id }),
    async () => {
      await storeAnomalies(sensorId, minute, 2);
      minute += 2;
    },
  );
  expect(read).toEqual(before);
});

it('the list of anomalies filters by equipment, severity, detector and event time', async () => {
  const filter = {
    equipmentIds: ['HT_002'],
    siteIds: ['default'],
    sensorTypes: ['temperature'],
    severities: ['low', 'high'] as const,
    detectors: ['limits'],
    from: new Date(start.getTime() + 4 * 60_000),
    to: new Date(start.getTime() + 12 * 60_000),
  };
  const { rows } = await anomalies.list(filter, { first: 10, after: null });
  expect(rows.map((one) => [one.value, one.severity])).toEqual([
    [100, 'high'],
    [98, 'low'],
    [96, 'high'],
    [94, 'low'],
  ]);
});

it('anomalies by id come in the order of the ids, null where there is none', async () => {
  const { rows } = await anomalies.list({}, { first: 2, after: null });
  const ids = rows.map((one) => one.id);
  const found = await anomalies.byIds([...ids, 2 ** 52, 0.5, ...ids.toReversed()]);
  expect(found).toEqual([...rows, null, null, ...rows.toReversed()]);
  expect(found[0]).toMatchObject({
    subject: 'sensor',
    evidence: { limit: { name: 'critical', value: 85 } },
    sensorType: 'temperature',
  });
});
