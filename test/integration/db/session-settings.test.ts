import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config.ts';
import { type Database, openDatabase } from '../../../src/db/connection/database.ts';
import { readOverridden } from '../../../src/db/connection/session-settings.ts';
import type { Queryable } from '../../../src/db/query/queryable.ts';
import { createEmptyDatabase, createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { misset, quiet } from '../../support/fixtures/adverse-settings.ts';

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

describe('what triggers do in the sessions of other programs', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('is never compiled: the high cost that forbids a plan would start that, for each alert', async () => {
    const { rows } = await database.pool.query(
      `SELECT oid::regprocedure::text FROM pg_proc
       WHERE pronamespace IN ('andon'::regnamespace, 'agentic_hmi'::regnamespace) AND prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql')
         AND NOT coalesce(proconfig @> '{jit=off}', false)`,
    );
    expect(rows).toEqual([]);
  });

  it('writes the same text whatever the program that wrote the row has set', async () => {
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
