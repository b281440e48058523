import { describe, expect, it } from 'vitest';
import { seconds, useRebuildSite } from '../../support/fixtures/rebuild-site.ts';
import { readLayers, rebuild } from '../../support/readings/rebuild.ts';
import { received, terminate, untilProcessed } from '../../support/server/core.ts';

const site = useRebuildSite();

const choose = (detector: string, parameters: Readonly<Record<string, number>>) =>
  site.sql.rows('INSERT INTO andon.detection_setting (detector, enabled, parameters) VALUES ($1, true, $2)', [
    detector,
    JSON.stringify(parameters),
  ]);

/** 87 °C, above the critical limit, from so many seconds ago; each reading through all stages before this returns. */
async function hot(secondsAgo: number): Promise<void> {
  const timestamp = Date.now() - secondsAgo * 1_000;
  await site.server.core.ingest.submit(
    received([{ equipmentId: 'KILN-1', sensorType: 'temperature', units: '°C', value: 87, timestamp }]),
  );
  await untilProcessed(site.database.pool);
}
const told = async () =>
  (
    await site.sql.rows<{ issue_description: string }>(
      'SELECT issue_description FROM agentic_hmi.agent_recommendations',
    )
  ).map(({ issue_description }) => issue_description);

describe('an on-delay', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['nothing else happens', async () => undefined],
    ['the server is started anew', () => site.restart()],
    ['the pipeline loses its connection', () => terminate(site.database.pool, 'andon pipeline')],
    [
      'the next batch fails once',
      () =>
        site.sql.rows(`DO $$ BEGIN
          CREATE SEQUENCE andon.attempts;
          CREATE FUNCTION andon.fail_once() RETURNS trigger LANGUAGE plpgsql AS $f$
            BEGIN IF nextval('andon.attempts') = 1 THEN RAISE 'the test fails this batch' USING ERRCODE = '40001'; END IF; RETURN NULL; END $f$;
          CREATE TRIGGER fail_once AFTER INSERT ON andon.anomaly FOR EACH STATEMENT EXECUTE FUNCTION andon.fail_once();
          END $$`),
    ],
  ])('ends when it is due though in its middle %s', async (_, between) => {
    await choose('limit', { on_delay_s: 60 });
    await hot(100);
    await between();
    await hot(60);
    expect(await told()).toEqual([]);
    await hot(38);
    const [only, ...others] = await told();
    expect(others).toEqual([]);
    expect(only).toMatch(/^temperature of KILN-1 is 87 °C, above the critical limit of 85 °C, for 6\d s\.$/);
  });
});

describe('a rebuild that begins in the middle', () => {
  it('finds the same rates of change and limits as the readings did when they came in', async () => {
    await choose('rate_of_change', { max_rise_per_minute: 3, max_fall_per_minute: 3, over_s: 90 });
    await choose('limit', { deadband: 2, on_delay_s: 45 });
    for (const start of seconds(10, 60)) {
      const readings = seconds(6, 10).map((offset) => {
        const second = start + offset;
        return { second, sensorType: 'temperature', value: 82 + 8 * Math.sin(second / 70), units: '°C' };
      });
      await site.send(...readings);
    }
    await untilProcessed(site.database.pool);
    const live = (await readLayers(site.database.pool)).anomalies;
    expect(new Set(live.map(({ detector }) => detector))).toEqual(new Set(['limit', 'rate_of_change']));

    for (const minute of [3, 4, 5, 6]) {
      const fromMs = site.baseMs + minute * 60_000;
      const done = await rebuild(site.server.database, { fromMs, toMs: fromMs + 120_000 });
      expect(done).toMatchObject({ finished: true, readings: 12, anomalies: 0 });
    }
    expect((await readLayers(site.database.pool)).anomalies).toEqual(live);
  });
});
