import { describe, expect, it } from 'vitest';
import { expectSameGold, seconds, useRebuildSite } from '../../../support/fixtures/rebuild-site.ts';
import { readLayers, rebuild } from '../../../support/readings/rebuild.ts';
import { untilProcessed } from '../../../support/server/core.ts';
import { expectGoldFromSilver } from '../../../support/server/ledger-proof.ts';

const site = useRebuildSite();
const { send, sendAnHour } = site;

const withoutIds = (rows: readonly Record<string, unknown>[]) => rows.map(({ anomaly_id: _, ...rest }) => rest);

describe('a rebuild when nothing has changed', () => {
  it('changes nothing: no row, no revision, no id', async () => {
    await sendAnHour({ withLate: false });
    const before = await readLayers(site.database.pool);
    expect(before.anomalies.length).toBeGreaterThan(3);
    expect(before.quarantine.length).toBeGreaterThan(10);
    const done = await rebuild(site.server.database, site.wholeTime);
    expect(done).toMatchObject({ finished: true, silver: 0, windows: 0, anomalies: 0, quarantine: 0 });
    expect(done.readings).toBe(60 * 6 * 12);
    expect(done.slices).toBeGreaterThan(60);
    expect(await readLayers(site.database.pool)).toEqual(before);
  });

  it('makes from bronze alone what the live run made: silver exactly, gold to 1e-9, the same anomalies and quarantine', async () => {
    await sendAnHour({ withLate: true });
    const live = await readLayers(site.database.pool);
    await site.sql.rows(`TRUNCATE andon.telemetry_silver, andon.performance_1min, andon.anomaly, andon.quarantine`);
    // Rows that bronze does not account for have to go.
    await site.sql.rows(
      `INSERT INTO andon.performance_1min SELECT sensor_id, 1, to_timestamp($1::float8 / 1000), 5, 0, 5, 5 FROM andon.sensor WHERE sensor_type = 'state'`,
      [site.baseMs],
    );
    for (const maxReadings of [37, 100_000]) {
      await rebuild(site.server.database, site.wholeTime, { maxReadings });
      const rebuilt = await readLayers(site.database.pool);
      expect(rebuilt.silver).toEqual(live.silver);
      expectSameGold(rebuilt.gold, live.gold);
      expect(rebuilt.gold.every(({ revision }) => revision === 1)).toBe(true);
      expect(withoutIds(rebuilt.anomalies)).toEqual(withoutIds(live.anomalies));
      expect(rebuilt.quarantine).toEqual(live.quarantine);
      expect(rebuilt.status).toEqual(live.status);
    }
  });

  it('takes whole minutes: a range within one minute restores that minute and leaves its neighbours', async () => {
    await send(...[0, 50, 80, 110, 160, 170, 230].map((second) => ({ sensorType: 'flow', value: second, second })));
    await untilProcessed(site.database.pool);
    const live = await readLayers(site.database.pool);
    await site.sql.rows('UPDATE andon.performance_1min SET mean = -1');
    await rebuild(site.server.database, { fromMs: site.baseMs + 61_000, toMs: site.baseMs + 62_000 });
    const means = (await readLayers(site.database.pool)).gold.map(({ mean }) => mean);
    expect(means).toEqual([-1, live.gold[1]?.['mean'], -1, -1]);
  });
});

describe('a rebuild after the master data were mended', () => {
  it('lets in what was quarantined for its unit, converted, and restates its windows', async () => {
    await send(
      ...seconds(3, 20).map((second) => ({ sensorType: 'temperature', value: 212, units: '°F', second })),
      ...seconds(3, 20).map((second) => ({ sensorType: 'vibration', value: 2, units: 'bar', second })),
    );
    await untilProcessed(site.database.pool);
    await site.sql.rows(`UPDATE andon.sensor SET unit = '°F' WHERE sensor_type = 'temperature'`);
    await site.sql.rows(`UPDATE andon.sensor SET unit = 'bar' WHERE sensor_type = 'vibration'`);
    await send({ sensorType: 'temperature', value: 212, units: '°F', second: 59 });
    await untilProcessed(site.database.pool);

    const done = await rebuild(site.server.database, site.wholeTime);
    expect(done).toMatchObject({ silver: 6, windows: 2, quarantine: 3 });
    const layers = await readLayers(site.database.pool);
    expect(layers.silver.map(({ sensor_type, value }) => [sensor_type, value])).toEqual([
      ...Array(4).fill(['temperature', 212]),
      ...Array(3).fill(['vibration', 2]),
    ]);
    expect(layers.gold).toMatchObject([
      { sensor_type: 'temperature', reading_count: 4, mean: 212, m2: 0, revision: 3 },
      { sensor_type: 'vibration', reading_count: 3, mean: 2, m2: 0, revision: 1 },
    ]);
    expect(layers.quarantine).toEqual([]);
    await expectGoldFromSilver(site.sql);
    expect(await rebuild(site.server.database, site.wholeTime)).toMatchObject({ silver: 0, windows: 0, anomalies: 0 });
  });

  it('takes out what contradicts the right unit, with its windows', async () => {
    await site.sql.rows(`INSERT INTO andon.equipment (equipment_id) VALUES ('PRESS-1')`);
    await send(
      { sensorType: 'flow', value: 7, units: 'mm/s', second: 0 },
      { sensorType: 'flow', value: 212, units: '°F', second: 60 },
    );
    await untilProcessed(site.database.pool);
    await site.sql.rows(`UPDATE andon.sensor SET unit = '°C' WHERE sensor_type = 'flow'`);
    await rebuild(site.server.database, site.wholeTime);
    const layers = await readLayers(site.database.pool);
    expect(layers.silver.map(({ value }) => value)).toEqual([expect.closeTo(100, 9)]);
    expect(layers.gold).toMatchObject([
      { reading_count: 1, revision: 2, window_start: new Date(site.baseMs + 60_000) },
    ]);
    expect(layers.quarantine).toMatchObject([
      { door: 'pipeline', code: 'UNIT_MISMATCH', event_time: new Date(site.baseMs) },
    ]);
  });

  it('touches only the equipment and the site it was given', async () => {
    for (const equipmentId of ['A', 'B']) await send({ equipmentId, sensorType: 'flow', value: 1, second: 0 });
    await untilProcessed(site.database.pool);
    await site.sql.rows('UPDATE andon.telemetry_silver SET value = -1');
    const values = async () => (await readLayers(site.database.pool)).silver.map(({ value }) => value);
    await expect(rebuild(site.server.database, { ...site.wholeTime, siteId: 'elsewhere' })).rejects.toThrow(
      'at site elsewhere',
    );
    await rebuild(site.server.database, { ...site.wholeTime, equipmentIds: ['B'] });
    expect(await values()).toEqual([-1, 1]);
    await rebuild(site.server.database, { ...site.wholeTime, siteId: 'default' });
    expect(await values()).toEqual([1, 1]);
  });
});

describe('anomalies in a rebuild', () => {
  const anomalies = () =>
    site.sql.rows<{ anomaly_id: string; value: number; limit_name: string }>(
      `SELECT anomaly_id, value, evidence #>> '{limit,name}' AS limit_name FROM andon.anomaly ORDER BY event_time`,
    );

  it('keep their id and follow the limits; those that hold no more go, unless a recommendation points at them; none is raised', async () => {
    const nowSecond = Math.floor((Date.now() - site.baseMs) / 1_000);
    await send(
      { sensorType: 'temperature', value: 87, second: 0 },
      { sensorType: 'temperature', value: 82, second: 60 },
    );
    await send({ sensorType: 'temperature', value: 86, second: nowSecond });
    await untilProcessed(site.database.pool);
    const [first, second, told] = await anomalies();
    const raised = await site.sql.rows('SELECT * FROM agentic_hmi.agent_recommendations');
    expect(raised).toMatchObject([{ anomaly_id: told?.anomaly_id }]);

    await site.sql.rows(`UPDATE andon.sensor SET warning_limit = 86.5, critical_limit = 95, emergency_limit = 99`);
    expect(await rebuild(site.server.database, site.wholeTime)).toMatchObject({ silver: 0, windows: 0, anomalies: 2 });
    expect(await anomalies()).toEqual([{ ...first, limit_name: 'warning' }, { ...told }]);
    expect(second?.value).toBe(82);
    await site.sql.rows(`UPDATE andon.sensor SET warning_limit = 1, critical_limit = 2, emergency_limit = 3`);
    await rebuild(site.server.database, site.wholeTime);
    expect((await anomalies()).map(({ limit_name }) => limit_name)).toEqual(['emergency', 'emergency', 'emergency']);
    expect(await site.sql.rows('SELECT * FROM agentic_hmi.agent_recommendations')).toEqual(raised);
  });
});
