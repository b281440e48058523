import { expect, it } from 'vitest';
import { IngestReadings } from '../support/clients/operations.ts';
import { minuteAgoMs, reading } from '../support/readings/readings.ts';
import { expectExactlyOnce, expectGoldFromSilver, untilProcessed } from '../support/server/ledger-proof.ts';
import { runAndon } from '../support/server/server.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { startLoad } from '../support/server/server-ledger.ts';
import { until } from '../support/until.ts';

const site = useSite();
const startMs = minuteAgoMs(60);
const range = ['--from', new Date(startMs).toISOString(), '--to', new Date(startMs + 3_600_000).toISOString()];
const rebuild = (...more: readonly string[]) =>
  runAndon(['rebuild', ...range, ...more], { DATABASE_URL: site.databaseUrl });
const machines = 40;
const readingsEach = 3_000;

async function fillHistory(): Promise<void> {
  for (let part = 0; part < readingsEach; part += 200) {
    const readings = Array.from({ length: machines }, (_, machine) =>
      Array.from({ length: 200 }, (_unused, i) =>
        reading(`PAST-${machine}`, 'flow', part + i, startMs + (part + i) * 1_000),
      ),
    ).flat();
    const { ingestReadings } = await site.http.request(IngestReadings, { readings });
    expect(ingestReadings.accepted).toBe(readings.length);
  }
  await untilProcessed(site.sql);
}

/** By gold: counting the readings themselves again and again would take the server's time from the rebuild. */
const restoredWindows = () =>
  site.sql.number(
    `SELECT count(*) FROM andon.performance_1min JOIN andon.sensor USING (sensor_id) WHERE equipment_id LIKE 'PAST-%'`,
  );
const wrongReadings = () => site.sql.number('SELECT count(*) FROM andon.telemetry_silver WHERE value = -1');

it('andon rebuild restores history beside a server under load; killed at any instant it leaves each window whole', async () => {
  await fillHistory();
  await site.sql.rows(`UPDATE andon.telemetry_silver SET value = -1`);
  await site.sql.rows('DELETE FROM andon.performance_1min');
  const load = startLoad({
    clients: 2,
    batch: 5,
    name: 'LIVE',
    resend: true,
    graphqlUrl: () => site.server.graphqlUrl,
  });

  const windows = (machines * readingsEach) / 60;
  for (const part of [0.05, 0.3, 0.6]) {
    const command = rebuild();
    await until('a part is restored', async () => (await restoredWindows()) > windows * part, {
      withinMs: 60_000,
      state: command.output,
    });
    const exit = await command.stop('SIGKILL');
    expect(exit.signal, command.output()).toBe('SIGKILL');
    const halfDone = await site.sql.rows(
      `SELECT sensor_id, window_start, count(*) FILTER (WHERE value = -1)::int AS wrong, count(gold.sensor_id)::int AS with_gold, count(*)::int
       FROM (SELECT sensor_id, date_trunc('minute', event_time) AS window_start, value FROM andon.telemetry_silver) AS silver
       LEFT JOIN andon.performance_1min AS gold USING (sensor_id, window_start)
       JOIN andon.sensor USING (sensor_id) WHERE equipment_id LIKE 'PAST-%'
       GROUP BY 1, 2
       HAVING NOT (count(*) FILTER (WHERE value = -1) = 0 AND count(gold.sensor_id) = count(*))
          AND NOT (count(*) FILTER (WHERE value = -1) = count(*) AND count(gold.sensor_id) = 0) LIMIT 5`,
    );
    expect(halfDone, 'windows of which silver and gold tell different stories').toEqual([]);
    expect(await wrongReadings()).toBeGreaterThan(0);
  }

  const last = rebuild();
  const exit = await last.ended();
  expect(exit.code, last.output()).toBe(0);
  expect(last.stdout()).toContain('finished: ');
  expect(await wrongReadings()).toBe(0);
  await expectExactlyOnce(site.sql, await load.finish());
  await expectGoldFromSilver(site.sql);
}, 180_000);

it('andon rebuild --dry-run tells the amount of work and changes nothing; an impossible request is explained in a sentence', async () => {
  const before = await site.sql.rows('SELECT * FROM andon.performance_1min ORDER BY sensor_id, window_start');
  const dry = rebuild('--dry-run', '--equipment', 'PAST-1', 'PAST-2');
  expect((await dry.ended()).code, dry.output()).toBe(0);
  expect(dry.stdout()).toMatch(/: 6000 readings in bronze, 100 windows in gold, \d+ transactions\n$/);
  expect(await site.sql.rows('SELECT * FROM andon.performance_1min ORDER BY sensor_id, window_start')).toEqual(before);

  for (const [args, sentence] of [
    [['rebuild', ...range, '--equipment', 'past-1'], 'No sensor is known of equipment past-1.'],
    [['rebuild', '--from', '2020-01-01', '--to', '2020-01-02'], 'Choose --from '],
    [['rebuild', '--from', 'yesterday', '--to', '2020-01-02'], 'want a UTC day'],
    [['rebuild', '--from', '2020-01-01'], "required option '--to <time>' not specified"],
  ] as const) {
    const refused = runAndon([...args], { DATABASE_URL: site.databaseUrl });
    expect((await refused.ended()).code, refused.output()).toBe(1);
    expect(refused.output()).toContain(sentence);
    expect(refused.output()).not.toContain('    at ');
  }
  const nowhere = runAndon(['rebuild', ...range], { ANDON_DATA_DIR: '/nonexistent/andon' });
  expect((await nowhere.ended()).code, nowhere.output()).toBe(1);
  expect(nowhere.output()).toContain('There is no database under /nonexistent/andon');
}, 90_000);
