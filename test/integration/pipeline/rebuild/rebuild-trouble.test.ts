import { describe, expect, it } from 'vitest';
import { expectSameGold, seconds, useRebuildSite } from '../../../support/fixtures/rebuild-site.ts';
import { readLayers, rebuild } from '../../../support/readings/rebuild.ts';
import { connect, untilProcessed } from '../../../support/server/core.ts';
import { expectGoldFromSilver } from '../../../support/server/ledger-proof.ts';
import { until } from '../../../support/until.ts';

const site = useRebuildSite();
const { send } = site;

describe('a rebuild that meets trouble', () => {
  it('keeps what quarantine holds of a reading that was mended and taken since, and opens nothing anew', async () => {
    await send(
      { second: 0, sensorType: 'temperature', value: 20, units: 'mm/s' },
      { second: 1, sensorType: 'temperature', value: 21, units: 'mm/s' },
    );
    await untilProcessed(site.database.pool);
    const entries = () =>
      site.sql.rows<{ id: number; open: boolean }>(
        'SELECT quarantine_id::int AS id, replayed_at IS NULL AS open FROM andon.quarantine ORDER BY event_time',
      );
    const [inPlace, elsewhere] = await entries();
    const mended = { equipmentId: 'PRESS-1', sensorType: 'temperature', units: '°C' };
    await site.server.core.quarantineReplay.replay([
      { id: inPlace?.id ?? 0, reading: { ...mended, index: 0, value: 20, timestamp: site.baseMs } },
      {
        id: elsewhere?.id ?? 0,
        reading: {
          ...mended,
          sensorType: 'vibration',
          units: 'mm/s',
          index: 1,
          value: 21,
          timestamp: site.baseMs + 1_000,
        },
      },
    ]);
    await untilProcessed(site.database.pool);
    expect(await rebuild(site.server.database, site.wholeTime)).toMatchObject({ silver: 0, windows: 0, quarantine: 0 });
    expect(await entries()).toEqual([
      { ...inPlace, open: false },
      { ...elsewhere, open: false },
    ]);
  });

  it('puts a reading that the database refuses into quarantine with its reason, and takes all others', async () => {
    await send(...seconds(50, 1).map((second) => ({ sensorType: 'flow', value: second, second })));
    await untilProcessed(site.database.pool);
    await site.sql.rows('DELETE FROM andon.telemetry_silver');
    await site.sql.rows('ALTER TABLE andon.telemetry_silver ADD CONSTRAINT test_marker CHECK (value NOT IN (7, 31))');
    await rebuild(site.server.database, site.wholeTime);
    const { silver, quarantine } = await readLayers(site.database.pool);
    expect(silver.map(({ value }) => value)).toEqual(seconds(50, 1).filter((value) => value !== 7 && value !== 31));
    expect(quarantine).toMatchObject([
      {
        code: 'REFUSED_BY_DATABASE',
        event_time: new Date(site.baseMs + 7_000),
        message: expect.stringContaining('test_marker'),
      },
      { code: 'REFUSED_BY_DATABASE', event_time: new Date(site.baseMs + 31_000) },
    ]);
    await expectGoldFromSilver(site.sql);
  });

  it('stops between slices when it is told to, and does the rest when it is given again', async () => {
    await send(...seconds(60, 10).map((second) => ({ sensorType: 'flow', value: second, second })));
    await untilProcessed(site.database.pool);
    const live = await readLayers(site.database.pool);
    await site.sql.rows('DELETE FROM andon.performance_1min');
    const abort = new AbortController();
    abort.abort();
    expect(await rebuild(site.server.database, site.wholeTime, { signal: abort.signal })).toMatchObject({
      finished: false,
      slices: 0,
    });
    expect(await rebuild(site.server.database, site.wholeTime)).toMatchObject({ finished: true, windows: 10 });
    expectSameGold((await readLayers(site.database.pool)).gold, live.gold);
  });

  it('refuses what it cannot compute anew, and says why', async () => {
    await send({ sensorType: 'flow', value: 1, second: 0 });
    await untilProcessed(site.database.pool);
    const month = 30 * 86_400_000;
    await expect(rebuild(site.server.database, { ...site.wholeTime, fromMs: site.baseMs - month })).rejects.toThrow(
      /Bronze begins at \d{4}-/,
    );
    await expect(rebuild(site.server.database, { fromMs: 2, toMs: 1 })).rejects.toThrow(
      '--from must be earlier than --to',
    );
    await expect(
      rebuild(site.server.database, { ...site.wholeTime, equipmentIds: ['PRESS-1', 'press-1'] }),
    ).rejects.toThrow('equipment press-1.');
  });

  it('never empties gold of a day whose bronze retention drops while its turn comes', async () => {
    await send({ sensorType: 'flow', value: 1, second: 0 });
    await untilProcessed(site.database.pool);
    const partition = `andon.telemetry_bronze_${new Date(site.baseMs).toISOString().slice(0, 10).replaceAll('-', '')}`;
    // Dropped in the instant after the slices were counted: the first thing a slice does is to lock its partition.
    const dropper = await connect(site.database.url);
    await dropper.query('BEGIN');
    await dropper.query('SELECT FROM andon.pipeline_partition FOR UPDATE');
    const rebuilding = rebuild(site.server.database, site.wholeTime);
    rebuilding.catch(() => undefined);
    await until(
      'the slice waits',
      async () =>
        (await site.sql.number(
          `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'andon rebuild' AND wait_event_type = 'Lock'`,
        )) === 1,
    );
    await dropper.query(`DROP TABLE ${partition}`);
    await dropper.query('COMMIT');
    await dropper.end();
    await expect(rebuilding).rejects.toThrow('was dropped while its turn came');
    expect((await readLayers(site.database.pool)).gold).toHaveLength(1);
  });
});
