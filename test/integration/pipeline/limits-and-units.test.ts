import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPipelineStatistics } from '../../../src/db/pipeline/pipeline-statistics.ts';
import { unregisteredUnitWarning } from '../../../src/domain/equipment/unregistered-unit.ts';
import { createEquipmentService, type EquipmentService } from '../../../src/services/equipment/equipment-service.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { rebuild } from '../../support/readings/rebuild.ts';
import { type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';

let database: TestDatabase;
let server: RunningCore;
let equipment: EquipmentService;
beforeAll(async () => {
  database = await createTestDatabase();
  server = await runCore(database.url);
  equipment = createEquipmentService(database.pool, () => undefined);
});
afterAll(async () => {
  await server.close();
  await database.drop();
});

type Sensor = NonNullable<Parameters<EquipmentService['register']>[0][number]['sensors']>[number];
type Sent = readonly [equipmentId: string, sensorType: string, value: number, units?: string, atMs?: number];

async function measure(...readings: readonly Sent[]): Promise<void> {
  const sent = readings.map(([equipmentId, sensorType, value, units, atMs]) => ({
    equipmentId,
    sensorType,
    value,
    timestamp: atMs ?? Date.now(),
    ...(units === undefined ? {} : { units }),
  }));
  expect(await server.core.ingest.submit(received(sent))).toMatchObject({ accepted: readings.length });
  await untilProcessed(database.pool);
}

const register = (id: string, ...sensors: Sensor[]) => equipment.register([{ id, sensors }]);

async function raised(equipmentId: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ text: string }>(
    `SELECT severity || ': ' || issue_description AS text FROM agentic_hmi.agent_recommendations
     WHERE equipment_id = $1 ORDER BY issue_type`,
    [equipmentId],
  );
  return rows.map(({ text }) => text);
}

async function limitsOf(equipmentId: string) {
  const [sensors] = await equipment.sensorsByEquipment([{ siteId: 'default', equipmentId }]);
  const limits = sensors?.[0]?.effectiveLimits;
  if (limits === undefined) throw new Error(`${equipmentId} has no sensor`);
  const { unit, unitSource, warning, critical, emergency } = limits;
  return [`${unit} ${unitSource}`, ...[warning, critical, emergency].map(({ value, source }) => `${value} ${source}`)];
}

describe('limits of a sensor’s type', () => {
  it('are converted into the unit of the sensor', async () => {
    await register('F-1', { sensorType: 'temperature', unit: '°F' });
    await register('MPA-1', { sensorType: 'pressure', unit: 'MPa' });
    await register('KPA-1', { sensorType: 'pressure', unit: 'kPa' });
    await register('PSI-1', { sensorType: 'pressure', unit: 'psig' });
    await register('K-1', { sensorType: 'temperature', unit: 'K' });
    await register('IPS-1', { sensorType: 'vibration', unit: 'in/s' });
    expect(await limitsOf('F-1')).toEqual(['°F own', '176 type', '185 type', '194 type']);
    expect(await limitsOf('KPA-1')).toEqual(['kPa own', '380 type', '420 type', '450 type']);
    expect(await limitsOf('K-1')).toEqual(['K own', '353.15 type', '358.15 type', '363.15 type']);
    await measure(
      ['F-1', 'temperature', 150, '°F'],
      ['MPA-1', 'pressure', 2, 'MPa'],
      ['KPA-1', 'pressure', 101, 'kPa'],
      ['PSI-1', 'pressure', 50, 'psi'],
      ['K-1', 'temperature', 300, 'K'],
      ['IPS-1', 'vibration', 0.3, 'in/s'],
    );
    expect(await raised('MPA-1')).toEqual([
      'critical: pressure of MPA-1 is 2 MPa, above the emergency limit of 0.45 MPa.',
    ]);
    expect(await raised('IPS-1')).toHaveLength(1);
    for (const quiet of ['F-1', 'KPA-1', 'PSI-1', 'K-1']) expect(await raised(quiet), quiet).toEqual([]);
  });

  it('are not inherited where they cannot be converted, and the sensor says so', async () => {
    await register('ABS-1', { sensorType: 'pressure', unit: 'bara' });
    await register('RAW-1', { sensorType: 'temperature', unit: 'counts' });
    await register('WORD-1', { sensorType: 'pressure', unit: 'BAR' });
    await register('GAUGE-1', { sensorType: 'pressure', unit: 'bar (g)' });
    expect(await limitsOf('ABS-1')).toEqual([
      'bara own',
      'null not_convertible',
      'null not_convertible',
      'null not_convertible',
    ]);
    expect((await limitsOf('RAW-1'))[3]).toBe('null not_convertible');
    expect(await limitsOf('WORD-1')).toEqual(['BAR own', '3.8 type', '4.2 type', '4.5 type']);
    expect((await limitsOf('GAUGE-1'))[3]).toBe('4.5 type');
    await measure(['ABS-1', 'pressure', 5, 'bara'], ['RAW-1', 'temperature', 4_000, 'counts']);
    expect(await raised('ABS-1')).toEqual([]);
    expect(await raised('RAW-1')).toEqual([]);
  });

  it('hold beside own ones, each for itself, unless the sensor has none by its own word', async () => {
    await register('PART-1', { sensorType: 'temperature', unit: '°C', warningLimit: 70 });
    await register('PART-2', { sensorType: 'temperature', unit: '°C', alarmLow: 5 });
    await register('PART-3', { sensorType: 'temperature', unit: '°C', alarmHigh: 100 });
    await register('OFF-1', { sensorType: 'temperature', unit: '°C', emergencyLimitOff: true, warningLimit: 60 });
    await register('OFF-1', { sensorType: 'temperature', criticalLimitOff: true, name: 'Kiln' });
    expect(await limitsOf('PART-1')).toEqual(['°C own', '70 own', '85 type', '90 type']);
    expect(await limitsOf('OFF-1')).toEqual(['°C own', '60 own', 'null off', 'null off']);
    await measure(
      ['PART-1', 'temperature', 200],
      ['PART-2', 'temperature', 200],
      ['PART-3', 'temperature', 95],
      ['OFF-1', 'temperature', 900],
    );
    for (const id of ['PART-1', 'PART-2', 'PART-3'])
      expect((await raised(id))[0], id).toMatch(/^critical.*limit of 90/);
    expect(await raised('OFF-1')).toEqual([]);
    await register('OFF-1', { sensorType: 'temperature', emergencyLimit: 800 });
    expect(await limitsOf('OFF-1')).toEqual(['°C own', '60 own', 'null off', '800 own']);
    await register('OFF-1', { sensorType: 'temperature', criticalLimitOff: null, emergencyLimit: null });
    expect(await limitsOf('OFF-1')).toEqual(['°C own', '60 own', '85 type', '90 type']);
    await expect(
      register('OFF-1', { sensorType: 'temperature', criticalLimit: 1, criticalLimitOff: true }),
    ).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('can be put out of force by SQL, where a limit and its absence exclude each other', async () => {
    await register('SQL-1', { sensorType: 'temperature', unit: '°C' });
    await database.pool.query(`UPDATE andon.sensor SET emergency_limit_off = true WHERE equipment_id = 'SQL-1'`);
    expect(await limitsOf('SQL-1')).toEqual(['°C own', '80 type', '85 type', 'null off']);
    await expect(
      database.pool.query(`UPDATE andon.sensor SET emergency_limit = 90 WHERE equipment_id = 'SQL-1'`),
    ).rejects.toMatchObject({ constraint: 'emergency_limit_is_off' });
  });
});

describe('a unit that changes', () => {
  it('takes the limits that stay with it', async () => {
    await register('CHG-1', { sensorType: 'heat', unit: '°C', warningLimit: 80, criticalLimit: 85, alarmLow: 5 });
    await register('CHG-1', { sensorType: 'heat', unit: '°F', criticalLimit: 190 });
    const [[sensor] = []] = await equipment.sensorsByEquipment([{ siteId: 'default', equipmentId: 'CHG-1' }]);
    expect(sensor).toMatchObject({ unit: '°F', warningLimit: 176, criticalLimit: 190, alarmLow: 41 });
    await expect(register('CHG-1', { sensorType: 'heat', unit: 'bar' })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringContaining('from °F to bar'),
    });
  });

  it('leaves no baseline in the old unit to compare with', async () => {
    await register('CHG-2', { sensorType: 'oil', unit: '°C' });
    const startMs = Math.floor(Date.now() / 60_000) * 60_000 - 1_800_000;
    const quiet = Array.from(
      { length: 180 },
      (_, i): Sent => ['CHG-2', 'oil', 80 + (i % 3), '°C', startMs + i * 10_000],
    );
    await measure(...quiet);
    await register('CHG-2', { sensorType: 'oil', unit: '°F' });
    const nowMs = Date.now();
    await measure(...[0, 1, 2, 3].map((i): Sent => ['CHG-2', 'oil', 81, '°C', nowMs - 4_000 + i * 1_000]));
    expect(await raised('CHG-2')).toEqual([]);
  });

  it('keeps its baseline where only the spelling changes', async () => {
    await register('CHG-3', { sensorType: 'line', unit: 'kPa' });
    const startMs = Math.floor(Date.now() / 60_000) * 60_000 - 1_800_000;
    const quiet = Array.from(
      { length: 180 },
      (_, i): Sent => ['CHG-3', 'line', 80 + (i % 3), 'kPa', startMs + i * 10_000],
    );
    await measure(...quiet);
    for (const unit of ['KPA', 'kPa (g)', 'kPag']) await register('CHG-3', { sensorType: 'line', unit });
    await measure(['CHG-3', 'line', 500, 'kPa']);
    expect(await raised('CHG-3')).toHaveLength(1);
  });
});

describe('limits without a unit, of a sensor whose readings have one', () => {
  const warnings = async () => (await readPipelineStatistics(database.pool)).unregisteredUnits;

  it('are taken to be in the unit of the readings, which the alarm, the sensor, its count and health say', async () => {
    await register('WO-1', { sensorType: 'line_p', criticalLimit: 4.5 });
    expect(await limitsOf('WO-1')).toEqual(['null none', 'null none', '4.5 own', 'null none']);
    expect(await warnings()).toEqual([]);
    await measure(['WO-1', 'line_p', 101, 'kPa']);
    expect(await raised('WO-1')).toEqual([
      'high: line_p of WO-1 is 101 kPa, above the critical limit of 4.5, registered without a unit (assumed kPa, that of the readings).',
    ]);
    expect(await limitsOf('WO-1')).toEqual(['kPa reading', 'null none', '4.5 own', 'null none']);
    const wanting = { siteId: 'default', equipmentId: 'WO-1', sensorType: 'line_p', unit: 'kPa' };
    expect(await warnings()).toEqual([{ ...wanting, hasLimits: true, changedAt: null }]);
    expect(unregisteredUnitWarning(await warnings())).toBe(
      'Sensors whose unit has to be registered: "line_p" of "WO-1" has limits without a unit, its readings come in "kPa"',
    );
    await register('WO-1', { sensorType: 'line_p', unit: 'bar' });
    expect(await limitsOf('WO-1')).toEqual(['bar own', 'null none', '4.5 own', 'null none']);
    expect(await warnings()).toEqual([]);
  });

  it('are compared in one unit, whatever units the readings come in and whichever server takes them', async () => {
    await register('WO-2', { sensorType: 'line_p', criticalLimit: 4.5 });
    await measure(['WO-2', 'line_p', 1, 'bar', Date.now() - 3_000]);
    await measure(['WO-2', 'line_p', 101, 'kPa', Date.now() - 2_000]);
    await server.close();
    server = await runCore(database.url);
    await measure(['WO-2', 'line_p', 102, 'kPa', Date.now() - 1_000]);
    expect(await raised('WO-2')).toEqual([]);
    await measure(['WO-2', 'line_p', 500, 'kPa']);
    expect(await raised('WO-2')).toHaveLength(1);
    const { rows } = await database.pool.query(
      `SELECT round(value::numeric, 6)::float8 AS value FROM andon.telemetry_silver JOIN andon.sensor USING (sensor_id)
       WHERE equipment_id = 'WO-2' ORDER BY event_time`,
    );
    expect(rows.map(({ value }) => value)).toEqual([1, 1.01, 1.02, 5]);
    await rebuild(server.database, { fromMs: Date.now() - 600_000, toMs: Date.now() + 600_000 });
    const again = await database.pool.query(
      `SELECT max_value FROM andon.performance_1min JOIN andon.sensor USING (sensor_id) WHERE equipment_id = 'WO-2'`,
    );
    expect(Math.max(...again.rows.map(({ max_value }) => max_value))).toBe(5);
  });

  it('are named with the time since which the readings come in a unit that cannot be converted', async () => {
    const nowMs = Date.now();
    await measure(['WO-3', 'odd', 1, 'bar', nowMs - 2_000]);
    await measure(['WO-3', 'odd', 20, '°C', nowMs - 1_000]);
    expect(await warnings()).toMatchObject(
      [
        { equipmentId: 'WO-3', unit: '°C', hasLimits: false, changedAt: new Date(nowMs - 1_000) },
        { equipmentId: 'WO-2' },
      ].reverse(),
    );
  });
});

describe('a reading without a unit, of a sensor whose unit nobody has said', () => {
  it('is judged by the limits of its type, names the unit that is assumed, and is counted', async () => {
    await measure(['NEW-1', 'temperature', 95]);
    expect(await raised('NEW-1')).toEqual([
      'critical: temperature of NEW-1 is 95 (assumed °C), above the emergency limit of 90 °C.',
    ]);
    await measure(['NEW-2', 'temperature', 203, '°F']);
    expect(await raised('NEW-2')).toEqual([
      'critical: temperature of NEW-2 is 95 °C, above the emergency limit of 90 °C.',
    ]);
  });

  it('is not dropped for what only the assumed unit makes impossible', async () => {
    await measure(['NEW-3', 'temperature', -300], ['NEW-3', 'pressure', -50]);
    await register('NEW-4', { sensorType: 'temperature', unit: '°C' });
    await measure(['NEW-4', 'temperature', -300]);
    const { rows } = await database.pool.query(
      `SELECT equipment_id, count(*)::int AS stored FROM andon.telemetry_silver JOIN andon.sensor USING (sensor_id)
       WHERE equipment_id IN ('NEW-3', 'NEW-4') GROUP BY equipment_id`,
    );
    expect(rows).toEqual([{ equipment_id: 'NEW-3', stored: 2 }]);
  });
});

describe('sensors whose names differ in capital letters only', () => {
  it('raise alarms of their own, and the first keeps the name that others know', async () => {
    await measure(['CASE-1', 'Temperature', 200, '°C']);
    await measure(['CASE-1', 'temperature', 250, '°C']);
    const { rows } = await database.pool.query<{ issue_type: string; evidence: { sensor_type: string } }>(
      `SELECT issue_type, evidence FROM agentic_hmi.agent_recommendations WHERE equipment_id = 'CASE-1' ORDER BY issue_type DESC`,
    );
    expect(rows.map(({ evidence }) => evidence.sensor_type)).toEqual(['Temperature', 'temperature']);
    expect(rows[0]?.issue_type).toBe('temperature_high_critical');
    expect(rows[1]?.issue_type).toMatch(/^temperature#\d+_high_critical$/);
  });
});
