import { describe, expect, it } from 'vitest';
import { seconds, useRebuildSite } from '../../../support/fixtures/rebuild-site.ts';
import { readLayers, rebuild } from '../../../support/readings/rebuild.ts';
import { connect, untilProcessed } from '../../../support/server/core.ts';
import { expectGoldFromSilver } from '../../../support/server/ledger-proof.ts';
import { until } from '../../../support/until.ts';

const site = useRebuildSite();
const { send } = site;

describe('a live pipeline beside a rebuild', () => {
  it('reads its baselines anew once they were restated', async () => {
    const minutes = seconds(20, 60).map((second) => ({
      sensorType: 'oil',
      value: 100 + (second % 7),
      units: 'psi',
      second,
    }));
    await send(...minutes);
    await untilProcessed(site.database.pool);
    await site.sql.rows(`UPDATE andon.sensor SET unit = 'bar'`);
    // As if nothing had noticed it: windows in another unit are no baseline otherwise.
    await site.sql.rows('UPDATE andon.sensor SET unit_changed_at = NULL');
    const baseline = () =>
      site.sql.rows<{ value: number }>(
        `SELECT round(value::numeric, 1)::float8 AS value FROM andon.anomaly WHERE detector = 'excursion' ORDER BY event_time`,
      );
    await send({ sensorType: 'oil', value: 103, units: 'psi', second: 1_200 });
    await untilProcessed(site.database.pool);
    expect(await baseline(), 'against the old windows it looks far off').toEqual([{ value: 7.1 }]);

    await rebuild(site.server.database, site.wholeTime);
    expect(await baseline()).toEqual([]);
    await send({ sensorType: 'oil', value: 104, units: 'psi', second: 1_210 });
    await untilProcessed(site.database.pool);
    expect(await baseline(), 'against the new windows it is as ever').toEqual([]);
  });

  it('judges a batch that had to wait for a slice by what the slice found', async () => {
    await send({ sensorType: 'temperature', value: 70, second: 0 });
    await untilProcessed(site.database.pool);
    const slice = await connect(site.database.url);
    await slice.query('BEGIN');
    await slice.query('SELECT FROM andon.pipeline_partition FOR UPDATE');
    await send({ sensorType: 'temperature', value: 70, second: 1 });
    await until(
      'the pipeline waits for the slice',
      async () =>
        (await site.sql.number(
          `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'andon pipeline' AND wait_event_type = 'Lock'`,
        )) === 1,
    );
    await slice.query(`UPDATE andon.sensor SET warning_limit = 60`);
    await slice.query('COMMIT');
    await slice.end();
    await untilProcessed(site.database.pool);
    expect(await site.sql.number('SELECT count(*) FROM andon.anomaly')).toBe(1);
  });

  it('is left what it has not taken yet: a slice ends where the checkpoint stands', async () => {
    await send({ sensorType: 'flow', value: 1, second: 0 });
    await untilProcessed(site.database.pool);
    await site.restart({ ANDON_PIPELINE: 'off' });
    await send({ sensorType: 'flow', value: 2, second: 1 });
    await site.sql.rows('UPDATE andon.telemetry_silver SET value = -1');
    expect(await rebuild(site.server.database, site.wholeTime)).toMatchObject({ readings: 2, silver: 1 });
    expect((await readLayers(site.database.pool)).silver.map(({ value }) => value)).toEqual([1]);
    await site.restart();
    await untilProcessed(site.database.pool);
    const { silver, gold, quarantine } = await readLayers(site.database.pool);
    expect(silver.map(({ value }) => value)).toEqual([1, 2]);
    expect(gold).toMatchObject([{ reading_count: 2, mean: 1.5 }]);
    expect(quarantine).toEqual([]);
  });

  it('counts every reading once, even into the very minutes that are being rebuilt', async () => {
    let stop = false;
    let sent = 0;
    const sending = (async () => {
      while (!stop) {
        const from = sent;
        sent += 60;
        await send(
          ...seconds(60, 1).map((i) => ({
            equipmentId: `LIVE-${i % 12}`,
            sensorType: 'flow',
            value: from + i,
            second: (from + i) * 0.007,
          })),
        );
      }
    })();
    await until('some readings are in', () => sent > 600);
    await site.sql.rows('UPDATE andon.telemetry_silver SET value = -1, batch_no = 0');
    await site.sql.rows('DELETE FROM andon.performance_1min');
    for (let round = 0; round < 2; round += 1)
      await rebuild(site.server.database, site.wholeTime, { maxReadings: 500 });
    stop = true;
    await sending;
    await untilProcessed(site.database.pool);
    const differences = await site.sql.number(
      `SELECT count(*) FROM andon.telemetry_bronze AS b FULL JOIN andon.telemetry_silver AS s USING (sensor_id, event_time)
       WHERE b.value_number IS DISTINCT FROM s.value`,
    );
    expect(differences).toBe(0);
    expect(await site.sql.number('SELECT count(*) FROM andon.telemetry_silver')).toBe(sent);
    await expectGoldFromSilver(site.sql);
    expect(site.server.core.pipelineState().lastError).toBeNull();
  });
});
