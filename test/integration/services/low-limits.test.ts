import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEquipmentService, type EquipmentService } from '../../../src/services/equipment/equipment-service.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
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
type Sent = readonly [equipmentId: string, sensorType: string, value: number, units: string];

async function measure(...readings: readonly Sent[]): Promise<void> {
  const sent = readings.map(([equipmentId, sensorType, value, units]) => ({
    equipmentId,
    sensorType,
    value,
    units,
    timestamp: Date.now(),
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

describe('low limits', () => {
  const lowOf = async (equipmentId: string) => {
    const [sensors] = await equipment.sensorsByEquipment([{ siteId: 'default', equipmentId }]);
    const limits = sensors?.[0]?.effectiveLimits;
    return [limits?.warningLow, limits?.criticalLow, limits?.emergencyLow].map(
      (limit) => `${limit?.value} ${limit?.source}`,
    );
  };

  it('are the sensor’s own, its type’s in its unit, or none, as it says; and told with the time to the next', async () => {
    await database.pool.query(
      `INSERT INTO andon.sensor_type (sensor_type, unit, warning_limit, critical_limit, emergency_limit, warning_score, critical_score,
         emergency_score, warning_low_limit, critical_low_limit) VALUES ('oil_pressure', 'bar', 6, 7, 8, 0.6, 0.8, 0.9, 2, 1)`,
    );
    await register('LOW-1', { sensorType: 'oil_pressure', unit: 'kPa' });
    await register('LOW-2', {
      sensorType: 'oil_pressure',
      unit: 'bar',
      warningLowLimitOff: true,
      emergencyLowLimit: 0.5,
    });
    await register('LOW-3', { sensorType: 'oil_pressure', unit: 'mm', criticalLowLimit: 3 });
    expect(await lowOf('LOW-1')).toEqual(['200 type', '100 type', 'null none']);
    expect(await lowOf('LOW-2')).toEqual(['null off', '1 type', '0.5 own']);
    expect(await lowOf('LOW-3')).toEqual(['null not_convertible', '3 own', 'null none']);
    await register('LOW-2', { sensorType: 'oil_pressure', unit: 'kPa' });
    expect(await lowOf('LOW-2')).toEqual(['null off', '100 type', '50 own']);
    await measure(['LOW-1', 'oil_pressure', 90, 'kPa'], ['LOW-2', 'oil_pressure', 0.4, 'bar']);
    expect(await raised('LOW-1')).toEqual([
      'high: oil_pressure of LOW-1 is 90 kPa, below the critical low limit of 100 kPa.',
    ]);
    expect(await raised('LOW-2')).toEqual([
      'critical: oil_pressure of LOW-2 is 40 kPa, below the emergency low limit of 50 kPa.',
    ]);
    const { rows } = await database.pool.query(
      "SELECT warning_low_limit, warning_low_source, critical_low_limit, emergency_low_source FROM andon_analytics.sensor_definitions WHERE equipment_id = 'LOW-2'",
    );
    expect(rows).toEqual([
      { warning_low_limit: null, warning_low_source: 'off', critical_low_limit: 100, emergency_low_source: 'own' },
    ]);
  });

  it.each([
    [{ warningLowLimit: 1, criticalLowLimit: 1 }],
    [{ criticalLowLimit: 1, emergencyLowLimit: 2 }],
    [{ warningLowLimit: 5, warningLimit: 5 }],
  ])('that do not ascend together with the others are refused: %o', async (limits) => {
    await expect(register('LOW-4', { sensorType: 'oil_pressure', ...limits })).rejects.toThrow('limits must ascend');
  });

  it('exclude their being off', async () => {
    const both = { sensorType: 'oil_pressure', warningLowLimit: 1, warningLowLimitOff: true };
    await expect(register('LOW-5', both)).rejects.toThrow('warningLowLimit is given and warningLowLimitOff');
  });
});
