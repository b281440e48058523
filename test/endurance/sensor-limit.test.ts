import { expect, it } from 'vitest';
import {
  ExpectationsQuery,
  IngestReadings,
  NewSensorsQuery,
  QuarantineQuery,
  RegisterEquipment,
  ReplayQuarantine,
} from '../support/clients/operations.ts';
import { minuteAgoMs, reading } from '../support/readings/readings.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

const site = useSite({ ANDON_NEW_SENSORS_PER_HOUR: '3' });
const atMs = minuteAgoMs(1);

const known = async (equipmentId: string) =>
  (
    await site.sql.rows<{ sensor_type: string }>(
      'SELECT sensor_type FROM andon.sensor WHERE equipment_id = $1 ORDER BY sensor_type',
      [equipmentId],
    )
  ).map(({ sensor_type }) => sensor_type);
const quarantined = async (door: string) =>
  (await site.http.request(QuarantineQuery, { filter: { codes: ['SENSOR_LIMIT'], replayed: false } })).quarantine.edges
    .map(({ node }) => node)
    .filter((node) => node.door === door);

it('beyond its allowance a sender’s readings of new sensors are refused one by one, and those beside them stored', async () => {
  await site.http.request(RegisterEquipment, {
    equipment: [{ id: 'PUMP-1', sensors: ['a', 'b', 'c', 'd'].map((sensorType) => ({ sensorType })) }],
  });
  const { ingestReadings } = await site.http.request(IngestReadings, {
    readings: [
      ...['a', 'b', 'c', 'd'].map((sensor) => reading('PUMP-1', sensor, 1, atMs)),
      ...['1', '2', '3', '4', '5'].map((sensor) => reading('FLOOD', sensor, 1, atMs)),
      reading('FLOOD', '1', 1, atMs + 1),
      reading('FLOOD', '5', 1, atMs + 1),
    ],
  });
  expect(ingestReadings).toMatchObject({
    accepted: 8,
    rejected: [
      { index: 7, code: 'SENSOR_LIMIT' },
      { index: 8, code: 'SENSOR_LIMIT' },
      { index: 10, code: 'SENSOR_LIMIT' },
    ],
  });
  expect(ingestReadings.rejected[0]?.message).toBe(
    'the sensor "4" of "FLOOD" is new, and its sender has added 3 new sensors within an hour already: register it, correct the tag, or raise ANDON_NEW_SENSORS_PER_HOUR; the reading waits in quarantine',
  );
  expect(await known('FLOOD')).toEqual(['1', '2', '3']);
  const again = await site.http.request(IngestReadings, {
    readings: [reading('FLOOD', '2', 1, atMs + 2), reading('FLOOD-2', '1', 1, atMs)],
  });
  expect(again.ingestReadings).toMatchObject({ accepted: 1, rejected: [{ index: 1, code: 'SENSOR_LIMIT' }] });
  const [second] = await site.sql.rows("SELECT FROM andon.equipment WHERE equipment_id = 'FLOOD-2'");
  expect(second).toBeUndefined();
});

it('health says how many sensors are new and unregistered, since when, which, and that readings were refused', async () => {
  const health = async () => (await site.http.request(NewSensorsQuery, {})).pipelineHealth;
  await until('health has counted the refused', async () => (await health()).status === 'DEGRADED');
  const { newSensors, reasons } = await health();
  expect(newSensors).toMatchObject([{ siteId: 'default', count: 3 }]);
  expect(newSensors?.[0]?.examples.map(({ equipmentId }) => equipmentId)).toEqual(['FLOOD', 'FLOOD', 'FLOOD']);
  expect(Date.now() - Date.parse(newSensors?.[0]?.since ?? '')).toBeLessThan(60_000);
  expect(reasons).toEqual([
    '4 readings of new sensors were refused in the last hour, since their sender had added as many as it may: newSensors names some',
  ]);
  const { expectations } = await site.http.request(ExpectationsQuery, {});
  expect(expectations.find(({ code }) => code === 'SENSOR_LIMIT')).toMatchObject({ name: 'sensor_admitted' });
});

it('rows of sensor_data are another sender’s, and wait in quarantine beyond its allowance', async () => {
  await site.sql.rows(
    `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, "timestamp")
     SELECT 'SQL', g::text, 1, to_timestamp($1) FROM generate_series(1, 5) AS g`,
    [atMs / 1_000],
  );
  await until('two rows are in quarantine', async () => (await quarantined('sql')).length === 2);
  expect(await known('SQL')).toHaveLength(3);
});

it('a refused reading is taken from quarantine once its sensor is registered, which also makes room for another', async () => {
  const entries = (await quarantined('graphql')).filter(({ sensorType }) => sensorType === '4');
  expect(entries).toHaveLength(1);
  const replay = () =>
    site.http.request(ReplayQuarantine, {
      entries: entries.map(({ id, original }) => ({ id, reading: JSON.parse(original) })),
    });
  expect((await replay()).replayQuarantine).toMatchObject({ accepted: 0, rejected: [{ code: 'SENSOR_LIMIT' }] });
  await site.http.request(RegisterEquipment, { equipment: [{ id: 'FLOOD', sensors: [{ sensorType: '4' }] }] });
  expect((await replay()).replayQuarantine).toMatchObject({ accepted: 1, rejected: [] });
  await site.http.request(RegisterEquipment, { equipment: [{ id: 'FLOOD', sensors: [{ sensorType: '1' }] }] });
  const { ingestReadings } = await site.http.request(IngestReadings, {
    readings: [reading('LATER', '1', 1, atMs), reading('LATER', '2', 1, atMs)],
  });
  expect(ingestReadings).toMatchObject({ accepted: 1, rejected: [{ index: 1, code: 'SENSOR_LIMIT' }] });
});

it('what was added an hour ago counts no more, also after a restart', async () => {
  await site.server.stop();
  await site.restart();
  const send = (equipmentId: string) =>
    site.http.request(IngestReadings, { readings: [reading(equipmentId, '1', 1, atMs)] });
  expect((await send('AN-HOUR')).ingestReadings.rejected).toMatchObject([{ code: 'SENSOR_LIMIT' }]);
  await site.sql.rows(
    "UPDATE andon.sensor SET created_at = created_at - interval '1 hour' WHERE NOT is_registered AND added_by = ''",
  );
  expect((await send('AN-HOUR')).ingestReadings).toMatchObject({ accepted: 1, rejected: [] });
});
