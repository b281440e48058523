import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { minuteAgoMs } from '../../support/readings/readings.ts';
import { connect, type RunningCore, received, runCore, terminate, untilProcessed } from '../../support/server/core.ts';
import { expectGoldFromSilver } from '../../support/server/ledger-proof.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
let server: RunningCore;
let sql: SqlClient;
let equipmentId = '';
let equipmentNumber = 0;
const baseMs = minuteAgoMs(10);
const marker = 666;

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
beforeEach(() => {
  equipmentNumber += 1;
  equipmentId = `FAIL-${equipmentNumber}`;
});
afterEach(async () => {
  await database.pool.query('DROP FUNCTION IF EXISTS andon.test_marker() CASCADE');
});

/** What the database does when the marker value arrives in silver. */
async function onMarker(does: string): Promise<void> {
  await database.pool.query(`
    CREATE FUNCTION andon.test_marker() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.value = ${marker} THEN ${does} END IF;
      RETURN NEW;
    END $$;
    CREATE TRIGGER test_marker BEFORE INSERT ON andon.telemetry_silver FOR EACH ROW EXECUTE FUNCTION andon.test_marker();`);
}

async function submit(values: readonly number[], from = 0, at = equipmentId): Promise<void> {
  const readings = values.map((value, i) => ({
    equipmentId: at,
    sensorType: 's',
    value,
    timestamp: baseMs + (from + i) * 1_000,
  }));
  expect(await server.core.ingest.submit(received(readings))).toMatchObject({ accepted: values.length });
}

async function silverValues(at = equipmentId): Promise<number[]> {
  const rows = await sql.rows<{ value: number }>(
    `SELECT value FROM andon.telemetry_silver JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1 ORDER BY event_time`,
    [at],
  );
  return rows.map(({ value }) => value);
}

describe('a reading that the database refuses in the pipeline', () => {
  it('goes to quarantine with the database’s reason, and all others through every layer', async () => {
    await onMarker(`RAISE EXCEPTION 'not in silver' USING ERRCODE = '22003';`);
    const values = Array.from({ length: 100 }, (_, i) => ([0, 41, 42, 99].includes(i) ? marker : i));
    await submit(values);
    await untilProcessed(database.pool);
    expect(await silverValues()).toEqual(values.filter((value) => value !== marker));
    const quarantined = await sql.rows<{ original: string }>(
      `SELECT door, code, message, original, event_time FROM andon.quarantine WHERE equipment_id = $1 ORDER BY event_time`,
      [equipmentId],
    );
    expect(quarantined).toHaveLength(4);
    expect(quarantined[1]).toMatchObject({
      door: 'pipeline',
      code: 'REFUSED_BY_DATABASE',
      message: expect.stringContaining('not in silver'),
      event_time: new Date(baseMs + 41_000),
    });
    expect(JSON.parse(quarantined[1]?.original ?? '')).toMatchObject({ value: marker });
    expect(
      await sql.number(`SELECT sum(readings) FROM andon.reading_tally WHERE tally = 'storable'`),
      'counted once, however often halves were tried',
    ).toBe(4);
    await expectGoldFromSilver(sql);
  });

  it('does not stop the line: what comes after it is processed', async () => {
    await onMarker(`RAISE EXCEPTION 'not in silver' USING ERRCODE = '23514';`);
    await submit([marker]);
    await submit([1, 2], 10);
    await untilProcessed(database.pool);
    expect(await silverValues()).toEqual([1, 2]);
  });

  it('is found, too, when the database says so only at commit', async () => {
    await database.pool.query(`
      CREATE FUNCTION andon.test_marker() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF NEW.value = ${marker} THEN RAISE EXCEPTION 'late refusal' USING ERRCODE = '23000'; END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER test_marker AFTER INSERT ON andon.telemetry_silver DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION andon.test_marker();`);
    await submit([1, marker, 3]);
    await untilProcessed(database.pool);
    expect(await silverValues()).toEqual([1, 3]);
  });

  it('is quarantined with its sensor’s name, too, when the definition of that sensor cannot be read', async () => {
    const { pool } = database;
    await pool.query('INSERT INTO andon.equipment (equipment_id) VALUES ($1)', [equipmentId]);
    await pool.query(`INSERT INTO andon.sensor (equipment_id, sensor_type, unit) VALUES ($1, 'pressure', 'kPa')`, [
      equipmentId,
    ]);
    const known = await sql.rows<{ factor: number }>(`SELECT factor FROM andon.unit_spelling WHERE key = 'kPa'`);
    // Whatever is wrong with what the definition is made from: here a division by zero.
    await pool.query(`UPDATE andon.unit_spelling SET factor = 0 WHERE key = 'kPa'`);
    const pressure = { equipmentId, sensorType: 'pressure', value: 4, timestamp: baseMs };
    await server.core.ingest.submit(received([pressure]));
    await submit([1, 2], 0, `${equipmentId}-NEXT`);
    await untilProcessed(pool).finally(() =>
      pool.query(`UPDATE andon.unit_spelling SET factor = $1 WHERE key = 'kPa'`, [known[0]?.factor]),
    );
    expect(await silverValues(`${equipmentId}-NEXT`)).toEqual([1, 2]);
    const quarantined = await sql.rows<{ original: string }>(
      'SELECT site_id, sensor_type, code, message, original FROM andon.quarantine WHERE equipment_id = $1',
      [equipmentId],
    );
    expect(quarantined).toMatchObject([
      {
        site_id: 'default',
        sensor_type: 'pressure',
        code: 'REFUSED_BY_DATABASE',
        message: expect.stringContaining('division by zero'),
      },
    ]);
    expect(JSON.parse(quarantined[0]?.original ?? '')).toMatchObject({ equipmentId, sensorType: 'pressure', value: 4 });
  });

  it('is none whose partition was dropped: it is made anew', async () => {
    const old = -15 * 86_400;
    await submit([1], old);
    await untilProcessed(database.pool);
    const day = new Date(baseMs + old * 1_000).toISOString().slice(0, 10).replaceAll('-', '');
    await database.pool.query(`DROP TABLE andon.telemetry_silver_${day}`);
    await submit([2], old + 1);
    await untilProcessed(database.pool);
    expect(await silverValues()).toEqual([2]);
    await database.pool.query("DELETE FROM andon.telemetry_silver WHERE event_time < now() - interval '10 days'");
    await database.pool.query("DELETE FROM andon.performance_1min WHERE window_start < now() - interval '10 days'");
  });
});

describe('a batch', () => {
  it('that meets a passing failure a few times is processed exactly once', async () => {
    await database.pool.query('CREATE SEQUENCE andon.test_failures');
    await onMarker(`
      IF nextval('andon.test_failures') <= 3 THEN RAISE EXCEPTION 'another time' USING ERRCODE = '40001'; END IF;`);
    await submit([1, marker, 3]);
    await untilProcessed(database.pool);
    expect(await sql.number('SELECT last_value FROM andon.test_failures')).toBe(4);
    expect(await silverValues()).toEqual([1, marker, 3]);
    await expectGoldFromSilver(sql);
    expect(await sql.number('SELECT count(*) FROM andon.quarantine WHERE equipment_id = $1', [equipmentId])).toBe(0);
  });

  it('whose connection is cut in the middle is processed exactly once, with all that came meanwhile', async () => {
    const holder = await connect(database.url);
    await holder.query('SELECT pg_advisory_lock(42)');
    await onMarker('PERFORM pg_advisory_xact_lock(42);');
    await submit([1, marker, 3]);
    await until(
      'the pipeline is in the middle of the batch',
      async () =>
        (await sql.number(
          `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 42 AND NOT granted`,
        )) === 1,
    );
    await submit([4, 5], 10);
    expect(await silverValues()).toEqual([]);
    expect(await terminate(database.pool, 'andon pipeline')).toBe(1);
    await holder.end();
    await untilProcessed(database.pool);
    expect(await silverValues()).toEqual([1, marker, 3, 4, 5]);
    await expectGoldFromSilver(sql);
    await until('no error is left', () => server.core.pipelineState().lastError === null);
  });

  it('is there with its checkpoint or not at all: nothing of it is seen while it is under way', async () => {
    const holder = await connect(database.url);
    await holder.query('SELECT pg_advisory_lock(42)');
    const before = await sql.number('SELECT min(batch_no) FROM andon.pipeline_partition');
    // The last table that a batch writes.
    await database.pool.query(`
      CREATE FUNCTION andon.test_marker() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_advisory_xact_lock(42); RETURN NEW;
      END $$;
      CREATE TRIGGER test_marker BEFORE INSERT ON agentic_hmi.agent_recommendations
        FOR EACH ROW EXECUTE FUNCTION andon.test_marker();`);
    const hot = { equipmentId, sensorType: 'temperature', value: 95, timestamp: Date.now() };
    await server.core.ingest.submit(received([hot]));
    await until(
      'the batch waits at its recommendation',
      async () =>
        (await sql.number(
          `SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 42 AND NOT granted`,
        )) === 1,
    );
    expect(await silverValues()).toEqual([]);
    expect(await sql.number('SELECT min(batch_no) FROM andon.pipeline_partition')).toBe(before);
    await holder.end();
    await untilProcessed(database.pool);
    expect(await silverValues()).toEqual([95]);
    expect(
      await sql.number('SELECT count(*) FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1', [equipmentId]),
    ).toBe(1);
  });

  it('that another server has taken in the same instant is not counted twice', async () => {
    // As if this server's picture of the log were out of date: its next checkpoint does not match.
    const holder = await connect(database.url);
    await holder.query('BEGIN');
    await holder.query('SELECT FROM andon.pipeline_partition FOR UPDATE');
    await submit([1, 2, 3]);
    await until(
      'the pipeline waits for the checkpoint',
      async () =>
        (await sql.number(`SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = 'andon pipeline' AND wait_event_type = 'Lock'`)) === 1,
    );
    await holder.query('UPDATE andon.pipeline_partition SET batch_no = (SELECT batch_no FROM andon.bronze_head)');
    await holder.query('COMMIT');
    await holder.end();
    await submit([4], 10);
    await untilProcessed(database.pool);
    expect(await silverValues()).toEqual([4]);
  });
});
