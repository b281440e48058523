import { expect, it } from 'vitest';
import {
  CurrentStatus,
  EquipmentIds,
  IngestReadings,
  IngestSeries,
  LookAlikesQuery,
  RegisterEquipment,
} from '../../support/clients/operations.ts';
import { minuteAgoMs, reading } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

const site = useSite();

async function equipmentIds(): Promise<string[]> {
  const { equipmentList } = await site.http.request(EquipmentIds, {});
  return equipmentList.edges.map(({ node }) => node.id).sort();
}

it('an id with blanks around it, or decomposed, names the same machine whichever source it comes through', async () => {
  const startMs = minuteAgoMs(2);
  await site.http.request(IngestReadings, {
    readings: [
      reading('PUMP-7 ', 'temperature\u00a0', 20, startMs),
      reading('\tPUMP-7', 'temperature', 21, startMs + 1),
      reading('Mu\u0308hle', 'load', 1, startMs),
      reading('Mühle', 'load', 2, startMs + 1),
    ],
  });
  await site.http.request(IngestSeries, {
    series: [
      {
        equipmentId: 'PUMP-7\u2003',
        sensorType: ' temperature',
        timestamps: [new Date(startMs + 2).toISOString()],
        values: [22],
      },
    ],
  });
  await site.http.request(RegisterEquipment, {
    equipment: [{ id: ' PUMP-7', sensors: [{ sensorType: 'temperature ' }] }],
  });
  await site.sql.rows(
    `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, "timestamp") VALUES ('PUMP-7  ', 'temperature', 23, to_timestamp($1))`,
    [(startMs + 3) / 1_000],
  );
  await until('the row of SQL is the status', async () => {
    const { currentStatus } = await site.http.request(CurrentStatus, { filter: { equipmentIds: ['PUMP-7\u00a0'] } });
    return currentStatus.edges.length === 1 && currentStatus.edges[0]?.node.value === 23;
  });
  expect(await equipmentIds()).toEqual(['Mühle', 'PUMP-7']);
  const refused = await site.http.request(IngestReadings, { readings: [reading('\u00a0', 'temperature', 1)] });
  expect(refused.ingestReadings.rejected).toMatchObject([{ code: 'INVALID_ID' }]);
});

it('health names ids that look alike, which of them and since when, until they are out of service', async () => {
  await site.http.request(IngestReadings, {
    readings: [
      reading('FAN-1', 'speed', 1),
      reading('FAN\u20111', 'speed', 1),
      reading('fan-1', 'Speed', 1),
      reading('FAN-1', 'sp\u200beed', 1),
      reading('F\u0410N-1', 'other', 1),
      reading('FAN-2', 'speed', 1),
    ],
  });
  const health = async () => (await site.http.request(LookAlikesQuery, {})).pipelineHealth;
  // What health says may be a quarter of a second old.
  await until('health has seen them', async () => ((await health()).lookAlikes ?? []).length > 1);
  const pipelineHealth = await health();
  const found = pipelineHealth.lookAlikes ?? [];
  const machines = new Set(
    found.filter(({ sensorType }) => sensorType === null).flatMap((one) => [one.equipmentId, one.likeEquipmentId]),
  );
  expect(machines).toEqual(new Set(['FAN-1', 'FAN\u20111', 'fan-1', 'F\u0410N-1']));
  const sensors = found.filter(({ sensorType }) => sensorType !== null);
  expect(sensors).toHaveLength(1);
  expect(new Set([sensors[0]?.sensorType, sensors[0]?.likeSensorType])).toEqual(new Set(['speed', 'sp\u200beed']));
  expect(Date.parse(String(sensors[0]?.since))).toBeLessThanOrEqual(Date.now());
  expect(pipelineHealth.status).toBe('OK');
  expect(pipelineHealth.warnings).toEqual([expect.stringContaining('Ids that look like another one')]);
  const mistaken = ['fan-1', 'F\u0410N-1', 'FAN\u20111'];
  await site.http.request(RegisterEquipment, { equipment: mistaken.map((id) => ({ id, isActive: false })) });
  await until('those out of service are not named any more', async () => {
    const later = await health();
    return later.lookAlikes?.length === 1 && later.lookAlikes[0]?.equipmentId === 'FAN-1';
  });
});
