import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SqlClient, sqlClient } from '../../support/clients/clients-sql.ts';
import { ApproveRecommendation, HistoryQuery } from '../../support/clients/operations.ts';
import { asAdmin } from '../../support/database/database.ts';
import { useSiteWithKeys } from '../../support/fixtures/site-with-keys.ts';

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
