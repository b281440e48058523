import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { copyIn } from '../../support/clients/clients-copy.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { only } from '../../support/database/stored-rows.ts';
import { minuteAgoMs } from '../../support/readings/readings.ts';
import { connect, type RunningCore, runCore } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
let server: RunningCore;
let equipmentId = '';
let equipmentNumber = 0;
const baseMs = minuteAgoMs(10);
const at = (second: number) => new Date(baseMs + second * 1_000).toISOString();

beforeAll(async () => {
  database = await createTestDatabase();
  server = await runCore(database.url, { ANDON_PIPELINE: 'off' });
});
afterAll(async () => {
  await server.close();
  await database.drop();
});
beforeEach(() => {
  equipmentNumber += 1;
  equipmentId = `SQL-${equipmentNumber}`;
});

const insert = `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, units, timestamp) VALUES ($1, 's', $2, '°C', $3)`;

async function bronzeValues(): Promise<number[]> {
  const { rows } = await database.pool.query<{ value_number: number }>(
    `SELECT value_number FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id)
     WHERE equipment_id = $1 ORDER BY event_time`,
    [equipmentId],
  );
  return rows.map((row) => row.value_number);
}

async function untilBronzeHas(count: number): Promise<number[]> {
  let seen: object = {};
  return until(
    `bronze has ${count} readings`,
    async () => {
      const values = await bronzeValues();
      if (values.length >= count) return values;
      seen = { stored: values.length, waiting: await inboxSize(), logged: server.logged.slice(-3) };
      return null;
    },
    { state: () => seen },
  );
}

async function inboxSize(): Promise<number> {
  return only((await database.pool.query<{ count: number }>('SELECT count(*)::int FROM andon.sql_inbox')).rows).count;
}

describe('a row written to sensor_data', () => {
  it('becomes a reading like any other', async () => {
    await database.pool.query(insert, [equipmentId, 95, at(0)]);
    await untilBronzeHas(1);
    const { rows } = await database.pool.query(
      `SELECT door, value_number, units, quality, reading_count, event_time FROM andon.telemetry_bronze
       JOIN andon.bronze_batch USING (ingest_id) JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1`,
      [equipmentId],
    );
    expect(rows).toEqual([
      { door: 'sql', value_number: 95, units: '°C', quality: 0, reading_count: 1, event_time: new Date(at(0)) },
    ]);
  });

  it('is counted in the latency of bronze, once it is stored', async () => {
    const figures = async () => {
      await server.core.recorder.flush();
      const { rows } = await database.pool.query<{ observed: number; stored: number; max_ms: number }>(
        `SELECT sum(observed)::int AS observed, (SELECT count(*)::int FROM andon.telemetry_bronze) AS stored, max(max_ms) AS max_ms
         FROM andon.stage_latency WHERE stage = 'bronze'`,
      );
      return only(rows);
    };
    await database.pool.query(
      `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, timestamp)
       SELECT $1, 's', value, $2::timestamptz + i * interval '1 second'
       FROM unnest('{1,NaN,3,4,Infinity,6}'::float8[]) WITH ORDINALITY AS r(value, i)`,
      [equipmentId, at(0)],
    );
    await untilBronzeHas(4);
    const { max_ms } = await until('each stored reading is observed', async () => {
      const found = await figures();
      return found.observed === found.stored ? found : null;
    });
    expect(max_ms).toBeGreaterThan(0);
  });

  it('is found by its writer at once, and once only, before and after it was taken', async () => {
    const client = await connect(database.url);
    const found = async () => {
      const { rows } = await client.query<{ sensor_value: number }>(
        'SELECT sensor_value FROM sensor_data WHERE equipment_id = $1',
        [equipmentId],
      );
      return rows.map(({ sensor_value }) => sensor_value);
    };
    await client.query('BEGIN');
    await client.query(insert, [equipmentId, 95, at(0)]);
    expect(await found()).toEqual([95]);
    await client.query('COMMIT');
    expect(await found()).toEqual([95]);
    await untilBronzeHas(1);
    expect(await found()).toEqual([95]);
    await client.end();
  });

  it('counts when its transaction commits and never when it rolls back', async () => {
    const client = await connect(database.url);
    await client.query('BEGIN');
    await client.query(insert, [equipmentId, 1, at(0)]);
    await client.query('ROLLBACK');
    await client.query('BEGIN');
    await client.query(insert, [equipmentId, 2, at(1)]);
    await client.query('SAVEPOINT here');
    await client.query(insert, [equipmentId, 3, at(2)]);
    await client.query('ROLLBACK TO here');
    await client.query(insert, [equipmentId, 4, at(3)]);
    await client.query('COMMIT');
    await client.end();
    expect(await untilBronzeHas(2)).toEqual([2, 4]);
    await until('the inbox is empty', async () => (await inboxSize()) === 0);
    expect(await bronzeValues()).toEqual([2, 4]);
  });

  it('does not wait for a transaction of another writer that stays open', async () => {
    const slow = await connect(database.url);
    await slow.query('BEGIN');
    await slow.query(insert, [equipmentId, 1, at(0)]);
    await database.pool.query(insert, [equipmentId, 2, at(1)]);
    expect(await untilBronzeHas(1)).toEqual([2]);
    await slow.query('COMMIT');
    await slow.end();
    expect(await untilBronzeHas(2)).toEqual([1, 2]);
  });

  it('may be one of many: in one statement, and by COPY', async () => {
    await database.pool.query(
      `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, timestamp)
       SELECT $1, 's', n, $2::timestamptz + n * interval '10 ms' FROM generate_series(1, 6000) AS n`,
      [equipmentId, at(0)],
    );
    const client = await connect(database.url);
    const lines = Array.from({ length: 1_000 }, (_, n) => `${equipmentId}\ts\t${7_000 + n}\t${at(100 + n / 10)}`);
    await copyIn(client, 'COPY sensor_data (equipment_id, sensor_type, sensor_value, "timestamp") FROM STDIN', lines);
    await client.end();
    const values = await untilBronzeHas(7_000);
    expect(new Set(values).size).toBe(7_000);
  });

  it('is taken though its signal was never sent', async () => {
    await database.pool.query(
      `INSERT INTO andon.sql_inbox (equipment_id, sensor_type, sensor_value, "timestamp") VALUES ($1, 's', 1, $2)`,
      [equipmentId, at(0)],
    );
    const beganMs = Date.now();
    await untilBronzeHas(1);
    expect(Date.now() - beganMs).toBeLessThan(3_000);
  });

  it('finds its partition made anew after somebody dropped it', async () => {
    const old = new Date(baseMs - 15 * 86_400_000).toISOString();
    await database.pool.query(insert, [equipmentId, 1, old]);
    await untilBronzeHas(1);
    await database.pool.query(`DROP TABLE andon.telemetry_bronze_${old.slice(0, 10).replaceAll('-', '')}`);
    await database.pool.query(insert, [equipmentId, 2, old]);
    expect(await untilBronzeHas(1)).toEqual([2]);
  });

  it('with the same key and value is stored once; with another value it is put into quarantine', async () => {
    for (const value of [1, 1, 2]) await database.pool.query(insert, [equipmentId, value, at(0)]);
    await until('the conflict is in quarantine', async () => (await quarantined()).length === 1);
    expect(await quarantined()).toMatchObject([{ code: 'CONFLICTING_DUPLICATE' }]);
    expect(await bronzeValues()).toEqual([1]);
  });
});

async function quarantined(): Promise<{ code: string; door: string; original: string }[]> {
  const { rows } = await database.pool.query<{ code: string; door: string; original: string }>(
    'SELECT code, door, original FROM andon.quarantine WHERE strpos(original, $1) > 0 ORDER BY quarantine_id',
    [equipmentId],
  );
  return rows;
}

describe('a bad row in sensor_data', () => {
  it('goes to quarantine by its reason while its neighbours are stored', async () => {
    await database.pool.query(
      `INSERT INTO sensor_data (site_id, equipment_id, sensor_type, sensor_value, units, quality, event_id, "timestamp") VALUES
         (NULL, $1, 's', 1, NULL, NULL, NULL, $2),
         ($1, NULL, 's', 1, NULL, NULL, NULL, $2),
         (NULL, $1, NULL, 1, NULL, NULL, NULL, $2),
         (NULL, $1, '', 1, NULL, NULL, NULL, $2),
         (NULL, $1, 's', NULL, NULL, NULL, NULL, $2),
         (NULL, $1, 's', 'NaN', NULL, NULL, NULL, $2),
         (NULL, $1, 's', '-Infinity', NULL, NULL, NULL, $2),
         (NULL, $1, 's', 1, NULL, NULL, NULL, NULL),
         (NULL, $1, 's', 1, NULL, NULL, NULL, 'infinity'),
         (NULL, $1, 's', 1, NULL, NULL, NULL, '-infinity'),
         (NULL, $1, 's', 1, NULL, NULL, NULL, '0044-03-15 12:00:00+00 BC'),
         (NULL, $1, 's', 1, NULL, NULL, NULL, '20260-01-01 00:00:00+00'),
         (NULL, $1, 's', 1, NULL, 'so-so', NULL, $2),
         (NULL, $1, 's', 1, repeat('x', 51), NULL, NULL, $2),
         (NULL, $1, 's', 1, NULL, NULL, repeat('x', 201), $2),
         (NULL, $1, 's', 2, NULL, 'Uncertain', 'e-1', $3)`,
      [equipmentId, at(0), at(1)],
    );
    expect(await untilBronzeHas(2)).toEqual([1, 2]);
    expect((await quarantined()).map(({ code }) => code)).toEqual([
      'MISSING_EQUIPMENT',
      'MISSING_SENSOR',
      'INVALID_ID',
      'INVALID_VALUE',
      'INVALID_VALUE',
      'INVALID_VALUE',
      'INVALID_TIMESTAMP',
      'TIMESTAMP_IN_FUTURE',
      'TIMESTAMP_TOO_OLD',
      'TIMESTAMP_TOO_OLD',
      'TIMESTAMP_IN_FUTURE',
      'INVALID_QUALITY',
      'INVALID_UNITS',
      'INVALID_ID',
    ]);
    expect((await quarantined()).every(({ door }) => door === 'sql')).toBe(true);
    expect(await inboxSize()).toBe(0);
  });

  it.each([
    ['by default', async () => undefined],
    [
      'when it believes the inbox to hold one row, as after a vacuum',
      async () => {
        const client = await connect(database.url);
        await client.query('BEGIN');
        await client.query('INSERT INTO andon.sql_inbox DEFAULT VALUES');
        await client.query('ANALYZE andon.sql_inbox');
        await client.query('DELETE FROM andon.sql_inbox');
        await client.query('COMMIT');
        await client.end();
      },
    ],
  ])(
    'that the database itself refuses is put aside alone, however the database looks for it: %s',
    async (_, prepare) => {
      await prepare();
      await database.pool.query(`
      CREATE OR REPLACE FUNCTION andon.test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.value_number = 666 THEN RAISE EXCEPTION 'not this number' USING ERRCODE = '22003'; END IF;
        RETURN NEW;
      END $$;
      CREATE OR REPLACE TRIGGER test_refuse BEFORE INSERT ON andon.telemetry_bronze FOR EACH ROW EXECUTE FUNCTION andon.test_refuse();`);
      await database.pool.query(
        `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, "timestamp")
       SELECT $1, 's', CASE WHEN n IN (7, 8, 40) THEN 666 ELSE n END, $2::timestamptz + n * interval '1 s'
       FROM generate_series(1, 40) AS n`,
        [equipmentId, at(0)],
      );
      const values = await untilBronzeHas(37);
      await until('all three are in quarantine', async () => (await quarantined()).length === 3);
      expect(values).not.toContain(666);
      expect(JSON.parse((await quarantined())[0]?.original ?? '')).toMatchObject({ value: 666, equipmentId });
      expect(await inboxSize()).toBe(0);
    },
  );
});
