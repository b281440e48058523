import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEquipmentService } from '../../../src/services/equipment/equipment-service.ts';
import { createPerformanceService } from '../../../src/services/performance-service.ts';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { readLayers, rebuild } from '../../support/readings/rebuild.ts';
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

// Begins with an hour, so that minutes of one hour are one.
const startMs = Math.floor(Date.now() / 3_600_000 - 1) * 3_600_000;
const sensorType = 'energy_total';

async function register(id: string, rollOverAt: number | null = null, unit = 'kWh'): Promise<void> {
  await createEquipmentService(database.pool, () => undefined).register([
    { id, sensors: [{ sensorType, unit, kind: 'counter', rollOverAt }] },
  ]);
}

/** Pairs of second and value, in one batch. */
async function send(equipmentId: string, ...readings: [second: number, value: number, quality?: string][]) {
  const batch = readings.map(([second, value, quality = 'GOOD']) => ({
    equipmentId,
    sensorType,
    units: 'kWh',
    value,
    quality,
    timestamp: startMs + second * 1_000,
  }));
  expect(await server.core.ingest.submit(received(batch))).toMatchObject({ rejected: [] });
  await untilProcessed(database.pool);
}

async function windows(equipmentId: string, resolution: 'minute' | 'hour' | 'day' = 'minute') {
  const { rows } = await createPerformanceService(database.pool, { watermarkMs: 30_000 }).windows(
    {
      siteId: 'default',
      equipmentId,
      sensorType,
      from: new Date(startMs - 86_400_000),
      to: new Date(startMs + 86_400_000),
      resolution,
    },
    { first: 500, after: null },
  );
  return rows;
}
const increases = async (equipmentId: string, resolution?: 'minute' | 'hour' | 'day') =>
  (await windows(equipmentId, resolution)).map(({ increase }) => increase);

const whole = () => ({ fromMs: startMs, toMs: startMs + 2 * 3_600_000 });

describe('the increase of a counter', () => {
  it('counts rises, takes a fall for a reset, and gives the step between windows to the later one', async () => {
    await register('CO-1');
    await send('CO-1', [0, 100], [30, 103], [59, 104], [70, 110], [80, 2], [90, 5], [300, 6]);
    expect(await increases('CO-1')).toEqual([4, 6 + 2 + 3, 1]);
    expect(await increases('CO-1', 'hour')).toEqual([16]);
    expect((await increases('CO-1', 'day')).reduce<number>((sum, one) => sum + (one ?? 0), 0)).toBe(16);
  });

  it('is the same in the views of minutes, hours and days', async () => {
    for (const [view, expected] of [
      ['1min', [4, 11, 1]],
      ['1hour', [16]],
      ['1day', [16]],
    ] as const) {
      const rows = await sql.rows(
        `SELECT increase FROM andon_analytics.equipment_performance_${view} WHERE equipment_id = 'CO-1' ORDER BY window_start`,
      );
      expect(rows, view).toEqual(expected.map((increase) => ({ increase })));
    }
  });

  it('goes on beyond the end where the counter rolls over, within a minute and between two', async () => {
    await register('CO-2', 65_536);
    await send('CO-2', [0, 65_000], [10, 100], [50, 65_500], [61, 64]);
    expect(await increases('CO-2')).toEqual([636 + 65_400, 100]);
  });

  it('takes a fall from the lower half for a reset, also of a counter that rolls over', async () => {
    await register('CO-3', 65_536);
    await send('CO-3', [0, 500], [10, 20], [70, 5]);
    expect(await increases('CO-3')).toEqual([20, 5]);
  });

  it('comes out the same in whatever order and batches the readings come, and BAD ones do not count', async () => {
    await register('CO-4');
    await send('CO-4', [200, 40]);
    await send('CO-4', [70, 20], [20, 10]);
    const before = await windows('CO-4');
    expect(before.map(({ increase }) => increase)).toEqual([0, 10, 20]);
    await send('CO-4', [75, 0, 'BAD'], [90, 30], [10, 4]);
    const after = await windows('CO-4');
    expect(after.map(({ increase }) => increase)).toEqual([6, 20, 10]);
    expect(after.map(({ revision }, i) => revision > (before[i]?.revision ?? 0))).toEqual([true, true, true]);
  });

  it('is computed from history by a rebuild, which changes nothing the second time', async () => {
    await send('CO-5', [0, 100], [30, 103], [70, 1]);
    expect(await increases('CO-5')).toEqual([null, null]);
    await register('CO-5');
    const before = await windows('CO-5');
    await rebuild(server.database, whole());
    expect(await increases('CO-5')).toEqual([3, 1]);
    // A screen that has the window of the lower revision takes this one in its place.
    for (const [i, { revision }] of (await windows('CO-5')).entries()) {
      expect(revision).toBeGreaterThan(before[i]?.revision ?? 0);
    }
    const layers = await readLayers(database.pool);
    await rebuild(server.database, whole());
    expect(await readLayers(database.pool)).toEqual(layers);
    await sql.rows(`UPDATE andon.sensor SET roll_over_at = 105 WHERE equipment_id = 'CO-5'`);
    expect(await increases('CO-5')).toEqual([3, 3]);
  });

  it('has no step from one unit into another, within a minute and between two, whatever comes late, and in the views', async () => {
    await register('CO-8');
    await send('CO-8', [0, 100], [30, 103], [70, 105]);
    await register('CO-8', null, 'Wh');
    await send('CO-8', [80, 106], [90, 108], [200, 110]);
    expect(await increases('CO-8')).toEqual([3, 2_000, 2_000]);
    await send('CO-8', [250, 111]);
    await send('CO-8', [85, 107], [20, 100.5]);
    expect(await increases('CO-8')).toEqual([0, 2_000, 2_000, 1_000]);
    for (const [view, expected] of [
      ['1min', [0, 2_000, 2_000, 1_000]],
      ['1hour', [5_000]],
      ['1day', [5_000]],
    ] as const) {
      const rows = await sql.rows(
        `SELECT increase FROM andon_analytics.equipment_performance_${view} WHERE equipment_id = 'CO-8' ORDER BY window_start`,
      );
      expect(rows, view).toEqual(expected.map((increase) => ({ increase })));
    }
    expect(await increases('CO-8', 'hour')).toEqual([5_000]);
    await rebuild(server.database, { fromMs: startMs + 60_000, toMs: startMs + 3_600_000 });
    expect(await increases('CO-8')).toEqual([0, 3_000, 2_000, 1_000]);
    await rebuild(server.database, whole());
    expect(await increases('CO-8')).toEqual([3_000, 5_000, 2_000, 1_000]);
  });

  it('goes on over another spelling of the same unit, and over the first that is given', async () => {
    await register('CO-9');
    await send('CO-9', [0, 100], [70, 105]);
    for (const unit of ['KWH', 'kwh', 'kW.h']) await register('CO-9', null, unit);
    await send('CO-9', [80, 106], [200, 110]);
    expect(await increases('CO-9')).toEqual([0, 6, 4]);
    expect(await sql.rows(`SELECT unit_changed_at FROM andon.sensor WHERE equipment_id = 'CO-9'`)).toEqual([
      { unit_changed_at: null },
    ]);
    await sql.rows(`INSERT INTO andon.equipment (site_id, equipment_id) VALUES ('default', 'CO-10')`);
    await sql.rows(
      `INSERT INTO andon.sensor (site_id, equipment_id, sensor_type, kind) VALUES ('default', 'CO-10', $1, 'counter')`,
      [sensorType],
    );
    await send('CO-10', [0, 100], [70, 105]);
    await register('CO-10');
    await send('CO-10', [80, 106]);
    expect(await increases('CO-10')).toEqual([0, 6]);
  });

  it('is null for gauges, and for a sensor that is none any more', async () => {
    await send('CO-6', [0, 1], [1, 5]);
    expect(await increases('CO-6')).toEqual([null]);
    await sql.rows(`UPDATE andon.sensor SET kind = 'gauge' WHERE equipment_id = 'CO-3'`);
    expect(await increases('CO-3', 'hour')).toEqual([null]);
  });
});

describe('a counter', () => {
  it('raises no alarm when its meter is exchanged, carries no flag for its size, and is held to its own limits', async () => {
    await register('CO-7');
    // A unit that was just given would end the baseline by itself; without one, −1,000…10,000 is plausible.
    await sql.rows(`UPDATE andon.sensor SET unit = NULL WHERE equipment_id = 'CO-7'`);
    await sql.rows(`UPDATE andon.sensor SET unit_changed_at = NULL WHERE equipment_id = 'CO-7'`);
    const nowS = Math.floor((Date.now() - startMs) / 1_000);
    const hour = Array.from({ length: 180 }, (_, i): [number, number] => [nowS - 1_800 + i * 10, 123_456 + i * 0.1]);
    await send('CO-7', ...hour);
    await send('CO-7', [nowS - 4, 0], [nowS - 3, 0.1], [nowS - 2, 0.2], [nowS - 1, 0.3]);
    const sensor = "(SELECT sensor_id FROM andon.sensor WHERE equipment_id = 'CO-7')";
    expect(await sql.rows(`SELECT * FROM andon.anomaly WHERE sensor_id = ${sensor}`)).toEqual([]);
    expect(await sql.rows(`SELECT * FROM andon.telemetry_silver WHERE sensor_id = ${sensor} AND flags <> 0`)).toEqual(
      [],
    );
    await sql.rows(`UPDATE andon.sensor SET alarm_high = 1000 WHERE equipment_id = 'CO-7'`);
    await send('CO-7', [nowS, 2_000]);
    expect(
      await sql.rows("SELECT issue_type FROM agentic_hmi.agent_recommendations WHERE equipment_id = 'CO-7'"),
    ).toHaveLength(1);
  });

  it('keeps its end when its unit changes', async () => {
    const equipment = createEquipmentService(database.pool, () => undefined);
    await register('CO-8', 65_536);
    await equipment.register([{ id: 'CO-8', sensors: [{ sensorType, unit: 'MWh' }] }]);
    const [sensors] = await equipment.sensorsByEquipment([{ siteId: 'default', equipmentId: 'CO-8' }]);
    expect(sensors).toMatchObject([{ kind: 'counter', unit: 'MWh', rollOverAt: 65.536 }]);
    await expect(equipment.register([{ id: 'CO-8', sensors: [{ sensorType, rollOverAt: 0 }] }])).rejects.toThrow(
      'equipment[0].sensors[0].rollOverAt',
    );
  });
});
