import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyIn } from '../../support/clients/clients-copy.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** How the statement fails, and which warnings came before. */
async function run(text: string) {
  const client = new pg.Client({ connectionString: database.url });
  const warnings: string[] = [];
  client.on('notice', ({ message, hint }) => warnings.push(`${message}: ${hint}`));
  await client.connect();
  try {
    await client.query(text);
    return { warnings };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const { code, message, hint, column } = error;
    return { code, message, hint, column, warnings };
  } finally {
    await client.end();
  }
}
const waiting = async (sensor: string) =>
  (await database.pool.query('SELECT FROM andon.sql_inbox WHERE sensor_type = $1', [sensor])).rowCount;

describe('sensor_data tells a writer what is missing and what it does not take', () => {
  it.each([
    ['timestamp', `('E-1', 'a', 1, NULL)`, /current_timestamp/],
    ['timestamp', `('E-1', 'a', 1, NULL), ('E-1', 'a', 2, NULL)`, /current_timestamp/],
    ['equipment_id', `(NULL, 'a', 1, now())`, /equipment_id and sensor_type name the sensor/],
    ['sensor_type', `('E-1', NULL, 1, now())`, /equipment_id and sensor_type name the sensor/],
  ])('an INSERT without %s fails and says so: %s', async (column, rows, hint) => {
    expect(
      await run(`INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, timestamp) VALUES ${rows}`),
    ).toEqual({
      code: '23502',
      column,
      message: `"${column}" is missing: a row of sensor_data is a reading and cannot be one without it`,
      hint: expect.stringMatching(hint),
      warnings: [],
    });
    expect(await waiting('a')).toBe(0);
  });

  it('one row without its time among good ones costs them nothing: a warning says that it goes to quarantine', async () => {
    const mixed = await run(
      `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, timestamp) VALUES ('E-1', 'b', 1, now()), ('E-1', 'b', 2, NULL)`,
    );
    expect(mixed).toEqual({ warnings: [expect.stringMatching(/^a row for sensor_data has no timestamp: /)] });
    expect(await waiting('b')).toBe(2);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await copyIn(client, 'COPY sensor_data (equipment_id, sensor_type, sensor_value, timestamp) FROM STDIN', [
      'E-1\tcopied\t1\t\\N',
      'E-1\tcopied\t2\t2026-01-01T00:00:00Z',
    ]);
    await client.end();
    expect(await waiting('copied')).toBe(2);
  });

  it('a row without a value is kept as before, with a warning; one of quality bad is a reading that says "no value"', async () => {
    const insert = (quality: string) =>
      run(
        `INSERT INTO sensor_data (equipment_id, sensor_type, quality, timestamp) VALUES ('E-1', 'c', ${quality}, now())`,
      );
    expect(await insert('NULL')).toEqual({ warnings: [expect.stringMatching(/no sensor_value: .*quality 'bad'/)] });
    expect(await insert(`'Bad'`)).toEqual({ warnings: [] });
    expect(await waiting('c')).toBe(2);
  });

  it('statements of one transaction are judged each by itself', async () => {
    const good = `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, timestamp) VALUES ('E-1', 'd', 1, now())`;
    const bad = `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value) VALUES ('E-1', 'd', 1)`;
    expect(await run(`BEGIN; ${good}; ${bad}; COMMIT`)).toMatchObject({ code: '23502' });
    expect(await run(`BEGIN; ${good}; SAVEPOINT s; ROLLBACK TO s; ${good}; COMMIT`)).toEqual({ warnings: [] });
    const caught = `DO $$ BEGIN ${bad}; EXCEPTION WHEN not_null_violation THEN NULL; END $$`;
    expect(await run(`BEGIN; ${caught}; ${good}; COMMIT`)).toEqual({ warnings: [] });
    expect(await waiting('d')).toBe(3);
  });

  it.each([
    ['UPDATE', 'UPDATE sensor_data SET sensor_value = 1', /followed by a right one/],
    ['UPDATE', `UPDATE sensor_data SET sensor_value = 1 WHERE equipment_id = 'NOBODY'`, /andon rebuild/],
    ['DELETE', 'DELETE FROM sensor_data WHERE false', /ANDON_RETENTION_BRONZE_DAYS/],
  ])('%s is refused in words of its own, also where no row matches: %s', async (verb, text, hint) => {
    expect(await run(text)).toMatchObject({
      code: '0A000',
      message: `sensor_data takes INSERT only, not ${verb}: readings are facts`,
      hint: expect.stringMatching(hint),
    });
  });

  it.each(['public.sensor_data', 'agentic_hmi.agent_recommendations'])(
    '%s and each of its columns are described',
    async (name) => {
      const { rows } = await database.pool.query<{ column: string }>(
        `SELECT coalesce(attname, 'the whole') AS column FROM (
         SELECT NULL AS attname, 0 AS attnum
         UNION ALL SELECT attname, attnum FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
       ) AS described WHERE coalesce(CASE attnum WHEN 0 THEN obj_description($1::regclass, 'pg_class') ELSE col_description($1::regclass, attnum) END, '') = ''`,
        [name],
      );
      expect(rows).toEqual([]);
    },
  );
});
