import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { doctor } from '../../../src/cli/commands/doctor.ts';
import { loadConfig } from '../../../src/config.ts';
import { insertApiKey, revokeApiKeys } from '../../../src/db/access/api-keys.ts';
import { grantRuntime } from '../../../src/db/access/runtime-role.ts';
import { chainAudit } from '../../../src/db/audit/audit-chain.ts';
import { openDatabase } from '../../../src/db/connection/database.ts';
import { migrate } from '../../../src/db/migrations/migrate.ts';
import { DayPartitions } from '../../../src/db/upkeep/day-partitions.ts';
import { dropPartition, partitionsBefore } from '../../../src/db/upkeep/retention-delete.ts';
import { createLogger } from '../../../src/log.ts';
import { asAdmin, createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { storeRecommendation } from '../../support/database/stored-rows.ts';

const role = `runtime_${randomBytes(4).toString('hex')}`;
const gateway = `gateway_${role}`;
const group = `gateways_${role}`;
let database: TestDatabase;
let url: string;
/** Sessions of the role that owns nothing. */
let runtime: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  await asAdmin(`CREATE ROLE ${role} LOGIN PASSWORD 'runtime'`);
  const address = new URL(database.url);
  address.username = role;
  address.password = 'runtime';
  url = address.href;
  await grantRuntime(database.pool, role);
  runtime = new pg.Pool({ connectionString: url, max: 2 });
});
afterAll(async () => {
  await runtime.end();
  await database.drop();
  for (const name of [role, gateway, group]) await asAdmin(`DROP ROLE IF EXISTS ${name}`);
});
const denied = { code: '42501' };
const rightsLine = async () => {
  const lines: string[] = [];
  await doctor(loadConfig({ DATABASE_URL: url }), (line) => lines.push(line));
  return lines.find((line) => line.split(/\s+/)[1] === 'rights');
};

describe('A server’s role that owns nothing', () => {
  it.each([
    'ALTER TABLE andon.audit DISABLE TRIGGER ALL',
    'ALTER TABLE agentic_hmi.agent_recommendations DISABLE TRIGGER USER',
    'SET session_replication_role = replica',
    `UPDATE andon.audit SET operator_id = 'x'`,
    `UPDATE andon.recommendation_audit SET operator_id = 'x'`,
    'DELETE FROM andon.recommendation_audit',
    'TRUNCATE andon.audit',
    `INSERT INTO andon.audit (action, object_kind, changed_through) VALUES ('changed', 'x', 'api')`,
    'UPDATE andon.audit_head SET chain_no = 0',
    'SELECT andon.cut_audit(now())',
    `SELECT andon.grant_runtime('${role}')`,
    `INSERT INTO andon.runtime_role VALUES ('public')`,
    `UPDATE andon.runtime_right SET privileges = '{SELECT,UPDATE,DELETE}'`,
    `INSERT INTO andon.api_key (key_id, name, secret_hash, scopes) VALUES ('0123456789ab', 'x', repeat('0', 64), '{read}')`,
    'UPDATE andon.api_key SET revoked_timestamp = NULL',
    'UPDATE andon.event_head SET number = 0',
    'INSERT INTO andon.recommendation_event SELECT * FROM andon.recommendation_event',
    'DELETE FROM agentic_hmi.agent_recommendations',
    'ALTER TABLE andon.alarm DISABLE TRIGGER USER',
    'DELETE FROM andon.alarm',
    `UPDATE andon.alarm_journal SET operator_id = 'x'`,
    'INSERT INTO andon.alarm_journal DEFAULT VALUES',
    `UPDATE andon.alarm_transition SET from_state = '{}'`,
    'INSERT INTO andon.alarm_event SELECT * FROM andon.alarm_event',
    'CREATE TABLE andon.own (x int)',
    'CREATE FUNCTION andon.own() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    'DROP TABLE andon.telemetry_bronze',
    'ALTER FUNCTION andon.audit_change() RENAME TO other',
  ])('cannot %s', async (statement) => {
    await expect(runtime.query(statement)).rejects.toMatchObject(denied);
  });

  it('may call every function that statements of the server call, but those for the owner', async () => {
    const inFolder = async (folder: string) =>
      (await readdir(folder, { recursive: true })).map((name) => join(folder, name));
    const files = [...(await inFolder('src')), ...(await inFolder('sql/statements'))];
    const texts = await Promise.all(
      files.filter((file) => /\.(?:ts|sql)$/.test(file)).map((file) => readFile(file, 'utf8')),
    );
    const called = texts.flatMap((text) => [...text.matchAll(/\bandon\.([a-z_]+)\(/g)].map(([, name]) => name));
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT DISTINCT proname::text AS name FROM pg_proc
       WHERE pronamespace = 'andon'::regnamespace AND proname = ANY ($1::text[]) AND NOT has_function_privilege($2, oid, 'EXECUTE') ORDER BY 1`,
      [called, role],
    );
    expect(rows.map(({ name }) => name)).toEqual(['cut_audit', 'grant_runtime']);
  });

  it('makes and revokes keys by the functions for it, and the audit knows', async () => {
    const key = {
      id: 'abcdef012345',
      name: 'tom',
      secretHash: 'ab'.repeat(32),
      scopes: ['read'],
      siteIds: null,
      expiresAtMs: null,
    } as const;
    await insertApiKey(runtime, key);
    expect(await revokeApiKeys(runtime, [key.id])).toMatchObject([{ id: key.id, name: 'tom' }]);
    const { rows } = await database.pool.query(
      `SELECT action, database_user FROM andon.audit WHERE object_kind = 'api_key' ORDER BY audit_id`,
    );
    expect(rows).toEqual([
      { action: 'added', database_user: role },
      { action: 'changed', database_user: role },
    ]);
  });

  it('makes and drops partitions of days and months, and nothing else, by the functions for it', async () => {
    const at = Date.UTC(2019, 11, 31, 23);
    const tables = ['telemetry_bronze', 'telemetry_silver', 'performance_1min', 'performance_1hour'] as const;
    await new DayPartitions(runtime).ensure(tables, [at]);
    await new DayPartitions(runtime).ensure(tables, [at]);
    const { rows } = await database.pool.query(
      `SELECT relname AS name, pg_get_expr(relpartbound, oid) AS bounds, pg_get_userbyid(relowner) = current_user AS owned
       FROM pg_class WHERE relname ~ '_2019' AND relispartition AND relkind = 'r' ORDER BY 1`,
    );
    const month = `FOR VALUES FROM ('2019-12-01 00:00:00+00') TO ('2020-01-01 00:00:00+00')`;
    const day = `FOR VALUES FROM ('2019-12-31 00:00:00+00') TO ('2020-01-01 00:00:00+00')`;
    expect(rows).toEqual([
      { name: 'performance_1hour_201912', bounds: month, owned: true },
      { name: 'performance_1min_201912', bounds: month, owned: true },
      { name: 'telemetry_bronze_20191231', bounds: day, owned: true },
      { name: 'telemetry_silver_20191231', bounds: day, owned: true },
    ]);
    for (const table of tables) {
      for (const name of await partitionsBefore(runtime, table, new Date('2020-01-02')))
        await dropPartition(runtime, name);
    }
    expect((await database.pool.query(`SELECT FROM pg_class WHERE relname ~ '_2019'`)).rows).toEqual([]);
    for (const name of ['audit', 'telemetry_bronze', 'api_key', 'telemetry_bronze_20191231; DROP TABLE andon.audit']) {
      await expect(runtime.query('SELECT andon.drop_partition($1)', [name])).rejects.toMatchObject({ code: '22023' });
    }
    await expect(runtime.query(`SELECT andon.make_partition('audit', '2019-12-31')`)).rejects.toMatchObject({
      code: '22023',
    });
  });

  it('raises alarms and asks for their transitions, which the journal and the chain have, and changes them no other way', async () => {
    await runtime.query(
      `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, request)
       VALUES ('default', 'TWO-2', 'wear', 2, 'worn', 'raised')`,
    );
    const change = (what: string) => runtime.query(`UPDATE andon.alarm SET ${what} WHERE equipment_id = 'TWO-2'`);
    for (const what of ['active = false', `sentence = 'fine'`, `acknowledged = true`, `request = 'confirmed'`]) {
      await expect(change(what), what).rejects.toMatchObject({ code: 'AN007' });
    }
    await runtime.query(
      `UPDATE andon.alarm AS alarm SET request = 'acknowledged', request_by = 'maria', active = false
       WHERE equipment_id = 'TWO-2' AND andon.alarm_allows(alarm, 'acknowledged')`,
    );
    while ((await chainAudit(runtime, 100)) > 0);
    const { rows } = await database.pool.query(
      `SELECT journal.kind, operator_id, database_user, active, chain_no IS NOT NULL AS chained
       FROM andon.alarm_journal AS journal JOIN andon.alarm USING (alarm_id) WHERE equipment_id = 'TWO-2' ORDER BY journal_id`,
    );
    const by = { database_user: role, active: true, chained: true };
    expect(rows).toEqual([
      { kind: 'raised', operator_id: null, ...by },
      { kind: 'acknowledged', operator_id: 'maria', ...by },
    ]);
  });

  it('is believed when it names the credential that it has checked', async () => {
    const id = await storeRecommendation(database.pool, { equipmentId: 'TWO-1' });
    await runtime.query(
      `UPDATE agentic_hmi.agent_recommendations SET status = 'approved', operator_id = 'maria'
       WHERE recommendation_id = $1 AND (SELECT set_config('andon.credential', '{"keyId":"k1"}', true)) IS NOT NULL`,
      [id],
    );
    const { rows } = await database.pool.query(
      `SELECT key_id, database_user FROM andon.recommendation_audit WHERE recommendation_id = $1 AND new_status = 'approved'`,
      [id],
    );
    expect(rows).toEqual([{ key_id: 'k1', database_user: role }]);
  });

  it('finds the migrations done, and does not start where they are not', async () => {
    const opened = await openDatabase({ kind: 'url', url }, createLogger('silent'));
    try {
      expect(await migrate(opened, createLogger('silent'))).toEqual([]);
      await database.pool.query(
        'DELETE FROM andon.schema_migration WHERE version = (SELECT max(version) FROM andon.schema_migration)',
      );
      await expect(migrate(opened, createLogger('silent'))).rejects.toThrow(
        new RegExp(`lacks 1 migrations.*${role} does not own.*andon migrate`),
      );
    } finally {
      await opened.close();
    }
  });

  it('is told by doctor from one that owns the tables, with what is missing and what it has beyond', async () => {
    expect(await rightsLine()).toMatch(/^ok .*two roles: runtime_\w+ owns nothing/);
    await database.pool.query(`REVOKE INSERT ON andon.anomaly FROM ${role}`);
    expect(await rightsLine()).toMatch(/^WRONG .*lacks INSERT on andon\.anomaly.*andon migrate --runtime-role/);
    await database.pool.query(`GRANT UPDATE ON andon.audit TO ${role}`);
    await grantRuntime(database.pool, role);
    expect(await rightsLine(), 'a grant takes what is beyond').toMatch(/^ok /);
    await database.pool.query(`GRANT UPDATE ON andon.audit TO ${role}`);
    expect(await rightsLine()).toMatch(/^warn .*UPDATE on andon\.audit.*pass by the audit/);
  });
});

describe('A role that writes sensor_data', () => {
  let writer: pg.Pool;
  beforeAll(async () => {
    await asAdmin(`CREATE ROLE ${group}`);
    await asAdmin(`CREATE ROLE ${gateway} LOGIN PASSWORD 'writer' IN ROLE ${group}`);
    await database.pool.query(`GRANT INSERT ON public.sensor_data TO ${gateway}`);
    const address = new URL(database.url);
    address.username = gateway;
    address.password = 'writer';
    writer = new pg.Pool({ connectionString: address.href, max: 1 });
  });
  afterAll(() => writer.end());
  const write = (site: string | null) =>
    writer.query(
      `INSERT INTO sensor_data (site_id, equipment_id, sensor_type, sensor_value, "timestamp") VALUES ($1, 'W-1', 'flow', 1, now())`,
      [site],
    );
  const sites = async () =>
    (await database.pool.query('SELECT site_id FROM andon.sql_inbox ORDER BY inbox_id')).rows.map((row) => row.site_id);

  it('writes for every site until it is bound to some, itself or by a role that it is a member of', async () => {
    await write('south');
    await write(null);
    await database.pool.query(`INSERT INTO andon.writer_site VALUES ('${group}', 'north')`);
    await write('north');
    await write(null);
    for (const site of ['south', 'default', ' north ', 'NORTH'])
      await expect(write(site)).rejects.toMatchObject(denied);
    await database.pool.query(`INSERT INTO andon.writer_site VALUES ('${gateway}', 'south')`);
    await write('south');
    await expect(write(null), 'which of its two sites is not said').rejects.toMatchObject(denied);
    expect(await sites()).toEqual(['south', null, 'north', 'north', 'south']);
  });

  it('leaves others as they were, and the audit knows who was bound', async () => {
    await database.pool.query(
      `INSERT INTO sensor_data (site_id, equipment_id, sensor_type, sensor_value, "timestamp") VALUES ('west', 'W-1', 'flow', 1, now())`,
    );
    expect((await sites()).at(-1)).toBe('west');
    const { rows } = await database.pool.query(
      `SELECT action, object FROM andon.audit WHERE object_kind = 'writer_site' ORDER BY audit_id`,
    );
    expect(rows).toEqual([
      { action: 'added', object: { role_name: group, site_id: 'north' } },
      { action: 'added', object: { role_name: gateway, site_id: 'south' } },
    ]);
  });
});
