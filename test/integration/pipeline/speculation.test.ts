import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { IngestResult } from '../../../src/domain/readings/reading.ts';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { minuteAgoMs } from '../../support/readings/readings.ts';
import { connect, type RunningCore, received, runCore, untilProcessed } from '../../support/server/core.ts';
import { expectGoldFromSilver } from '../../support/server/ledger-proof.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
let server: RunningCore;
let sql: SqlClient;
let holder: pg.Client;
let equipmentId = '';
let equipmentNumber = 0;
let aheadMs = 0;
const baseMs = minuteAgoMs(2);

beforeAll(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url, 2);
  holder = await connect(database.url);
  server = await runCore(database.url, {}, Date.now, () => performance.now() + aheadMs);
});
afterAll(async () => {
  await holder.end();
  await sql.close();
  await server.close();
  await database.drop();
});
beforeEach(async () => {
  aheadMs += 10_001; // past the pause that follows on a batch which did not arrive as foreseen
  equipmentNumber += 1;
  equipmentId = `AHEAD-${equipmentNumber}`;
  await submit([{ value: 60, second: 0 }]);
  await untilProcessed(database.pool);
});

function submit(values: readonly { readonly value: number; readonly second: number }[]): Promise<IngestResult> {
  return server.core.ingest.submit(
    received(
      values.map(({ value, second }) => ({
        equipmentId,
        sensorType: 'temperature',
        value,
        timestamp: baseMs + second * 1_000,
      })),
    ),
  );
}

/** No batch becomes durable until the returned function is called. */
async function holdTheLog(): Promise<() => Promise<unknown>> {
  await holder.query('BEGIN; SELECT FROM andon.bronze_head FOR UPDATE');
  return () => holder.query('ROLLBACK');
}

const isAt = async (applicationName: string, where: string): Promise<boolean> =>
  (await sql.number(
    `SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = '${applicationName}' AND ${where}`,
  )) === 1;
const pipelineIsAhead = () =>
  until('the pipeline has done its work and waits', () => isAt('andon pipeline', "state = 'idle in transaction'"));

async function silverValues(): Promise<number[]> {
  const rows = await sql.rows<{ value: number }>(
    `SELECT value FROM andon.telemetry_silver JOIN andon.sensor USING (sensor_id) WHERE equipment_id = $1 ORDER BY event_time`,
    [equipmentId],
  );
  return rows.map(({ value }) => value);
}

const recommendations = () =>
  sql.number(`SELECT count(*) FROM agentic_hmi.agent_recommendations WHERE equipment_id = '${equipmentId}'`);

describe('a pipeline that works while its readings are still on their way to the disk', () => {
  it('tells nobody before they are there, and lets go when they do not get there', async () => {
    const release = await holdTheLog();
    const acknowledged = submit([{ value: 95, second: 1 }]);
    await pipelineIsAhead();
    expect(await recommendations()).toBe(0);
    await until('it does not hold its locks for long', () => isAt('andon pipeline', "state = 'idle'"));
    expect(await silverValues()).toEqual([60]);
    await release();
    expect(await acknowledged).toMatchObject({ accepted: 1 });
    await untilProcessed(database.pool);
    expect(await silverValues()).toEqual([60, 95]);
    expect(await recommendations()).toBe(1);
    await expectGoldFromSilver(sql);
  });

  it('begins anew behind a batch of another source that was written first', async () => {
    const release = await holdTheLog();
    await sql.rows(
      `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, timestamp)
       VALUES ('${equipmentId}', 'temperature', 61, to_timestamp(${(baseMs + 1_000) / 1_000}))`,
    );
    await until('the other source waits for the log', () => isAt('andon sql source', "wait_event_type = 'Lock'"));
    const acknowledged = submit([{ value: 95, second: 2 }]);
    await pipelineIsAhead();
    await release();
    await acknowledged;
    await untilProcessed(database.pool);
    expect(await silverValues()).toEqual([60, 61, 95]);
    expect(await recommendations()).toBe(1);
    await expectGoldFromSilver(sql);
  });

  it('takes nothing twice of a request that was sent before', async () => {
    const again = [
      { value: 60, second: 0 },
      { value: 95, second: 1 },
    ];
    expect(await submit(again)).toMatchObject({ accepted: 1, duplicates: 1 });
    await untilProcessed(database.pool);
    expect(await silverValues()).toEqual([60, 95]);
    expect(await recommendations()).toBe(1);
    await expectGoldFromSilver(sql);
  });

  it('keeps nothing of readings that could not be stored', async () => {
    const release = await holdTheLog();
    await sql.rows(`
      CREATE FUNCTION andon.test_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM FROM andon.bronze_head FOR UPDATE;
        RAISE EXCEPTION 'no more' USING ERRCODE = 'XX000';
      END $$;
      CREATE TRIGGER test_refuse BEFORE INSERT ON andon.telemetry_bronze FOR EACH ROW EXECUTE FUNCTION andon.test_refuse()`);
    const refused = expect(submit([{ value: 95, second: 50 }])).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await pipelineIsAhead();
    await release();
    await refused;
    await sql.rows('DROP FUNCTION andon.test_refuse CASCADE');
    expect(await submit([{ value: 62, second: 2 }])).toMatchObject({ accepted: 1 });
    await untilProcessed(database.pool);
    expect(await silverValues()).toEqual([60, 62]);
    expect(await recommendations()).toBe(0);
    // Nor in memory: what came later, by a reading that is not there, would be the sensor's newest.
    expect(
      await sql.number(`SELECT value_number FROM andon.current_status JOIN andon.sensor USING (sensor_id)
        WHERE equipment_id = '${equipmentId}'`),
    ).toBe(62);
    await expectGoldFromSilver(sql);
  });
});
