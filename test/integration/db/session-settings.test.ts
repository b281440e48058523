import { readFile } from 'node:fs/promises';
import pg from 'pg';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config.ts';
import { type Database, openDatabase } from '../../../src/db/connection/database.ts';
import { readOverridden } from '../../../src/db/connection/session-settings.ts';
import { migrate } from '../../../src/db/migrations/migrate.ts';
import type { Queryable } from '../../../src/db/query/queryable.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { startOwnCluster } from '../../support/database/own-cluster.ts';
import { received, runCore, untilProcessed } from '../../support/server/core.ts';

/** All of it at once, each as bad as an ordinary role may set it for itself. */
const adverse: Readonly<Record<string, string>> = {
  synchronous_commit: 'off',
  extra_float_digits: '-15',
  array_nulls: 'off',
  lock_timeout: '1ms',
  // Not less: together with exit_on_error below, which ends a session with its first error, the session would end before a slow
  // machine has run the statement that settles it.
  statement_timeout: '200ms',
  idle_in_transaction_session_timeout: '50ms',
  idle_session_timeout: '300ms',
  default_transaction_isolation: 'serializable',
  default_transaction_read_only: 'on',
  default_transaction_deferrable: 'on',
  TimeZone: 'Asia/Kathmandu',
  DateStyle: 'SQL, DMY',
  IntervalStyle: 'sql_standard',
  bytea_output: 'escape',
  row_security: 'on',
  search_path: 'evil, pg_catalog',
  plan_cache_mode: 'force_custom_plan',
  standard_conforming_strings: 'off',
  escape_string_warning: 'off',
  backslash_quote: 'off',
  transform_null_equals: 'on',
  exit_on_error: 'on',
  quote_all_identifiers: 'on',
  check_function_bodies: 'off',
  client_min_messages: 'error',
  client_encoding: 'LATIN1',
  xmlbinary: 'hex',
  jit: 'on',
  jit_above_cost: '0',
  work_mem: '64kB',
  enable_indexscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashagg: 'off',
  enable_partition_pruning: 'off',
  constraint_exclusion: 'off',
  gin_fuzzy_search_limit: '1',
};

const quiet = pino({ level: 'silent' });

async function misset(url: string, target: string, only = Object.keys(adverse)): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('SET default_transaction_read_only TO off');
  await client.query('CREATE SCHEMA evil');
  await client.query(
    `CREATE FUNCTION evil.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT 'epoch'::timestamptz $$;
     CREATE FUNCTION evil.count(bigint) RETURNS bigint LANGUAGE sql AS $$ SELECT -1::bigint $$`,
  );
  for (const name of only) {
    const value = name === 'search_path' ? adverse[name] : pg.escapeLiteral(adverse[name] ?? '');
    await client.query(`ALTER ${target.replace('{database}', client.database ?? '')} SET ${name} TO ${value}`);
  }
  await client.end();
}

/** One odd value, an alarm and a plain one, twice; the second time after a restart, so that nothing is remembered. */
async function works(url: string): Promise<void> {
  const timestamp = new Date(Date.now() - 2_000).toISOString();
  const readings = received(
    [0.1 + 0.2, 1e-7 / 3, 99.5].map((value, i) => ({
      equipmentId: `ODD-${i}`,
      sensorType: i === 2 ? 'temperature' : 'flow',
      value,
      timestamp,
    })),
  );
  const first = await runCore(url);
  try {
    await expect(first.core.ingest.submit(readings)).resolves.toEqual({ accepted: 3, duplicates: 0, rejected: [] });
    await untilProcessed(first.database.pool);
    const { rows } = await first.database.pool.query(
      'SELECT equipment_id FROM agentic_hmi.agent_recommendations ORDER BY equipment_id',
    );
    expect(rows).toEqual([{ equipment_id: 'ODD-2' }]);
  } finally {
    await first.close();
  }
  const second = await runCore(url);
  try {
    await expect(second.core.ingest.submit(readings)).resolves.toEqual({ accepted: 0, duplicates: 3, rejected: [] });
    // An analyst's own session is as it is: whatever it shows, it shows the right window.
    const analyst = new pg.Client({ connectionString: url });
    await analyst.connect();
    await analyst.query('SET statement_timeout TO 0');
    await analyst.query('SET jit TO off');
    const { rows } = await analyst.query<{ same: boolean }>(
      `SELECT avg_value = 0.1::float8 + 0.2::float8 AND window_start = to_timestamp(floor($1::float8 / 3600) * 3600) AS same
       FROM andon_analytics.equipment_performance_1hour WHERE equipment_id = 'ODD-0'`,
      [Date.parse(timestamp) / 1_000],
    );
    await analyst.end();
    expect(rows).toEqual([{ same: true }]);
  } finally {
    await second.close();
  }
}

describe.concurrent('settings of a role, a database or a cluster do not reach what a promise rests on', () => {
  it('of the role: readings are acknowledged, known again and raise alarms, on a database migrated under them', async ({
    onTestFinished,
  }) => {
    const database = await createEmptyDatabase();
    onTestFinished(() => database.drop());
    await misset(database.url, 'ROLE CURRENT_USER IN DATABASE {database}');
    await migrated(database.url);
    await works(database.url);
  });

  it('settings of the database: readings are acknowledged, known again and raise alarms', async ({
    onTestFinished,
  }) => {
    const database = await createEmptyDatabase();
    onTestFinished(() => database.drop());
    // A database that is read only is meant to be, see write-state; a role's own default is not.
    const names = Object.keys(adverse).filter((name) => name !== 'default_transaction_read_only');
    await misset(database.url, 'DATABASE {database}', names);
    await migrated(database.url);
    await works(database.url);
  });

  it('settings of the cluster, and of a session by PGOPTIONS: readings are acknowledged, known again and raise alarms', async ({
    onTestFinished,
  }) => {
    const {
      default_transaction_read_only: _meant,
      search_path: _quoted,
      client_encoding: _ofClients,
      statement_timeout,
      ...settings
    } = adverse;
    const cluster = await startOwnCluster({ settings });
    onTestFinished(() => cluster.close());
    const admin = new pg.Client({ connectionString: cluster.adminUrl });
    await admin.connect();
    await admin.query(`ALTER SYSTEM SET statement_timeout TO ${pg.escapeLiteral(statement_timeout ?? '')}`);
    await admin.query('SELECT pg_reload_conf()');
    await admin.end();
    const url = `${cluster.url}?options=${encodeURIComponent('-c synchronous_commit=off -c default_transaction_read_only=on')}`;
    await migrated(url);
    await works(url);
    // The one that only a superuser may set, and which would leave everything working without a single alarm.
    const superuser = new pg.Client({ connectionString: cluster.adminUrl });
    await superuser.connect();
    await superuser.query('ALTER ROLE andon SET session_replication_role TO replica');
    await superuser.end();
    await expect(openDatabase({ kind: 'url', url }, quiet)).rejects.toThrow(
      /session_replication_role is replica for this role.*ALTER ROLE … RESET session_replication_role/,
    );
  }, 60_000);
});

async function migrated(url: string): Promise<void> {
  const opened = await openDatabase({ kind: 'url', url }, quiet);
  try {
    await migrate(opened, quiet);
  } finally {
    await opened.close();
  }
}

describe('a connection', () => {
  let database: TestDatabase;
  let opened: Database;
  beforeAll(async () => {
    database = await createTestDatabase();
    await misset(database.url, 'ROLE CURRENT_USER IN DATABASE {database}');
    opened = await openDatabase(loadConfig({ DATABASE_URL: database.url }).database, quiet);
  });
  afterAll(async () => {
    await opened.close();
    await database.drop();
  });
  const asked = [
    'synchronous_commit',
    'extra_float_digits',
    'array_nulls',
    'lock_timeout',
    'statement_timeout',
    'idle_in_transaction_session_timeout',
    'idle_session_timeout',
    'default_transaction_read_only',
    'plan_cache_mode',
  ];
  const read = async (client: Queryable) => {
    const { rows } = await client.query<{ all: Record<string, string> }>(
      'SELECT json_object_agg(name, current_setting(name)) AS all FROM unnest($1::text[]) AS name',
      [asked],
    );
    return rows[0]?.all;
  };
  const own = {
    synchronous_commit: 'on',
    extra_float_digits: '1',
    array_nulls: 'on',
    lock_timeout: '0',
    statement_timeout: '0',
    idle_in_transaction_session_timeout: '0',
    idle_session_timeout: '0',
    default_transaction_read_only: 'off',
    plan_cache_mode: 'auto',
  };

  it('a connection of the pool has the server’s own settings, and a statement timeout a little below the pool’s', async () => {
    expect(await read(opened.pool)).toEqual({ ...own, statement_timeout: '27s' });
  });

  it('a connection of one task has the limits that the task asked for, and no others', async () => {
    const plain = await opened.connect({ applicationName: 'plain' });
    const limited = await opened.connect({
      applicationName: 'limited',
      genericPlans: true,
      queryTimeoutMs: 10_000,
      maxSilence: { inTransactionMs: 5_000, betweenMs: 10_000 },
    });
    expect(await read(plain)).toEqual(own);
    expect(await read(limited)).toEqual({
      ...own,
      statement_timeout: '9s',
      idle_in_transaction_session_timeout: '5s',
      idle_session_timeout: '10s',
      plan_cache_mode: 'force_generic_plan',
    });
    await plain.end();
    await limited.end();
  });

  it('waits for more than a disk where an administrator wants that: what is stronger than ours stays', async () => {
    const commits = async (value: string) => {
      const admin = new pg.Client({ connectionString: database.url });
      await admin.connect();
      await admin.query('SET default_transaction_read_only TO off');
      await admin.query(`ALTER ROLE CURRENT_USER IN DATABASE ${admin.database} SET synchronous_commit TO ${value}`);
      await admin.end();
      const client = await opened.connect({ applicationName: 'commits' });
      const answer = await read(client);
      await client.end();
      return answer?.['synchronous_commit'];
    };
    expect(await commits('remote_apply')).toBe('remote_apply');
    for (const weaker of ['remote_write', 'local', 'off']) expect(await commits(weaker)).toBe('on');
  });

  it('that is left as configured tells what would be overridden, and by whom it was set', async () => {
    const client = await opened.connect({ applicationName: 'plain', asConfigured: true });
    const overridden = await readOverridden(client);
    await client.end();
    expect(overridden).toContainEqual({
      name: 'extra_float_digits',
      configured: '-15',
      source: 'database user',
      used: '1',
    });
    expect(overridden.map(({ name }) => name)).toContain('synchronous_commit');
    expect(overridden.map(({ name }) => name)).not.toContain('work_mem');
  });
});

describe('what triggers write as text', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('is the same whatever the session of the program that wrote the row has set', async () => {
    const snapshot = async (settings: readonly string[]) => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      for (const setting of settings) await client.query(`SET ${setting}`);
      await client.query(
        `INSERT INTO agentic_hmi.agent_recommendations
           (equipment_id, issue_type, severity, confidence_score, time_to_threshold, created_timestamp, updated_timestamp)
         VALUES ('TEXT', gen_random_uuid()::text, 'high', 0.1::float8 + 0.2::float8, '1 day 02:03:04', '2026-01-02T03:04:05Z', '2026-01-02T03:04:05Z')`,
      );
      await client.end();
      const { rows } = await database.pool.query<{ recommendation: Record<string, unknown> }>(
        'SELECT recommendation FROM andon.recommendation_event ORDER BY number DESC LIMIT 1',
      );
      const { recommendation_id: _id, issue_type: _type, ...rest } = rows[0]?.recommendation ?? {};
      return rest;
    };
    const plain = await snapshot([]);
    expect(plain).toMatchObject({ confidence_score: 0.1 + 0.2, created_timestamp: '2026-01-02T03:04:05+00:00' });
    const odd = ["TimeZone TO 'Asia/Kathmandu'", 'DateStyle TO SQL, DMY', 'IntervalStyle TO sql_standard'];
    expect(await snapshot([...odd, 'extra_float_digits TO -15', 'search_path TO evil, pg_catalog'])).toEqual(plain);
  });
});

describe('the record of decisions', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createEmptyDatabase();
  });
  afterAll(() => database.drop());

  it('says of every setting that a session can change what was decided about it', async () => {
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT name FROM pg_settings WHERE context IN ('user', 'superuser') AND name NOT LIKE '%.%'`,
    );
    const record = await readFile(new URL('../../../docs/decisions/0034-session-settings.md', import.meta.url), 'utf8');
    expect(rows.map(({ name }) => name).filter((name) => !record.includes(`\`${name}\``))).toEqual([]);
  });
});
