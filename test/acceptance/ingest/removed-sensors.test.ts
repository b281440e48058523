import { expect, it } from 'vitest';
import { httpClient } from '../../support/clients/clients-http.ts';
import {
  CurrentStatus,
  EquipmentIds,
  IngestReadings,
  RegisterEquipment,
  RemoveSensors,
  SeriesQuery,
} from '../../support/clients/operations.ts';
import { reading } from '../../support/readings/readings.ts';
import { runAndon, startServer } from '../../support/server/server.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

const site = useSite();
const atMs = Date.now() - 30_000;

const equipmentIds = async () =>
  (await site.http.request(EquipmentIds, {})).equipmentList.edges.map(({ node }) => node.id).sort();
const status = async (equipmentId: string) =>
  (await site.http.request(CurrentStatus, { filter: { equipmentIds: [equipmentId] } })).currentStatus.edges.length;
const send = (...sensors: [equipmentId: string, sensorType: string, value?: number][]) =>
  site.http.request(IngestReadings, {
    readings: sensors.map(([equipmentId, sensorType, value = 1]) =>
      reading(equipmentId, sensorType, value, Date.now()),
    ),
  });
const views = async (equipmentId: string) => {
  const [row] = await site.sql.rows<{ n: number }>(
    `SELECT (SELECT count(*) FROM sensor_data WHERE equipment_id = $1)
          + (SELECT count(*) FROM andon_analytics.equipment_master WHERE equipment_id = $1)
          + (SELECT count(*) FROM andon_analytics.sensor_definitions WHERE equipment_id = $1)
          + (SELECT count(*) FROM andon_analytics.equipment_current_status WHERE equipment_id = $1) AS n`,
    [equipmentId],
  );
  return Number(row?.n);
};

it('removed sensors are hidden everywhere with equipment that has no other, audited, and new when they speak again', async () => {
  await site.http.request(RegisterEquipment, { equipment: [{ id: 'PUMP-1', sensors: [{ sensorType: 'flow' }] }] });
  await send(['PUMP-1', 'flow'], ['PUMP-1', 'flwo'], ['EQ-1', 'flow'], ['EQ-2', 'flow']);
  await until('all have a status', async () => (await status('EQ-2')) === 1 && (await status('PUMP-1')) === 2);
  expect(await equipmentIds()).toEqual(['EQ-1', 'EQ-2', 'PUMP-1']);
  expect(await views('EQ-1')).toBe(4);

  const filter = { firstSeenFrom: new Date(atMs).toISOString() };
  const trial = await site.http.request(RemoveSensors, { filter, dryRun: true });
  expect(trial.removeSensors).toMatchObject({ sensors: 3, equipment: 0, hasMore: false });
  expect(await equipmentIds()).toEqual(['EQ-1', 'EQ-2', 'PUMP-1']);

  const { removeSensors } = await site.http.request(RemoveSensors, { filter, reason: 'a wrong template' });
  expect(removeSensors).toMatchObject({ sensors: 3, equipment: 2, recommendations: 0, results: [] });
  expect(removeSensors.examples).toContainEqual({ siteId: 'default', equipmentId: 'PUMP-1', sensorType: 'flwo' });
  expect(await equipmentIds()).toEqual(['PUMP-1']);
  expect([await status('EQ-1'), await status('EQ-2'), await status('PUMP-1')]).toEqual([0, 0, 1]);
  expect(await views('EQ-1')).toBe(0);
  const { series } = await site.http.request(SeriesQuery, {
    equipmentId: 'EQ-1',
    sensorType: 'flow',
    from: new Date(atMs - 3_600_000).toISOString(),
    to: new Date(atMs + 3_600_000).toISOString(),
  });
  expect(series.timestamps).toEqual([]);
  const audit = await site.sql.rows<{ sensors: unknown[] }>(
    'SELECT operator_id, removed_through, reason, cardinality(sensor_ids) AS count, sensors, equipment, filter FROM andon.sensor_removal',
  );
  const by = { operator_id: 'local', removed_through: 'api', reason: 'a wrong template' };
  expect(audit).toMatchObject([{ ...by, count: 3, equipment: 2, filter }]);
  expect(audit[0]?.sensors).toContainEqual({ siteId: 'default', equipmentId: 'PUMP-1', sensorType: 'flwo' });
  await expect(site.sql.rows('DELETE FROM andon.sensor_removal')).rejects.toThrow('append-only');

  await send(['EQ-1', 'flow'], ['EQ-2', 'level']);
  await until('they are there again', async () => (await status('EQ-1')) === 1 && (await status('EQ-2')) === 1);
  expect(await equipmentIds()).toEqual(['EQ-1', 'EQ-2', 'PUMP-1']);
  expect(site.server.output()).toMatch(/ingest\.sensors_returned.*"equipmentId":"EQ-1"/);
  await site.http.request(RegisterEquipment, { equipment: [{ id: 'PUMP-1', sensors: [{ sensorType: 'flwo' }] }] });
  expect(await status('PUMP-1')).toBe(2);
});

it('registered sensors are removed only when they are asked for or named, and a site’s all never', async () => {
  for (const filter of [{ siteIds: ['default'] }, { equipmentIdPrefix: '' }, { registered: true }]) {
    await expect(site.http.request(RemoveSensors, { filter })).rejects.toThrow('every sensor of the site');
  }
  await expect(site.http.request(RemoveSensors, {})).rejects.toThrow('either filter or sensors');
  const without = await site.http.request(RemoveSensors, { filter: { equipmentIdPrefix: 'PUMP' } });
  expect(without.removeSensors.sensors).toBe(0);
  const asked = await site.http.request(RemoveSensors, { filter: { equipmentIdPrefix: 'PUMP', registered: true } });
  expect(asked.removeSensors).toMatchObject({ sensors: 2, equipment: 0 });
  expect(await equipmentIds()).toContain('PUMP-1');
});

it('what waits for a decision on a removed sensor expires with the reason, and is raised anew when it reports again', async () => {
  await send(['FAN-1', 'temperature', 200], ['FAN-1', 'speed', 1]);
  const told = async () =>
    site.sql.rows<{ status: string; operator_notes: string | null }>(
      "SELECT status, operator_notes FROM agentic_hmi.agent_recommendations WHERE equipment_id = 'FAN-1' ORDER BY created_timestamp",
    );
  await until('an alarm is raised', async () => (await told())[0]?.status === 'pending');
  const sensors = ['temperature', 'temprature'].map((sensorType) => ({ equipmentId: 'FAN-1', sensorType }));
  const { removeSensors } = await site.http.request(RemoveSensors, { sensors, reason: 'the probe lay in the sun.' });
  expect(removeSensors).toMatchObject({ sensors: 1, equipment: 0, recommendations: 1 });
  expect(removeSensors.results.map(({ outcome }) => outcome)).toEqual(['REMOVED', 'NOT_FOUND']);
  const expired = {
    status: 'expired',
    operator_notes: 'The sensor temperature of FAN-1 was removed by local: the probe lay in the sun.',
  };
  expect(await told()).toEqual([expired]);
  await send(['FAN-1', 'temperature', 200]);
  await until('it is raised anew', async () => (await told())[1]?.status === 'pending');
});

it('what tells of several sensors of a machine stays until the last of them is removed', async () => {
  await send(['FAN-2', 'temperature', 200]);
  const told = async () =>
    site.sql.rows<{ status: string; findings: { sensor_type: string }[] }>(
      "SELECT status, findings FROM agentic_hmi.agent_recommendations WHERE equipment_id = 'FAN-2' ORDER BY created_timestamp",
    );
  await until('an alarm is raised', async () => (await told())[0]?.status === 'pending');
  await send(['FAN-2', 'vibration', 1]);
  await until('vibration is known', async () => (await status('FAN-2')) === 2);
  await site.sql.rows(
    `UPDATE agentic_hmi.agent_recommendations
     SET findings = findings || jsonb_build_array(findings -> 0 || '{"sensor_type": "vibration"}') WHERE equipment_id = 'FAN-2'`,
  );
  const remove = (sensorType: string) =>
    site.http.request(RemoveSensors, { sensors: [{ equipmentId: 'FAN-2', sensorType }] });
  expect((await remove('temperature')).removeSensors).toMatchObject({ sensors: 1, recommendations: 0 });
  expect((await told())[0]?.status).toBe('pending');
  expect((await remove('vibration')).removeSensors).toMatchObject({ sensors: 1, equipment: 1, recommendations: 1 });
  expect((await told())[0]?.status).toBe('expired');
});

it('two servers agree: what one has removed is listed again by a reading that the other takes, though it knew the sensor', async () => {
  const second = await startServer({ databaseUrl: site.databaseUrl });
  try {
    const other = httpClient(second.graphqlUrl);
    const sendToOther = () => other.request(IngestReadings, { readings: [reading('BELT-1', 'flow', 1, Date.now())] });
    await sendToOther();
    await until('it has a status', async () => (await status('BELT-1')) === 1);
    await site.http.request(RemoveSensors, { filter: { equipmentIds: ['BELT-1'] } });
    expect((await other.request(CurrentStatus, { filter: { equipmentIds: ['BELT-1'] } })).currentStatus.edges).toEqual(
      [],
    );
    await until('it is listed again', async () => {
      await sendToOther();
      return (await status('BELT-1')) === 1;
    });
  } finally {
    await second.stop();
  }
});

it('andon sensors remove says in a dry run what it would do, does it, and its history tells what came back', async () => {
  await send(['MILL-1', 'flow'], ['MILL-2', 'flow']);
  const andon = async (...args: string[]) => {
    const command = runAndon(['sensors', ...args], { DATABASE_URL: site.databaseUrl });
    const { code } = await command.ended();
    return { code, output: command.output() };
  };
  const remove = ['remove', '--equipment-prefix', 'MILL', '--reason', 'a test'];
  expect(await andon(...remove, '--dry-run')).toMatchObject({
    code: 0,
    output: expect.stringContaining('would remove 2 sensors'),
  });
  expect(await equipmentIds()).toContain('MILL-1');
  expect((await andon(...remove)).output).toContain('removed 2 sensors, and with them 2 machines');
  expect(await equipmentIds()).not.toContain('MILL-1');
  await until('MILL-1 is listed again', async () => {
    await send(['MILL-1', 'flow']);
    return (await equipmentIds()).includes('MILL-1');
  });
  expect((await andon('history', '--last', '1')).output).toMatch(
    /\(command\): 2 sensors \(flow of MILL-\d at default, …\), 2 machines, 0 recommendations; 1 reported again since: a test/,
  );
});
