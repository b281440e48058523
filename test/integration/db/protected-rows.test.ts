import { describe, expect, it } from 'vitest';
import { useRecommendationRows } from '../../support/fixtures/recommendation-rows-fixture.ts';
import { connect, received } from '../../support/server/core.ts';

const site = useRecommendationRows();
const { machine, run } = site;

describe('rows that everything rests on', () => {
  it.each([
    'setting',
    'master_data_version',
    'bronze_head',
    'event_head',
    'restatement_head',
    'api_key_head',
    'performance_rolled',
    'pipeline_partition',
    'sensor',
  ])('rows of andon.%s cannot be removed, and the error says why', async (name) => {
    await expect(run(`DELETE FROM andon.${name}`)).rejects.toMatchObject({ code: 'AN006', hint: expect.any(String) });
    await expect(run(`TRUNCATE andon.${name} CASCADE`)).rejects.toMatchObject({
      code: 'AN006',
      hint: expect.any(String),
    });
  });

  it('such as a sensor’s name cannot become another’s either, since its readings name it', async () => {
    await site.server.core.ingest.submit(
      received([{ equipmentId: machine(), sensorType: 's', value: 1, timestamp: Date.now() }]),
    );
    for (const change of [`sensor_type = 't'`, `site_id = 'x'`]) {
      await expect(run(`UPDATE andon.sensor SET ${change} WHERE equipment_id = $1`, [machine()])).rejects.toMatchObject(
        { code: 'AN005' },
      );
    }
    await run(`UPDATE andon.sensor SET name = 'still free' WHERE equipment_id = $1`, [machine()]);
  });

  it('rows of equipment in use cannot be removed either, also not by CASCADE', async () => {
    await expect(run('TRUNCATE andon.equipment CASCADE')).rejects.toMatchObject({ code: 'AN006' });
  });

  it('all sensor types may be removed, and every server then judges without them', async () => {
    const version = async () => (await run('SELECT version FROM andon.master_data_version'))[0]?.version;
    const before = await version();
    const client = await connect(site.database.url);
    await client.query('BEGIN; TRUNCATE andon.sensor_type');
    const after = (await client.query('SELECT version::int AS version FROM andon.master_data_version')).rows[0]
      ?.version;
    await client.query('ROLLBACK');
    await client.end();
    expect(after).toBeGreaterThan(before);
  });
});

it('every server learns of keys that TRUNCATE removes, as of keys that are deleted', async () => {
  const version = async () => (await run('SELECT version FROM andon.api_key_head'))[0]?.version;
  const before = await version();
  await run('TRUNCATE andon.api_key');
  expect(await version()).toBeGreaterThan(before);
});
