import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
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

const quick = { siteIds: null, credential: { id: 'key-of-the-quick' } };
const slow = { siteIds: null, credential: { id: 'key-of-the-slow' } };

/** A temperature of the machine, so many seconds old at its arrival. */
async function send(equipmentId: string, value: number, ageSeconds: number, sender?: typeof quick): Promise<void> {
  const timestamp = Date.now() - ageSeconds * 1_000;
  const reading = { equipmentId, sensorType: 'temperature', units: '°C', value, timestamp };
  expect(await server.core.ingest.submit(received([reading]), sender)).toMatchObject({ accepted: 1 });
  await untilProcessed(database.pool);
}
const issuesOf = async (equipmentId: string): Promise<string[]> =>
  (
    await sql.rows<{ issue_type: string }>(
      'SELECT issue_type FROM agentic_hmi.agent_recommendations WHERE equipment_id = $1 ORDER BY created_timestamp',
      [equipmentId],
    )
  ).map(({ issue_type }) => issue_type);

describe('a reading that arrives late', () => {
  it('alarms when it is less than a minute old, whatever came before it', async () => {
    await send('LATE-1', 20, 0);
    await send('LATE-1', 95, 45);
    expect(await issuesOf('LATE-1')).toEqual(['temperature_high_critical']);
  });

  it('raises nothing when its sender has been further, and the database keeps why', async () => {
    await send('LATE-2', 20, 0, quick);
    await send('LATE-2', 95, 100, quick);
    expect(await issuesOf('LATE-2')).toEqual([]);
    const kept = await sql.rows(
      `SELECT value_number, is_behind FROM andon.telemetry_bronze JOIN andon.sensor USING (sensor_id)
       WHERE equipment_id = 'LATE-2' ORDER BY event_time`,
    );
    expect(kept).toEqual([
      { value_number: 95, is_behind: true },
      { value_number: 20, is_behind: null },
    ]);
  });

  it('alarms when its sender is slower by nature than another with the same tag, minutes even', async () => {
    for (const ageSeconds of [102, 101]) {
      await send('LATE-3', 20, ageSeconds - 101, quick);
      await send('LATE-3', 20, ageSeconds, slow);
    }
    await send('LATE-3', 95, 100, slow);
    expect(await issuesOf('LATE-3')).toEqual(['temperature_high_critical']);
  });

  it('by SQL is judged beside what came by SQL, and not beside what came by mutation', async () => {
    await send('LATE-4', 20, 0);
    await sql.rows(
      `INSERT INTO sensor_data (equipment_id, sensor_type, sensor_value, units, timestamp)
       VALUES ('LATE-4', 'temperature', 95, '°C', now() - interval '100 seconds')`,
    );
    await expect.poll(() => issuesOf('LATE-4'), { timeout: 15_000 }).toEqual(['temperature_high_critical']);
  });
});
