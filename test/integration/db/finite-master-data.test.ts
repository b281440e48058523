import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/connection/database.ts';
import { migrate } from '../../../src/db/migrations/migrate.ts';
import { migrationsFolder } from '../../../src/db/migrations/migration-files.ts';
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
});

describe('A database that has such master data', () => {
  let database: TestDatabase;
  let andon: Database;
  let before: string;

  beforeAll(async () => {
    database = await createEmptyDatabase();
    andon = await openDatabase({ kind: 'url', url: database.url }, createLogger('silent'));
  });
  afterAll(async () => {
    await andon.close();
    await database.drop();
    await rm(before, { recursive: true });
  });
  beforeEach(async () => {
    before = await mkdtemp(path.join(tmpdir(), 'andon-before-finite-'));
    const files = (await readdir(migrationsFolder)).sort();
    const last = files.findIndex((file) => file.endsWith('_finite_master_data.sql'));
    for (const file of files.slice(0, last)) await cp(path.join(migrationsFolder, file), path.join(before, file));
    await migrate(andon, createLogger('silent'), before);
    await database.pool.query(masterData);
    await database.pool.query(`
      UPDATE andon.sensor SET ${sensorLimits.map((column) => `${column} = 'NaN'`).join(', ')} WHERE equipment_id = 'M';
      UPDATE andon.sensor SET warning_limit = 1 WHERE equipment_id = 'GOOD';
      UPDATE andon.sensor_type SET emergency_limit = 'NaN' WHERE sensor_type = 'temperature';
      UPDATE andon.equipment SET max_capacity = 'infinity', installation_date = '5874897-01-01', last_maintenance_date = '2026-01-01'
      WHERE equipment_id = 'M'`);
    await migrate(andon, createLogger('silent'));
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
    expect(type).toEqual({ emergency_limit: Number.MAX_VALUE });
  });
});
