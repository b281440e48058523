import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { doctor } from '../../../src/cli/commands/doctor.ts';
import { loadConfig } from '../../../src/config.ts';
import { readReaderState } from '../../../src/db/access/reader-role.ts';
import { type Database, openDatabase } from '../../../src/db/connection/database.ts';
import { migrate } from '../../../src/db/migrations/migrate.ts';
import { createLogger } from '../../../src/log.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { dataFolder, removeData } from '../../support/database/embedded.ts';

const log = createLogger('silent');
const denied = { code: '42501' };

describe('An analyst in the group andon_reader', () => {
  const login = `bi_${randomBytes(4).toString('hex')}`;
  let database: TestDatabase;
  let admin: pg.Client;
  let analyst: pg.Client;
  beforeAll(async () => {
    database = await createTestDatabase();
    admin = new pg.Client({ connectionString: inject('testCluster').adminUrl });
    await admin.connect();
    await admin.query(`CREATE ROLE ${login} LOGIN PASSWORD 'secret' IN ROLE andon_reader`);
    const url = new URL(database.url);
    url.username = login;
    url.password = 'secret';
    analyst = new pg.Client({ connectionString: url.href });
    await analyst.connect();
  });
  afterAll(async () => {
    await analyst.end();
    await database.drop();
    await admin.query(`DROP ROLE ${login}`);
    await admin.end();
  });

  const relations = async (condition: string): Promise<string[]> => {
    const { rows } = await database.pool.query<{ name: string }>(
      `SELECT format('%s.%I', relnamespace::regnamespace, relname) AS name FROM pg_class
       WHERE relkind IN ('r', 'p', 'v') AND ${condition} ORDER BY 1`,
    );
    return rows.map(({ name }) => name);
  };

  it('may read every view for analysts', async () => {
    const views = await relations(`relnamespace = 'andon_analytics'::regnamespace`);
    expect(views).toHaveLength(15);
    for (const view of views) await analyst.query(`SELECT * FROM ${view} LIMIT 1`);
  });

  it('may read nothing else of ours, and write nowhere', async () => {
    const others = await relations(
      `relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN ('andon', 'agentic_hmi', 'public'))`,
    );
    expect(others.length).toBeGreaterThan(20);
    for (const table of others) {
      await expect(analyst.query(`SELECT * FROM ${table} LIMIT 1`), table).rejects.toMatchObject(denied);
    }
    for (const statement of [
      `INSERT INTO public.sensor_data (equipment_id) VALUES ('X')`,
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) VALUES ('X', 'x', 'high')`,
      `UPDATE andon_analytics.equipment_master SET location = 'elsewhere'`,
      'DELETE FROM andon_analytics.quarantine',
      'CREATE TABLE andon_analytics.own (id int)',
      'CREATE TABLE public.own (id int)',
    ]) {
      await expect(analyst.query(statement), statement).rejects.toMatchObject(denied);
    }
  });

  it('cannot call any function of ours, so no signal and no event', async () => {
    const { rows } = await database.pool.query<{ call: string }>(
      `SELECT format('andon.%I(%s)', proname, array_to_string(ARRAY(SELECT format('NULL::%I.%I', nspname, typname)
                FROM unnest(proargtypes) WITH ORDINALITY AS given (type, place) JOIN pg_type ON pg_type.oid = type
                JOIN pg_namespace ON pg_namespace.oid = typnamespace ORDER BY place), ', ')) AS call
       FROM pg_proc WHERE pronamespace = 'andon'::regnamespace`,
    );
    expect(rows.map(({ call }) => call)).toContain('andon.ring(NULL::pg_catalog.text, NULL::pg_catalog.jsonb)');
    for (const { call } of rows) await expect(analyst.query(`SELECT ${call}`), call).rejects.toMatchObject(denied);
  });
});

describe('The group andon_reader in a cluster', () => {
  let folder: string;
  let own: Database;
  let superuser: pg.Client;
  let address: (user: string, name: string) => string;
  const opened: Database[] = [];
  beforeAll(async () => {
    folder = await dataFolder();
    own = await openDatabase({ kind: 'embedded', dataDir: folder }, log);
    const { port, superuserPassword, password } = JSON.parse(
      await readFile(path.join(folder, 'postgres', 'connection.json'), 'utf8'),
    );
    address = (user, name) =>
      `postgres://${user}:${user === 'postgres' ? superuserPassword : password}@127.0.0.1:${port}/${name}`;
    superuser = new pg.Client({ connectionString: address('postgres', 'lakebase') });
    await superuser.connect();
  }, 60_000);
  afterAll(async () => {
    for (const database of opened) await database.close();
    await superuser.end();
    await own.close();
    await removeData(folder);
  });

  const readerLine = async (url: string): Promise<string> => {
    const lines: string[] = [];
    await doctor(loadConfig({ DATABASE_URL: url }), (line) => lines.push(line));
    return lines.find((line) => line.includes(' reader ')) ?? '';
  };

  it('is there in an embedded database, and a server gives it its rights', async () => {
    await migrate(own, log);
    expect(await readReaderState(own.pool)).toEqual({ views: 15, exists: true, closed: 0 });
    expect(await readerLine(address('andon', 'lakebase'))).toMatch(/^ok .*may read the 15 views/);
  });

  it('is missing where the server may not make it: the server starts, and doctor prints the line that an administrator runs', async () => {
    await superuser.query('DROP OWNED BY andon_reader; DROP ROLE andon_reader');
    await superuser.query('CREATE DATABASE humble OWNER andon');
    const database = await openDatabase({ kind: 'url', url: address('andon', 'humble') }, log);
    opened.push(database);
    await migrate(database, log);
    expect((await readReaderState(database.pool)).exists).toBe(false);

    const line = await readerLine(address('andon', 'humble'));
    const [, remedy = ''] = /^warn .*no role andon_reader.*To mend it: as an administrator: (.*)$/.exec(line) ?? [];
    const administrator = new pg.Client({ connectionString: address('postgres', 'humble') });
    await administrator.connect();
    await administrator.query(remedy);
    await administrator.end();
    expect(await readReaderState(database.pool)).toEqual({ views: 15, exists: true, closed: 0 });
    expect(await readerLine(address('andon', 'humble'))).toMatch(/^ok /);
  });

  it('made by an administrator later is given its rights by the next start', async () => {
    expect((await readReaderState(own.pool)).closed).toBe(15);
    expect(await readerLine(address('andon', 'lakebase'))).toMatch(/^warn .*may not read 15 of the 15 .*GRANT USAGE/);
    await migrate(own, log);
    expect((await readReaderState(own.pool)).closed).toBe(0);
  });

  it('is made once by the servers of many databases that start at the same time', async () => {
    for (const name of ['humble', 'lakebase']) {
      const client = new pg.Client({ connectionString: address('postgres', name) });
      await client.connect();
      await client.query('DROP OWNED BY andon_reader');
      await client.end();
    }
    await superuser.query('DROP ROLE andon_reader; ALTER ROLE andon CREATEROLE');
    const names = Array.from({ length: 8 }, (_, index) => `site_${index}`);
    for (const name of names) await superuser.query(`CREATE DATABASE ${name} OWNER andon`);
    const databases = await Promise.all(
      names.map((name) => openDatabase({ kind: 'url', url: address('andon', name) }, log)),
    );
    opened.push(...databases);
    // Two servers on each.
    await Promise.all([...databases, ...databases].map((database) => migrate(database, log)));
    for (const { pool } of databases) {
      expect(await readReaderState(pool)).toEqual({ views: 15, exists: true, closed: 0 });
    }
  }, 90_000);
});
