import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { chainAudit, cutAudit, readAuditHead } from '../../../src/db/audit/audit-chain.ts';
import { recordConfiguration } from '../../../src/db/audit/configuration.ts';
import { inTransaction } from '../../../src/db/query/transaction.ts';
import { checkAudit } from '../../../src/services/audit/audit-check.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { storeRecommendation } from '../../support/database/stored-rows.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
let run: (text: string, values?: unknown[]) => Promise<Record<string, unknown>[]>;
let made = 0;
beforeAll(async () => {
  database = await createTestDatabase();
  run = async (text, values = []) => (await database.pool.query<Record<string, unknown>>(text, values)).rows;
});
afterAll(() => database.drop());

/** An entry of andon.audit that locks nothing else. */
const refused = `SELECT andon.record_access('[{"action": "refused"}]')`;

const logs = ['audit', 'recommendation_audit', 'alarm_journal'] as const;

/** Entries of all three, chained. */
async function entries(): Promise<void> {
  made += 1;
  await storeRecommendation(database.pool, { equipmentId: `CHAIN-${made}` });
  await run(
    `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, value, request)
     VALUES ('default', $1, 'wear', 2, 'worn', 0.1::float8 + 0.2::float8, 'raised')`,
    [`CHAIN-${made}`],
  );
  await run(`UPDATE andon.sensor_type SET warning_limit = warning_limit - 0.001 WHERE sensor_type = 'temperature'`);
  while ((await chainAudit(database.pool, 100)) > 0);
}
const findings = async () => (await checkAudit(database.pool)).check.findings;
beforeEach(entries);

describe('The chain of the audit', () => {
  it('holds the entries of all audits without a gap, in the order in which they were committed', async () => {
    const other = await database.pool.connect();
    await other.query('BEGIN');
    await other.query(refused);
    await entries();
    const before = await readAuditHead(database.pool);
    await other.query('COMMIT');
    other.release();
    await chainAudit(database.pool, 100);
    const last = await run('SELECT chain_no, object FROM andon.audit ORDER BY audit_id DESC LIMIT 2');
    expect(
      last.map(({ chain_no }) => chain_no),
      'what was committed last is last',
    ).toEqual([before.chainNo, before.chainNo + 1]);
    const numbers = await run(
      `${logs.map((log) => `SELECT chain_no FROM andon.${log}`).join(' UNION ALL ')} ORDER BY 1`,
    );
    expect(numbers.map(({ chain_no }) => chain_no)).toEqual(numbers.map((_, i) => i + 1));
    expect(await findings()).toEqual([]);
  });

  it('is made by one server at a time, and the others do not wait for it', async () => {
    await inTransaction(database.pool, async (client) => {
      await client.query('SELECT FROM andon.audit_head FOR UPDATE');
      await run(refused);
      expect(await chainAudit(database.pool, 100)).toBe(0);
    });
    expect(await chainAudit(database.pool, 100)).toBe(1);
  });

  it('takes no change, removal or truncation, not even of an entry that is not chained yet', async () => {
    await run(refused);
    await expect(run('DELETE FROM andon.audit WHERE chain_no IS NULL')).rejects.toMatchObject({ code: 'AN004' });
    for (const table of logs) {
      const statements = [`DELETE FROM andon.${table}`, `TRUNCATE andon.${table}`];
      const changes = ["operator_id = 'x'", 'chain_no = chain_no + 1', 'chain_hash = NULL'];
      for (const statement of [...statements, ...changes.map((change) => `UPDATE andon.${table} SET ${change}`)]) {
        await expect(run(statement), statement).rejects.toMatchObject({ code: 'AN004' });
      }
    }
  });

  it('is the same whatever the session says of times and numbers that goes on with it', async () => {
    const client = await database.pool.connect();
    await client.query(`SET TimeZone = 'Asia/Tokyo'; SET extra_float_digits = -5; SET DateStyle = 'German'`);
    await run(
      `UPDATE andon.alarm SET request = 'acknowledged', request_by = 'maria' WHERE equipment_id = 'CHAIN-${made}'`,
    );
    expect(await chainAudit(client, 100)).toBe(1);
    client.release(true);
    expect(await findings()).toEqual([]);
  });

  it('names who inserts an entry by hand, and when, and gives it no place of its choice', async () => {
    await run(
      `INSERT INTO andon.recommendation_audit
         (recommendation_id, version, occurred_at, new_status, operator_id, database_user, application_name, chain_no)
       VALUES ('forged', 2, '2020-01-01', 'approved', 'maria', 'the server', 'andon', 1)`,
    );
    const [row] = await run(
      `SELECT database_user = session_user AS named, occurred_at > now() - interval '1 minute' AS timed, chain_no
       FROM andon.recommendation_audit WHERE recommendation_id = 'forged'`,
    );
    expect(row).toEqual({ named: true, timed: true, chain_no: null });
  });
});

it('The audit has what differs between two starts of a server, and nothing where nothing does', async () => {
  for (const settings of [
    { PORT: '4000', ANDON_AUTH: 'none' },
    { PORT: '4000', ANDON_AUTH: 'none' },
    { PORT: '4000', ANDON_AUTH: 'keys', HOST: '0.0.0.0' },
    { PORT: '4000', ANDON_AUTH: 'keys' },
  ]) {
    await recordConfiguration(database.pool, 'mine:4000', settings);
  }
  expect(
    await run(
      `SELECT action, old_value, new_value FROM andon.audit WHERE object_kind = 'configuration' ORDER BY audit_id`,
    ),
  ).toEqual([
    { action: 'added', old_value: null, new_value: { PORT: '4000', ANDON_AUTH: 'none' } },
    {
      action: 'changed',
      old_value: { ANDON_AUTH: 'none', HOST: null },
      new_value: { ANDON_AUTH: 'keys', HOST: '0.0.0.0' },
    },
    { action: 'changed', old_value: { HOST: '0.0.0.0' }, new_value: { HOST: null } },
  ]);
});

describe('andon audit verify', () => {
  /** As the owner of the tables can: without their triggers, and back again afterwards. */
  async function tampered(...statements: readonly string[]): Promise<string[]> {
    const client = await database.pool.connect();
    try {
      await client.query('BEGIN');
      for (const table of [...logs, 'audit_head']) {
        await client.query(`ALTER TABLE andon.${table} DISABLE TRIGGER USER`);
      }
      for (const statement of statements) await client.query(statement);
      return (await checkAudit(client)).check.findings;
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }
  const newest = 'SELECT max(chain_no) FROM andon.';

  it.each([
    [
      'a changed decision',
      `UPDATE andon.recommendation_audit SET operator_id = 'tom' WHERE chain_no = (${newest}recommendation_audit)`,
      'was changed',
    ],
    [
      'a changed transition of an alarm',
      `UPDATE andon.alarm_journal SET kind = 'acknowledged' WHERE chain_no = (${newest}alarm_journal)`,
      'was changed',
    ],
    [
      'a changed time',
      `UPDATE andon.audit SET occurred_at = occurred_at - interval '1 ms' WHERE chain_no = (${newest}audit)`,
      'was changed',
    ],
    [
      'a changed old value',
      `UPDATE andon.audit SET old_value = '{"warning_limit": null}' WHERE chain_no = (${newest}audit)`,
      'was changed',
    ],
    [
      'a removed entry',
      `DELETE FROM andon.alarm_journal WHERE chain_no = (SELECT max(chain_no) - 1 FROM andon.audit)`,
      'is missing',
    ],
    ['a removed end', `DELETE FROM andon.audit WHERE chain_no = (${newest}audit)`, 'is missing'],
    [
      'an inserted entry',
      `INSERT INTO andon.audit (action, object_kind, changed_through, chain_no, chain_hash)
       SELECT 'changed', 'sensor', 'sql', chain_no + 1, chain_hash FROM andon.audit_head`,
      'inserted behind the end',
    ],
  ])('finds %s and says which', async (_, statement, words) => {
    const { chainNo } = await readAuditHead(database.pool);
    const found = await tampered(statement);
    const named = found.find((finding) => finding.includes(words));
    expect(named).toMatch(new RegExp(`\\b(${chainNo - 2}|${chainNo - 1}|${chainNo}|${chainNo + 1})\\b`));
  });

  it('finds nothing in a chain that its owner has made anew, unless it is given a place that was kept elsewhere', async () => {
    const kept = await readAuditHead(database.pool);
    const client = await database.pool.connect();
    await client.query('BEGIN');
    for (const table of logs) await client.query(`ALTER TABLE andon.${table} DISABLE TRIGGER USER`);
    await client.query(`UPDATE andon.recommendation_audit SET chain_no = NULL, operator_id = 'tom'`);
    await client.query('UPDATE andon.audit SET chain_no = NULL');
    await client.query('UPDATE andon.alarm_journal SET chain_no = NULL');
    await client.query(`UPDATE andon.audit_head SET chain_no = 0, chain_hash = decode(repeat('00', 32), 'hex')`);
    while ((await chainAudit(client, 1_000)) > 0);
    expect((await checkAudit(client)).check.findings).toEqual([]);
    expect((await checkAudit(client, [kept])).check.findings).toEqual([
      expect.stringContaining(`entry ${kept.chainNo} has another hash`),
    ]);
    await client.query('ROLLBACK');
    client.release();
  });

  it('goes on from what was cut off, which is in the audit itself, and finds what goes without a cut', async () => {
    const before = await readAuditHead(database.pool);
    const beforeMs = Date.now();
    await until('the next moment', () => Date.now() > beforeMs + 1);
    const cutAt = new Date();
    await entries();
    expect(await cutAudit(database.pool, cutAt)).toBeGreaterThanOrEqual(3);
    await chainAudit(database.pool, 100);
    const { check, cut } = await checkAudit(database.pool, [before]);
    expect(check.findings).toEqual([]);
    expect(cut).toMatchObject(before);
    expect(await run(`SELECT action, new_value FROM andon.audit WHERE object_kind = 'audit'`)).toMatchObject([
      { action: 'added', new_value: { through_chain_no: before.chainNo } },
    ]);
    await expect(run('DELETE FROM andon.audit')).rejects.toMatchObject({ code: 'AN004' });
    await expect(run('DELETE FROM andon.audit_cut')).rejects.toMatchObject({ code: 'AN004' });
  });
});
