import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readSensorDefinitions } from '../../../src/db/pipeline/sensor-definitions.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { planOf, scannedTables } from '../../support/database/plan.ts';

const sensors = 600;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `INSERT INTO andon.equipment (equipment_id) SELECT 'E-' || g FROM generate_series(1, ${sensors}) AS g;
     INSERT INTO andon.sensor (equipment_id, sensor_type, unit)
       SELECT 'E-' || g, 'temperature', (ARRAY[NULL, '°C', '°F'])[1 + g % 3] FROM generate_series(1, ${sensors}) AS g;`,
  );
});
afterAll(() => database.drop());

/** What is looked at in the table of units to read the definitions of these sensors. */
async function unitsLookedAt(sensorIds: readonly number[]): Promise<{ rows: number; removed: number; whole: boolean }> {
  const statements = vi.spyOn(database.pool, 'query');
  await readSensorDefinitions(database.pool, sensorIds);
  const asked: unknown = statements.mock.calls[0]?.[0];
  statements.mockRestore();
  if (typeof asked !== 'object' || asked === null || !('text' in asked) || !('values' in asked))
    throw new Error('definitions are read by one statement with a name');
  const values: unknown[] = Array.isArray(asked.values) ? asked.values : [];
  const scans = scannedTables(await planOf(database.pool, String(asked.text), values)).filter(
    ({ table }) => table === 'unit_spelling',
  );
  return {
    rows: scans.reduce((sum, { rows }) => sum + rows, 0),
    removed: scans.reduce((sum, { rowsRemoved }) => sum + rowsRemoved, 0),
    whole: scans.some(({ index }) => index === null),
  };
}

describe('definitions of sensors', () => {
  it('are read without a look at the units where nothing is converted', async () => {
    const { rows } = await database.pool.query<{ sensor_id: number }>(
      "SELECT sensor_id FROM andon.sensor WHERE unit IS NULL OR unit = '°C'",
    );
    expect(rows).toHaveLength((sensors * 2) / 3);
    expect(await unitsLookedAt(rows.map((row) => row.sensor_id))).toEqual({ rows: 0, removed: 0, whole: false });
  });

  it('find each unit that is converted by its spelling, of which there are hundreds', async () => {
    const { rows } = await database.pool.query<{ sensor_id: number }>(
      "SELECT sensor_id FROM andon.sensor WHERE unit = '°F'",
    );
    // Both units, each by at most two spellings: as it stands, and in small letters.
    const looked = await unitsLookedAt(rows.map((row) => row.sensor_id));
    expect(looked).toMatchObject({ removed: 0, whole: false });
    expect(looked.rows).toBeGreaterThan(0);
    expect(looked.rows).toBeLessThanOrEqual(rows.length * 4);
  });
});
