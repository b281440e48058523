import { afterEach, beforeEach, expect, it, onTestFinished } from 'vitest';
import { createRestorableDatabase, type RestorableDatabase } from '../../support/database/restorable-database.ts';
import { type RunningCore, read, received, runCore } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

let database: RestorableDatabase;
let server: RunningCore;

beforeEach(async () => {
  database = await createRestorableDatabase();
  server = await runCore(database.url);
});
afterEach(async () => {
  await server.close();
  await database.drop();
});

/** As a sender does: again and again until it is acknowledged. */
async function send(equipmentId: string, value: number, timestamp: number): Promise<void> {
  await until(`${equipmentId}’s reading is acknowledged`, async () => {
    try {
      const result = await server.core.ingest.submit(
        received([{ equipmentId, sensorType: 'temperature', value, timestamp }]),
      );
      return result.accepted + result.duplicates === 1;
    } catch {
      return false;
    }
  });
}

async function alarmOf(equipmentId: string): Promise<void> {
  await until(`the alarm of ${equipmentId}`, async () => {
    const found = await database.rows(
      `SELECT 1 FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1 AND status = 'pending'`,
      [equipmentId],
    );
    return found.length > 0;
  });
}

/** Which equipment the readings of this value belong to, in bronze and in silver. */
async function placesOf(value: number): Promise<string[]> {
  const found = await database.rows<{ equipment_id: string }>(
    `SELECT equipment_id FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id) WHERE value_number = $1
     UNION ALL
     SELECT equipment_id FROM andon.telemetry_silver JOIN andon.sensor USING (sensor_id) WHERE value = $1`,
    [value],
  );
  return found.map((row) => row.equipment_id);
}

/** A screen of live values, until something ends it. */
function watch() {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const state = { error: undefined as unknown };
  const ended = (async () => {
    try {
      for await (const _values of server.core.live.status({ minIntervalMs: 0 }, leaving.signal));
    } catch (error) {
      state.error = error;
    }
    return state.error;
  })();
  return { ended, error: () => state.error };
}

it('readings that are acknowledged after a restore land at their own sensors, under whatever keys, and raise their alarms', async () => {
  const startMs = Date.now() - 10_000; // old readings raise no alarm
  await send('OLD', 50, startMs);
  await until('it is processed', async () => (await placesOf(50)).length === 2);
  await database.backUp();
  await send('LOST', 51, startMs);
  await send('OLD', 99, startMs + 1_000);
  await Promise.all([alarmOf('OLD'), until('it is processed', async () => (await placesOf(51)).length === 2)]);
  const screen = await read(server.core);
  onTestFinished(() => screen.close());
  const watching = watch();

  await database.restore();
  // The key that LOST had is another sensor's by now.
  await database.rows(`
    WITH added AS (INSERT INTO andon.equipment (equipment_id) VALUES ('OTHER'))
    INSERT INTO andon.sensor (equipment_id, sensor_type) VALUES ('OTHER', 'temperature')`);
  await send('LOST', 97, startMs + 2_000);
  await send('OLD', 98, startMs + 2_000);
  await Promise.all([alarmOf('LOST'), alarmOf('OLD')]);
  await database.rows(
    `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, timestamp) VALUES ('LOST', 'temperature', 96, $1)`,
    [new Date(startMs + 3_000)],
  );
  await until('it came through the other source', async () => (await placesOf(96)).length === 2);
  expect(await placesOf(96)).toEqual(['LOST', 'LOST']);
  await until('both are in silver', async () => (await placesOf(97)).length + (await placesOf(98)).length === 4);
  expect(await placesOf(97)).toEqual(['LOST', 'LOST']);
  expect(await placesOf(98)).toEqual(['OLD', 'OLD']);
  expect(await database.rows(`SELECT 1 FROM agentic_hmi.agent_recommendations WHERE equipment_id = 'OTHER'`)).toEqual(
    [],
  );

  await until('the screen is told', () => screen.error);
  expect(screen.error).toMatchObject({ code: 'CURSOR_EXPIRED' });
  expect(await watching.ended).toMatchObject({ code: 'UNAVAILABLE' });
}, 60_000);

it('the next reconciliation poll notices a database that was replaced while every connection stayed open', async () => {
  const startMs = Date.now() - 10_000; // old readings raise no alarm
  for (const [index, equipmentId] of ['A', 'B', 'C'].entries()) await send(equipmentId, 50 + index, startMs);
  const watching = watch();
  // As a dump that is restored over the tables: B and C have each other’s keys, and the batches are others than before.
  await database.rows(`
    ALTER TABLE andon.sensor DISABLE TRIGGER USER;
    DO $$ BEGIN
      UPDATE andon.sensor SET sensor_type = 'swapped' WHERE equipment_id = 'B';
      UPDATE andon.sensor SET equipment_id = 'B' WHERE equipment_id = 'C';
      UPDATE andon.sensor SET equipment_id = 'C', sensor_type = 'temperature' WHERE sensor_type = 'swapped';
    END $$;
    ALTER TABLE andon.sensor ENABLE TRIGGER USER`);
  await until('the screen is told', async () => {
    await database.rows(`UPDATE andon.bronze_batch SET received_at = received_at - interval '1 second'`);
    return watching.error();
  });
  expect(await watching.ended).toMatchObject({ code: 'UNAVAILABLE' });
  await send('B', 98, startMs + 2_000);
  await alarmOf('B');
  expect(new Set(await placesOf(98))).toEqual(new Set(['B']));
}, 60_000);
