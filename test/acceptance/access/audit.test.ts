import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import {
  ApproveRecommendation,
  HistoryQuery,
  IngestReadings,
  RegisterEquipment,
  RemoveSensors,
  SetDetection,
} from '../../support/clients/operations.ts';
import { asAdmin } from '../../support/database/database.ts';
import { useSiteWithKeys } from '../../support/fixtures/site-with-keys.ts';
import { reading } from '../../support/readings/readings.ts';
import { until } from '../../support/until.ts';

const { site, as, known, raiseAt } = useSiteWithKeys();
/** Another program, with a database user of its own. */
const program = `scada_${randomBytes(4).toString('hex')}`;
let sql: SqlClient;
beforeAll(async () => {
  await asAdmin(`CREATE ROLE ${program} LOGIN PASSWORD 'secret'`);
  await site.sql.rows(`GRANT USAGE ON SCHEMA agentic_hmi TO ${program}`);
  await site.sql.rows(`GRANT SELECT, UPDATE ON agentic_hmi.agent_recommendations TO ${program}`);
  const url = new URL(site.databaseUrl);
  url.username = program;
  url.password = 'secret';
  sql = sqlClient(url.href);
});
afterAll(async () => {
  await sql.close();
  await site.sql.rows(`REVOKE ALL ON agentic_hmi.agent_recommendations FROM ${program}`);
  await site.sql.rows(`REVOKE ALL ON SCHEMA agentic_hmi FROM ${program}`);
  await asAdmin(`DROP ROLE ${program}`);
});

const historyOf = async (id: string) => {
  const reader = as(await known({ scopes: ['read'] }));
  return (await reader.request(HistoryQuery, { id })).recommendation?.history ?? [];
};

/** What the audit has of an object, oldest first. */
const entries = (kind: string, object: unknown) =>
  site.sql.rows('SELECT * FROM andon_analytics.audit WHERE object_kind = $1 AND object @> $2 ORDER BY audit_id', [
    kind,
    JSON.stringify(object),
  ]);

describe('The audit names', () => {
  it('the key of a decision beside the operator for whom it spoke, in the history and in the view for analysts', async () => {
    const gateway = await known({ name: 'HMI gateway', scopes: ['decide', 'act_as'] });
    const id = await raiseAt('default');
    await as({ key: gateway, operatorId: 'maria' }).request(ApproveRecommendation, { id });
    const history = await historyOf(id);
    expect(history).toMatchObject([
      { newStatus: 'PENDING', operatorId: null, credential: null },
      { newStatus: 'APPROVED', operatorId: 'maria', credential: { keyId: gateway.id, issuer: null, subject: null } },
    ]);
    const view = 'SELECT * FROM andon_analytics.operator_feedback_bronze WHERE recommendation_id = $1';
    expect(await site.sql.rows(view, [id])).toMatchObject([
      { operator_id: 'maria', key_id: gateway.id, token_subject: null, database_user: history[1]?.databaseUser },
    ]);
  });

  it('the database user of what other programs do by SQL, and no credential that they make up', async () => {
    const id = await raiseAt('default');
    await sql.rows(
      `WITH pretended AS (SELECT set_config('andon.credential', '{"keyId":"0123456789ab"}', true) AS setting)
       UPDATE agentic_hmi.agent_recommendations SET status = 'approved', operator_id = 'maria'
       FROM pretended WHERE recommendation_id = $1 AND setting <> ''`,
      [id],
    );
    expect((await historyOf(id))[1]).toMatchObject({ operatorId: 'maria', databaseUser: program, credential: null });
  });
});

describe('The audit keeps what was and what is of', () => {
  it('limits and equipment, and by which key they were changed; of readings alone it keeps nothing', async () => {
    const engineer = await known({ name: 'eva', scopes: ['configure', 'ingest'] });
    const sensor = { site_id: 'default', equipment_id: 'AUD-1', sensor_type: 'temperature' };
    await as(engineer).request(IngestReadings, { readings: [reading('AUD-1', 'temperature', 20)] });
    expect(await entries('sensor', sensor)).toEqual([]);
    const limits = (criticalLimit: number) => ({ sensorType: 'temperature', warningLimit: 60, criticalLimit });
    for (const critical of [80, 85]) {
      await as(engineer).request(RegisterEquipment, { equipment: [{ id: 'AUD-1', sensors: [limits(critical)] }] });
    }
    const by = { operator_id: 'eva', changed_through: 'api', key_id: engineer.id, site_id: 'default', object: sensor };
    expect(await entries('sensor', sensor)).toMatchObject([
      {
        action: 'changed',
        old_value: { warning_limit: null, critical_limit: null },
        new_value: { warning_limit: 60, critical_limit: 80 },
        ...by,
      },
      { action: 'changed', old_value: { critical_limit: 80 }, new_value: { critical_limit: 85 }, ...by },
    ]);
    await site.sql.rows(`UPDATE andon.sensor_type SET warning_limit = 71 WHERE sensor_type = 'temperature'`);
    expect((await entries('sensor_type', { sensor_type: 'temperature' })).at(-1)).toMatchObject({
      action: 'changed',
      new_value: { warning_limit: 71 },
      changed_through: 'sql',
      operator_id: null,
      key_id: null,
    });
  });

  it('settings of detectors and removals of sensors', async () => {
    const engineer = await known({ name: 'eva', scopes: ['configure', 'ingest'] });
    const by = { operator_id: 'eva', changed_through: 'api', key_id: engineer.id };
    const set = await as(engineer).request(SetDetection, { input: { detector: 'novelty', enabled: false } });
    const id = Number(set.setDetection.settingId);
    expect(await entries('detection_setting', { setting_id: id })).toMatchObject([
      { action: 'added', new_value: { detector: 'novelty', enabled: false }, ...by },
    ]);
    await as(engineer).request(IngestReadings, { readings: [reading('AUD-2', 'flwo', 1)] });
    await as(engineer).request(RemoveSensors, { sensors: [{ equipmentId: 'AUD-2', sensorType: 'flwo' }] });
    const removals = await site.sql.rows(`SELECT * FROM andon_analytics.audit WHERE object_kind = 'sensor_removal'`);
    expect(removals).toMatchObject([{ new_value: { sensors: [{ equipmentId: 'AUD-2', sensorType: 'flwo' }] }, ...by }]);
  });

  it('the configuration of servers, without what is secret', async () => {
    const [first] = await entries('configuration', {});
    expect(first).toMatchObject({ action: 'added', changed_through: 'server' });
    expect(first?.['new_value']).toMatchObject({ ANDON_AUTH: 'keys', HOST: '0.0.0.0', DATABASE_URL: 'set' });
  });

  it('exports', async () => {
    const analyst = await known({ name: 'ann', scopes: ['read'] });
    const query = 'equipmentId=AUD-3&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&resolution=DAY';
    const url = `${site.server.url}/export/performance.csv?${query}`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${analyst.token}` } });
    await answer.text();
    expect(await entries('export', { equipmentIds: ['AUD-3'] })).toMatchObject([
      {
        action: 'exported',
        object: { from: '2026-01-01T00:00:00.000Z', resolution: 'day' },
        site_id: 'default',
        operator_id: 'ann',
        key_id: analyst.id,
      },
    ]);
  });
});

it('The server chains by itself what it and others have written into the three audits', async () => {
  await site.sql.rows(
    `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, request)
     VALUES ('default', 'AUD-4', 'wear', 2, 'worn', 'raised')`,
  );
  await until('every entry has its place', async () => {
    const [left] = await site.sql.rows(
      `SELECT count(*)::int AS waiting FROM (SELECT chain_no FROM andon.audit UNION ALL SELECT chain_no FROM andon.recommendation_audit
         UNION ALL SELECT chain_no FROM andon.alarm_journal) AS entry WHERE chain_no IS NULL`,
    );
    return left?.['waiting'] === 0;
  });
  const [head] = await site.sql.rows('SELECT chain_no::int FROM andon.audit_head');
  const numbers = await site.sql.rows(
    `SELECT chain_no::int FROM andon.audit UNION ALL SELECT chain_no::int FROM andon.recommendation_audit
     UNION ALL SELECT chain_no::int FROM andon.alarm_journal ORDER BY 1`,
  );
  expect(numbers.map(({ chain_no }) => chain_no)).toEqual(numbers.map((_, i) => i + 1));
  expect(head).toEqual({ chain_no: numbers.length });
});
