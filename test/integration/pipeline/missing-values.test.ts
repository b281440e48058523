import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TagValue } from '../../../src/domain/readings/reading.ts';
import { createEquipmentService } from '../../../src/services/equipment/equipment-service.ts';
import { createPerformanceService } from '../../../src/services/performance-service.ts';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { rebuild } from '../../support/readings/rebuild.ts';
import { type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';

let database: TestDatabase;
let server: RunningCore;
let sql: SqlClient;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url, 2);
  server = await runCore(database.url);
});
afterAll(async () => {
  await sql.close();
  await server.close();
  await database.drop();
});

const startMs = Math.floor(Date.now() / 60_000 - 20) * 60_000;
const sensorType = 'temperature';
const register = (id: string, missingValues: TagValue[] | null) =>
  createEquipmentService(database.pool, () => undefined).register([
    { id, sensors: [{ sensorType, unit: '°C', alarmLow: -40, missingValues }] },
  ]);

async function send(equipmentId: string, ...readings: [second: number, value: TagValue, units?: string][]) {
  const batch = readings.map(([second, value, units = '°C']) => ({
    equipmentId,
    sensorType,
    value,
    units,
    quality: 'GOOD',
    timestamp: startMs + second * 1_000,
  }));
  expect(await server.core.ingest.submit(received(batch))).toMatchObject({ rejected: [] });
  await untilProcessed(database.pool);
}

async function windows(equipmentId: string) {
  const range = { from: new Date(startMs), to: new Date(startMs + 3_600_000), resolution: 'minute' as const };
  const { rows } = await createPerformanceService(database.pool, { watermarkMs: 30_000 }).windows(
    { siteId: 'default', equipmentId, sensorType, ...range },
    { first: 50, after: null },
  );
  return rows.map(({ avgValue, minValue, readingCount, badCount }) => ({ avgValue, minValue, readingCount, badCount }));
}
const status = async (equipmentId: string) =>
  (
    await sql.rows(
      `SELECT sensor_value, value_text, units, quality, last_updated, last_reported
       FROM andon_analytics.equipment_current_status WHERE equipment_id = $1`,
      [equipmentId],
    )
  )[0];
const troubles = async (equipmentId: string) => ({
  quarantined: await sql.rows('SELECT code FROM andon.quarantine WHERE equipment_id = $1', [equipmentId]),
  anomalies: await sql.rows(
    'SELECT detector FROM andon.anomaly JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1',
    [equipmentId],
  ),
});
const none = { quarantined: [], anomalies: [] };

describe('a value that is declared as missing', () => {
  it('is in no window, no alarm and no quarantine, whatever its unit; bronze keeps it, badCount and an expectation count it', async () => {
    await register('MV-1', [-9999, 'null', 'Bad Input']);
    await send('MV-1', [0, 20], [1, -9999], [2, '-9999', 'K'], [3, 'NULL'], [4, 'Bad Input', 'bar'], [5, 22]);
    expect(await windows('MV-1')).toEqual([{ avgValue: 21, minValue: 20, readingCount: 2, badCount: 4 }]);
    expect(await troubles('MV-1')).toEqual(none);
    const bronze = await sql.rows(
      `SELECT sensor_value, value_text, quality FROM andon_analytics.ot_telemetry_bronze WHERE equipment_id = 'MV-1' ORDER BY event_time`,
    );
    expect(bronze).toMatchObject([
      { sensor_value: 20 },
      { sensor_value: -9999, quality: 'good' },
      { sensor_value: -9999 },
      { value_text: 'NULL' },
      { value_text: 'Bad Input' },
      { sensor_value: 22 },
    ]);
    const counted = await sql.number(
      "SELECT sum(readings)::int FROM andon.reading_tally WHERE tally = 'value_not_missing'",
    );
    expect(counted).toBe(4);
  });

  it('leaves the last value in the current status, of quality BAD, and moves when the sensor last reported', async () => {
    await register('MV-2', [-9999]);
    await send('MV-2', [0, 20], [1, -9999]);
    const shown = { sensor_value: 20, units: '°C', quality: 'bad', last_updated: new Date(startMs) };
    expect(await status('MV-2')).toMatchObject({ ...shown, last_reported: new Date(startMs + 1_000) });
    await send('MV-2', [2, -9999, 'K']);
    expect(await status('MV-2')).toMatchObject({ ...shown, last_reported: new Date(startMs + 2_000) });
    await send('MV-2', [3, 23]);
    expect(await status('MV-2')).toMatchObject({ sensor_value: 23, quality: 'good' });
  });

  it('is followed by a late value that is newer than the one shown, in whatever batches the three come', async () => {
    const shown = {
      sensor_value: 99,
      quality: 'bad',
      last_updated: new Date(startMs + 60_000),
      last_reported: new Date(startMs + 120_000),
    };
    await register('MV-5', [-9999]);
    await send('MV-5', [0, 20], [120, -9999], [60, 99]);
    expect(await status('MV-5'), 'in one batch').toMatchObject(shown);
    await register('MV-6', [-9999]);
    await send('MV-6', [0, 20]);
    await send('MV-6', [120, -9999]);
    await send('MV-6', [60, 99]);
    expect(await status('MV-6'), 'one by one').toMatchObject(shown);
    await send('MV-6', [30, 50], [90, -9999]);
    expect(await status('MV-6'), 'after an older value').toMatchObject(shown);
    await register('MV-7', [-9999]);
    await send('MV-7', [120, -9999]);
    await send('MV-7', [0, 20], [60, 99]);
    expect(await status('MV-7'), 'the value last').toMatchObject(shown);
  });

  it('is a value like any other at a sensor that declares nothing, and history follows a declaration by a rebuild', async () => {
    await register('MV-3', null);
    await send('MV-3', [0, 20], [1, -100], [2, -9999]);
    expect(await windows('MV-3')).toMatchObject([{ minValue: -100, readingCount: 2, badCount: 0 }]);
    expect(await troubles('MV-3')).toEqual({
      quarantined: [{ code: 'VALUE_OUT_OF_RANGE' }],
      anomalies: [{ detector: 'limit' }],
    });
    // By SQL: any program may declare them.
    await sql.rows(
      `UPDATE andon.sensor SET missing_values = '[-9999, "-100"]' WHERE equipment_id = 'MV-3' AND sensor_type = '${sensorType}'`,
    );
    await rebuild(server.database, { fromMs: startMs, toMs: startMs + 60_000, equipmentIds: ['MV-3'] });
    expect(await windows('MV-3')).toEqual([{ avgValue: 20, minValue: 20, readingCount: 1, badCount: 2 }]);
    expect(await troubles('MV-3')).toMatchObject({ quarantined: [] });
  });

  it('is kept, cleared and told by the registration, and refused where it is no value', async () => {
    const equipment = createEquipmentService(database.pool, () => undefined);
    const stored = async () =>
      (await equipment.sensorsByEquipment([{ siteId: 'default', equipmentId: 'MV-4' }]))[0]?.map(
        ({ missingValues }) => missingValues,
      );
    await register('MV-4', [-200, 'Bad Input', false]);
    await equipment.register([{ id: 'MV-4', sensors: [{ sensorType, name: 'Inlet' }] }]);
    expect(await stored()).toEqual([[-200, 'Bad Input', false]]);
    await register('MV-4', null);
    expect(await stored()).toEqual([[]]);
    await expect(
      equipment.register([{ id: 'MV-4', sensors: [{ sensorType, missingValues: [Number.POSITIVE_INFINITY] }] }]),
    ).rejects.toThrow('equipment[0].sensors[0].missingValues[0]');
    await expect(
      sql.rows(`UPDATE andon.sensor SET missing_values = '[[1]]' WHERE equipment_id = 'MV-4'`),
    ).rejects.toThrow('missing_values_are_values');
  });
});
