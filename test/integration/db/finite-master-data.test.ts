import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/connection/database.ts';
import { migrate } from '../../../src/db/migrations/migrate.ts';
import { migrationsFolder } from '../../../src/db/migrations/migration-files.ts';
import { readSensorDefinitions } from '../../../src/db/pipeline/sensor-definitions.ts';
import { createLogger } from '../../../src/log.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { only } from '../../support/database/stored-rows.ts';

const sensorLimits = [
  'normal_min',
  'normal_max',
  'alarm_low',
  'alarm_high',
  'warning_limit',
  'critical_limit',
  'emergency_limit',
];
const masterData = `
  INSERT INTO andon.equipment (equipment_id) VALUES ('M'), ('GOOD');
  INSERT INTO andon.sensor (equipment_id, sensor_type) VALUES ('M', 'temperature'), ('GOOD', 'temperature')`;
/** In their type's unit and in others: limits are taken as they are, multiplied or divided. */
const withUnits = `
  INSERT INTO andon.equipment (equipment_id) VALUES ('SAME'), ('SMALL'), ('LARGE');
  INSERT INTO andon.sensor (equipment_id, sensor_type, unit)
  VALUES ('SAME', 'pressure', 'bar'), ('SMALL', 'pressure', 'Pa'), ('SMALL', 'vibration', 'um/s'), ('LARGE', 'vibration', 'm/s')`;

/** The effective limits of every sensor, as the pipeline reads them. */
async function effectiveLimits(pool: TestDatabase['pool']) {
  const { rows } = await pool.query<{ sensor_id: number }>('SELECT sensor_id FROM andon.sensor');
  const { definitions } = await readSensorDefinitions(
    pool,
    rows.map((row) => row.sensor_id),
  );
  return Object.fromEntries(
    definitions.map(({ equipmentId, sensorType, effectiveLimits: { warning, critical, emergency } }) => [
      `${equipmentId} ${sensorType}`,
      [warning.value, critical.value, emergency.value],
    ]),
  );
}

describe('Master data that another program writes', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.pool.query(masterData);
  });
  afterAll(() => database.drop());

  it.each([
    ...sensorLimits.flatMap((column) => [
      ['sensor', column, 'NaN'],
      ['sensor', column, 'infinity'],
      ['sensor', column, '-infinity'],
    ]),
    ['sensor_type', 'emergency_limit', 'NaN'],
    ['sensor_type', 'emergency_limit', 'infinity'],
    ['sensor_type', 'warning_limit', '-infinity'],
    ['equipment', 'max_capacity', 'NaN'],
    ['equipment', 'max_capacity', 'infinity'],
    ['equipment', 'installation_date', 'infinity'],
    ['equipment', 'installation_date', '5874897-01-01'],
    ['equipment', 'last_maintenance_date', '0001-12-31 BC'],
  ])('is refused at %s.%s = %s, which no answer can say and no value can pass', async (table, column, value) => {
    await expect(database.pool.query(`UPDATE andon.${table} SET ${column} = $1`, [value])).rejects.toMatchObject({
      code: '23514',
    });
  });

  it('gives limits that can be read, however large or small they are and whatever unit they are converted into', async () => {
    const { pool } = database;
    await pool.query(withUnits);
    await pool.query(
      `UPDATE andon.sensor_type SET warning_limit = $1, critical_limit = 1e300, emergency_limit = $2 WHERE sensor_type <> 'temperature'`,
      [5e-324, Number.MAX_VALUE],
    );
    await pool.query(`UPDATE andon.sensor_type SET warning_limit = $1 WHERE sensor_type = 'temperature'`, [
      -Number.MAX_VALUE,
    ]);
    expect(await effectiveLimits(pool)).toEqual({
      'M temperature': [-Number.MAX_VALUE, 85, 90],
      'GOOD temperature': [-Number.MAX_VALUE, 85, 90],
      'SAME pressure': [5e-324, 1e300, Number.MAX_VALUE],
      'SMALL pressure': [0, 1e300, 1e300],
      'SMALL vibration': [0, 1e300, 1e300],
      'LARGE vibration': [0, 1e297, 1e297],
    });
  });
});

describe('A database that has such master data', () => {
  let database: TestDatabase;
  let andon: Database;
  let before: string;

  beforeAll(async () => {
    database = await createEmptyDatabase();
    andon = await openDatabase({ kind: 'url', url: database.url }, createLogger('silent'));
    before = await mkdtemp(path.join(tmpdir(), 'andon-before-finite-'));
    const files = (await readdir(migrationsFolder)).sort();
    const last = files.findIndex((file) => file.endsWith('_finite_master_data.sql'));
    for (const file of files.slice(0, last)) await cp(path.join(migrationsFolder, file), path.join(before, file));
    await migrate(andon, createLogger('silent'), before);
    await database.pool.query(masterData);
    await database.pool.query(withUnits);
    await database.pool.query(
      `UPDATE andon.sensor_type SET warning_limit = '-infinity', critical_limit = $1 WHERE sensor_type = 'pressure'`,
      [-Number.MAX_VALUE],
    );
    await database.pool.query(`INSERT INTO andon.sensor_type VALUES ('level', 'm', 1, 1e301, $1, 0.6, 0.7, 0.8)`, [
      Number.MAX_VALUE,
    ]);
    await database.pool.query(`
      UPDATE andon.sensor_type SET critical_limit = 'infinity', emergency_limit = 'NaN' WHERE sensor_type = 'vibration';
      UPDATE andon.sensor SET ${sensorLimits.map((column) => `${column} = 'NaN'`).join(', ')} WHERE equipment_id = 'M';
      UPDATE andon.sensor SET warning_limit = 1 WHERE equipment_id = 'GOOD';
      UPDATE andon.sensor_type SET emergency_limit = 'NaN' WHERE sensor_type = 'temperature';
      UPDATE andon.equipment SET max_capacity = 'infinity', installation_date = '5874897-01-01', last_maintenance_date = '2026-01-01'
      WHERE equipment_id = 'M'`);
    await migrate(andon, createLogger('silent'));
  });
  afterAll(async () => {
    await andon.close();
    await database.drop();
    await rm(before, { recursive: true });
  });

  it('is brought up to date: what cannot be said is unknown, and the limits of the type hold again', async () => {
    const rows = async (text: string) => (await database.pool.query(text)).rows;
    expect(
      await rows(
        `SELECT max_capacity, installation_date, last_maintenance_date::text FROM andon.equipment WHERE equipment_id = 'M'`,
      ),
    ).toEqual([{ max_capacity: null, installation_date: null, last_maintenance_date: '2026-01-01' }]);
    expect(await rows(`SELECT ${sensorLimits.join()} FROM andon.sensor WHERE equipment_id = 'M'`)).toEqual([
      Object.fromEntries(sensorLimits.map((column) => [column, null])),
    ]);
    expect(await rows(`SELECT warning_limit FROM andon.sensor WHERE equipment_id = 'GOOD'`)).toEqual([
      { warning_limit: 1 },
    ]);
    const type = only(await rows(`SELECT emergency_limit FROM andon.sensor_type WHERE sensor_type = 'temperature'`));
    expect(type).toEqual({ emergency_limit: 1e300 });
  });

  it('keeps the limits of a type in their order, and every sensor of it can be read', async () => {
    const { rows } = await database.pool.query(
      `SELECT warning_limit, critical_limit, emergency_limit FROM andon.sensor_type
       WHERE sensor_type IN ('level', 'pressure', 'vibration') ORDER BY sensor_type`,
    );
    expect(rows).toEqual([
      { warning_limit: 1, critical_limit: 0.99e300, emergency_limit: 1e300 },
      { warning_limit: -1e300, critical_limit: -0.99e300, emergency_limit: 4.5 },
      { warning_limit: 3.5, critical_limit: 0.99e300, emergency_limit: 1e300 },
    ]);
    expect(await effectiveLimits(database.pool)).toEqual({
      'M temperature': [80, 85, 1e300],
      'GOOD temperature': [1, 85, 1e300],
      'SAME pressure': [-1e300, -0.99e300, 4.5],
      'SMALL pressure': [-1e300, -1e300, 450_000],
      'SMALL vibration': [3_500, 1e300, 1e300],
      'LARGE vibration': [0.0035, 0.99e297, 1e297],
    });
  });
});
