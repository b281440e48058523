import { describe, expect, it } from 'vitest';
import { createEquipmentService } from '../../../src/services/equipment/equipment-service.ts';
import { useRebuildSite } from '../../support/fixtures/rebuild-site.ts';
import { readLayers, rebuild } from '../../support/readings/rebuild.ts';
import { received, terminate, untilProcessed } from '../../support/server/core.ts';

const site = useRebuildSite();
const place = { equipmentId: 'CR_002', sensorType: 'mode' };

async function register(kind: 'state' | 'gauge', allowedStates: (string | number | boolean)[] | null = null) {
  const sensors = [{ sensorType: place.sensorType, kind, allowedStates }];
  await createEquipmentService(site.database.pool, () => undefined).register([{ id: place.equipmentId, sensors }]);
}

/** From so many seconds ago, a batch each, through all stages before this returns. */
async function shown(...readings: readonly [secondsAgo: number, value: string | number | boolean][]): Promise<void> {
  for (const [secondsAgo, value] of readings) {
    const timestamp = Date.now() - secondsAgo * 1_000;
    expect(await site.server.core.ingest.submit(received([{ ...place, value, timestamp }]))).toMatchObject({
      accepted: 1,
    });
    await untilProcessed(site.database.pool);
  }
}
const told = async () =>
  (
    await site.sql.rows<{ issue_description: string }>(
      'SELECT issue_description FROM agentic_hmi.agent_recommendations ORDER BY created_timestamp',
    )
  ).map(({ issue_description }) => issue_description.replace(/, .*/, ''));
const anomalies = async () => (await readLayers(site.database.pool)).anomalies;

describe('a sensor that shows states', () => {
  it('tells odd states once, whatever they are written in, and chattering, though servers end and batches fail in its middle', async () => {
    await site.sql.rows(
      `INSERT INTO andon.detection_setting (detector, parameters) VALUES ('state', '{"max_changes_per_hour": 6}')`,
    );
    await register('state', ['RUN', 'STOP', true, 3]);
    await shown([110, 'RUN'], [108, ' STOP '], [106, '3']);
    await site.restart({ ANDON_JOIN_WINDOW_S: '0' });
    await shown([104, true], [102, 3]);
    await terminate(site.database.pool, 'andon pipeline');
    await shown([100, 'RUN'], [98, 'STOP']);
    expect(await told()).toEqual([]);
    await site.sql.rows(`DO $$ BEGIN
      CREATE SEQUENCE andon.attempts;
      CREATE FUNCTION andon.fail_once() RETURNS trigger LANGUAGE plpgsql AS $f$
        BEGIN IF nextval('andon.attempts') = 1 THEN RAISE 'the test fails this batch' USING ERRCODE = '40001'; END IF; RETURN NULL; END $f$;
      CREATE TRIGGER fail_once AFTER INSERT ON andon.anomaly FOR EACH STATEMENT EXECUTE FUNCTION andon.fail_once();
    END $$`);
    await shown([96, 'RUN'], [94, 'STOP']);
    expect(await told()).toEqual(['mode of CR_002 is “RUN”']);
    await shown([92, '‮\u{1F4A9}"\'; DROP'], [90, 'RUN'], [88, '‮\u{1F4A9}"\'; DROP']);
    const both = ['mode of CR_002 is “RUN”', 'mode of CR_002 is “�\u{1F4A9}"\'; DROP”'];
    const queued = await told();
    expect(queued).toEqual(both);

    const live = await anomalies();
    const memory = await site.sql.rows('SELECT states FROM andon.detector_memory');
    await rebuild(site.server.database, site.wholeTime);
    expect(await anomalies()).toEqual(live);
    expect(await site.sql.rows('SELECT states FROM andon.detector_memory')).toEqual(memory);
    await shown([60, 'RUN']);
    expect(await told()).toEqual(queued);
  });

  it('is judged as what it is registered as from the next reading on, and keeps numbers in its windows', async () => {
    await register('state', [0, 1]);
    await shown([300, 1], [240, 0], [180, 7]);
    expect(await told()).toEqual(['mode of CR_002 is “7”']);
    const { gold } = await readLayers(site.database.pool);
    expect(gold.map(({ mean }) => mean)).toEqual([1, 0, 7]);
    await register('gauge');
    await shown([120, 9]);
    await register('state', [0, 1, 9]);
    await shown([60, 9], [2, 8]);
    const found = (await anomalies()).map(({ detector, value }) => [detector, value]);
    expect(found).toEqual([
      ['state', 7],
      ['state', 8],
    ]);
    const [stored] = await site.sql.rows<{ states: string[] }>(
      "SELECT states -> 'states' AS states FROM andon.detector_memory",
    );
    expect(stored?.states).toEqual(['9', '8']);
    const [definition] = await site.sql.rows('SELECT kind, allowed_states FROM andon_analytics.sensor_definitions');
    expect(definition).toEqual({ kind: 'state', allowed_states: [0, 1, 9] });
  });
});
