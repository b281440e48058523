import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshnesses, freshnessOf, type SensorStatus } from '../../../src/domain/equipment/status.ts';
import { createQueries, type Queries } from '../../../src/services/queries.ts';
import { readAllPages } from '../../support/clients/pages.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { storeSensor } from '../../support/database/stored-rows.ts';

const nowMs = Date.parse('2026-03-10T12:00:00Z');
const agesMs = [0, 59_999, 60_000, 60_001, 299_999, 300_000, 300_001, 90_000_000, -5_000];

let database: TestDatabase;
let status: Queries['status'];

beforeAll(async () => {
  database = await createTestDatabase();
  status = createQueries(database.pool, () => nowMs).status;
  for (const [index, ageMs] of agesMs.entries()) {
    const sensorId = await storeSensor(database.pool, { equipmentId: `E-${index % 3}`, sensorType: `s-${index}` });
    const value = [7.5, null, null];
    await database.pool.query(
      `INSERT INTO andon.current_status (sensor_id, quality, event_time, received_at, value_number, value_boolean, value_text, units)
       VALUES ($1, $2, $3, now(), $4, $5, $6, 'bar')`,
      [
        sensorId,
        index % 3,
        new Date(nowMs - ageMs),
        value[index % 3],
        index % 3 === 1 ? false : null,
        index % 3 === 2 ? '' : null,
      ],
    );
  }
  await storeSensor(database.pool, { equipmentId: 'E-0', sensorType: 'never-sent' });
});
afterAll(() => database.drop());

it('the current status keeps number, boolean and text as they were sent, false and empty text too', async () => {
  const { rows } = await status.list({}, { first: 3, after: null });
  expect(rows).toMatchObject([
    { value: 7.5, quality: 'good', units: 'bar', equipmentId: 'E-0', sensorType: 's-0', lastUpdated: new Date(nowMs) },
    { value: false, quality: 'uncertain' },
    { value: '', quality: 'bad' },
  ]);
});

it('the current status filters by freshness with the rule by which freshness is shown', async () => {
  const all = (await status.list({}, { first: 500, after: null })).rows;
  expect(all).toHaveLength(agesMs.length);
  for (const wanted of [...freshnesses.map((freshness) => [freshness]), ['current', 'stale'] as const, []]) {
    const { rows } = await status.list({ freshness: [...wanted] }, { first: 500, after: null });
    const expected = all.filter((one) =>
      wanted.some((freshness) => freshness === freshnessOf(one.lastUpdated.getTime(), nowMs)),
    );
    expect(rows, wanted.join()).toEqual(expected);
  }
});

it('the current status filters by equipment, sensor type and quality, and pages without gap or repeat', async () => {
  const types = async (filter: Parameters<Queries['status']['list']>[0]) =>
    (
      await readAllPages<SensorStatus, number>(
        2,
        (page) => status.list(filter, page),
        (one) => one.sensorId,
      )
    ).map((one) => one.sensorType);
  expect(await types({})).toEqual(agesMs.map((_, index) => `s-${index}`));
  expect(await types({ equipmentIds: ['E-1'], siteIds: ['default'] })).toEqual(['s-1', 's-4', 's-7']);
  expect(await types({ qualities: ['uncertain', 'bad'], sensorTypes: ['s-0', 's-1', 's-2'] })).toEqual(['s-1', 's-2']);
});

it('the status of many pieces of equipment comes in the order of the keys', async () => {
  const keys = ['E-2', 'none', 'E-0'].map((equipmentId) => ({ siteId: 'default', equipmentId }));
  const found = await status.byEquipment(keys);
  expect(found.map((one) => one.map((entry) => entry.sensorType))).toEqual([
    ['s-2', 's-5', 's-8'],
    [],
    ['s-0', 's-3', 's-6'],
  ]);
});
