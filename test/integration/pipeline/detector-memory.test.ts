import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAnomalies } from '../../../src/db/gold/anomaly-rows.ts';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type RunningCore, received, runCore, terminate, untilProcessed } from '../../support/server/core.ts';

let database: TestDatabase;
let server: RunningCore;
let sql: SqlClient;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = sqlClient(database.url, 4);
  server = await runCore(database.url);
  await sql.rows(
    "INSERT INTO andon.equipment (site_id, equipment_id, equipment_type) VALUES ('default', 'OTHER-1', 'pump')",
  );
});
afterAll(async () => {
  await sql.close();
  await server.close();
  await database.drop();
});

const minuteMs = 60_000;
async function send(readings: Parameters<typeof received>[0]): Promise<void> {
  expect(await server.core.ingest.submit(received(readings))).toMatchObject({ rejected: [] });
  await untilProcessed(database.pool);
}
const issuesOf = async (equipmentId: string): Promise<string[]> =>
  (
    await sql.rows<{ issue: string }>(
      `SELECT issue_type || ' ' || status AS issue FROM agentic_hmi.agent_recommendations
       WHERE equipment_id = $1 ORDER BY created_timestamp`,
      [equipmentId],
    )
  ).map(({ issue }) => issue);

/** Half an hour of an ordinary signal with a mean of 10 and a standard deviation of 0.7, up to half a minute ago. */
async function ordinary(equipmentId: string): Promise<void> {
  const fromMs = Date.now() - 30 * minuteMs - 30_000;
  await send(
    Array.from({ length: 30 * 20 }, (_, i) => ({
      equipmentId,
      sensorType: 'flow_x',
      value: [9, 10, 11, 10][i % 4],
      timestamp: fromMs + i * 3_000,
    })),
  );
}

/** Eight readings at 4.5 standard deviations, each through all stages before the next; no single one is worth an alarm. */
async function eightFarOut(equipmentId: string, between: () => Promise<unknown>): Promise<string[]> {
  await ordinary(equipmentId);
  const fromMs = Date.now() - 20_000;
  for (let n = 0; n < 8; n++) {
    await send([{ equipmentId, sensorType: 'flow_x', value: 13.2, timestamp: fromMs + n * 1_000 }]);
    await between();
  }
  return issuesOf(equipmentId);
}

describe('equal readings give equal alarms', () => {
  it.each<[string, (equipmentId: string) => Promise<unknown>]>([
    ['nothing else happens', async () => undefined],
    [
      'somebody saves another machine’s master data unchanged',
      () => sql.rows("UPDATE andon.equipment SET equipment_type = equipment_type WHERE equipment_id = 'OTHER-1'"),
    ],
    [
      'somebody changes another machine’s master data',
      () => sql.rows("UPDATE andon.equipment SET location = gen_random_uuid()::text WHERE equipment_id = 'OTHER-1'"),
    ],
    [
      'the machine itself is registered anew',
      (equipmentId) =>
        sql.rows('UPDATE andon.equipment SET location = gen_random_uuid()::text WHERE equipment_id = $1', [
          equipmentId,
        ]),
    ],
    [
      'a rebuild elsewhere makes memories be read anew',
      () => sql.rows('UPDATE andon.master_data_version SET version = version + 1'),
    ],
    ['the pipeline loses its connection, and its partitions with it', () => terminate(database.pool, 'andon pipeline')],
    [
      'another server takes over',
      async () => {
        await server.close();
        server = await runCore(database.url);
      },
    ],
  ])('when between eight readings far out %s', async (what, between) => {
    const equipmentId = `SAME-${what.length}-${what.slice(0, 12).replaceAll(' ', '_')}`;
    expect(await eightFarOut(equipmentId, () => between(equipmentId))).toEqual(['flow_x_high_critical pending']);
  });
});

describe('an anomaly', () => {
  it('tells since when its sensor is normal again, until it is not', async () => {
    const send1 = (value: number, timestamp: number) =>
      send([{ equipmentId: 'RTN-1', sensorType: 'temperature', units: '°C', value, timestamp }]);
    const normalSince = async () => {
      const { rows } = await listAnomalies(database.pool, { equipmentIds: ['RTN-1'] }, { first: 1, after: null });
      return rows[0]?.normalSince?.getTime() ?? null;
    };
    const fromMs = Date.now() - 200_000;
    await send1(95, fromMs);
    expect(await normalSince()).toBeNull();
    await send1(40, fromMs + 10_000);
    await send1(41, fromMs + 20_000);
    expect(await normalSince()).toBe(fromMs + 10_000);
    await send1(41, fromMs + 90_000);
    expect(await normalSince()).toBe(fromMs + 10_000);
    await send1(95, fromMs + 100_000);
    expect(await normalSince()).toBeNull();
  });
});

describe('an approval', () => {
  const bearing = { sensorType: 'temperature', units: '°C' };
  const approve = (equipmentId: string) =>
    sql.rows(
      "UPDATE agentic_hmi.agent_recommendations SET status = 'approved', operator_id = 'maria' WHERE equipment_id = $1 AND status = 'pending'",
      [equipmentId],
    );
  /** Readings from 170 seconds ago on, one every ten seconds. */
  const story = (equipmentId: string, values: readonly number[], fromSeconds: number) =>
    send(
      values.map((value, i) => ({
        ...bearing,
        equipmentId,
        value,
        timestamp: Date.now() - (fromSeconds - i * 10) * 1_000,
      })),
    );

  it('does not mute a machine that fails again after a minute of normal values, at whatever level', async () => {
    await story('AGAIN-1', [95], 170);
    await approve('AGAIN-1');
    await story('AGAIN-1', [40, 40, 40, 40, 40, 40, 40], 160);
    await story('AGAIN-1', [87], 90);
    expect(await issuesOf('AGAIN-1')).toEqual(['temperature_high_critical approved', 'temperature_high_high pending']);
    await story('AGAIN-1', [96], 80);
    expect(await issuesOf('AGAIN-1')).toEqual([
      'temperature_high_critical approved',
      'temperature_high_high expired',
      'temperature_high_critical pending',
    ]);
  });

  it('that comes after the value was normal again mutes no failure either', async () => {
    await story('AGAIN-2', [95], 170);
    await story('AGAIN-2', [40, 40, 40, 40, 40, 40, 40], 160);
    await approve('AGAIN-2');
    await story('AGAIN-2', [95], 90);
    expect(await issuesOf('AGAIN-2')).toEqual([
      'temperature_high_critical approved',
      'temperature_high_critical pending',
    ]);
  });

  it('does not mute it after a restart in between either', async () => {
    await story('AGAIN-3', [95], 170);
    await approve('AGAIN-3');
    await story('AGAIN-3', [40, 40, 40, 40], 160);
    await server.close();
    server = await runCore(database.url);
    await story('AGAIN-3', [40, 40, 40], 120);
    await story('AGAIN-3', [95], 90);
    expect(await issuesOf('AGAIN-3')).toEqual([
      'temperature_high_critical approved',
      'temperature_high_critical pending',
    ]);
  });

  it.each([
    ['the trouble stands', [95, 95, 95, 95, 95, 95, 95]],
    ['the value was normal for less than a minute', [95, 40, 40, 40, 40, 40, 95]],
    ['the value was above its warning limit in between', [40, 40, 40, 82, 40, 40, 40]],
  ])('holds while %s', async (what, values) => {
    const equipmentId = `HELD-${what.length}`;
    await story(equipmentId, [95], 170);
    await approve(equipmentId);
    await story(equipmentId, values, 160);
    await story(equipmentId, [95], 90);
    expect(await issuesOf(equipmentId)).toEqual(['temperature_high_critical approved']);
  });
});
