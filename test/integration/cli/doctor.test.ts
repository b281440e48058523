import { afterEach, describe, expect, test } from 'vitest';
import { doctor } from '../../../src/cli/commands/doctor.ts';
import { loadConfig } from '../../../src/config.ts';
import { createEmptyDatabase, createTestDatabase } from '../../support/database/database.ts';
import { dataFolder, removeData } from '../../support/database/embedded.ts';
import { startTransactionPooler } from '../../support/database/transaction-pooler.ts';

const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function examine(
  env: Record<string, string>,
): Promise<{ code: number; lines: string[]; of(name: string): string }> {
  const lines: string[] = [];
  const code = await doctor(loadConfig(env), (line) => lines.push(line));
  return { code, lines, of: (name) => lines.find((line) => line.split(/\s+/)[1] === name) ?? '' };
}

async function database(create = createTestDatabase): Promise<Awaited<ReturnType<typeof create>>> {
  const made = await create();
  cleanUp.push(() => made.drop());
  return made;
}

describe('doctor', () => {
  test('finds nothing wrong with a migrated database, one line a check', async () => {
    const { url } = await database();
    const found = await examine({ DATABASE_URL: url });

    expect(found.lines.filter((line) => !/^(ok|skipped) /.test(line))).toEqual([]);
    expect(found.lines.map((line) => line.split(/\s+/)[1])).toEqual([
      'disk',
      'connection',
      'server',
      'encoding',
      'session',
      'rights',
      'listen',
      'clock',
      'migrations',
      'reader',
      'keys',
    ]);
    expect(found.code).toBe(0);
  });

  test('makes no connection and still looks at everything that needs none', async () => {
    const found = await examine({ DATABASE_URL: 'postgres://someone:secret@127.0.0.1:1/nowhere' });

    expect(found.of('connection')).toMatch(/^WRONG .*someone@127\.0\.0\.1:1\/nowhere.*ECONNREFUSED.*To mend it: /);
    for (const name of ['server', 'rights', 'listen', 'clock', 'migrations', 'reader']) {
      expect(found.of(name)).toMatch(/^skipped .*because there is no connection/);
    }
    expect(found.lines.join('\n')).not.toContain('secret');
    expect(found.code).toBe(1);
  });

  test('names a transaction pooler, through which notifications do not arrive', async () => {
    const { url } = await database();
    const pooler = await startTransactionPooler(url);
    cleanUp.push(() => pooler.close());
    const found = await examine({ DATABASE_URL: pooler.url });

    expect(found.of('connection')).toMatch(/^ok /);
    expect(found.of('listen')).toMatch(
      /^WRONG .*pooler in transaction mode \(such as PgBouncer\).*To mend it: .*server itself/,
    );
    expect(found.code).toBe(1);
  });

  test('says how many migrations are pending, which is nothing wrong before the first start', async () => {
    const { url } = await database(createEmptyDatabase);
    const found = await examine({ DATABASE_URL: url });
    expect(found.of('migrations')).toMatch(/^warn .*0 applied, \d+ pending, from 0001_\w+\.sql on.*andon migrate/);
    expect(found.code).toBe(0);
  });

  test('finds a database that is newer than the program', async () => {
    const { url, pool } = await database();
    await pool.query(
      `INSERT INTO andon.schema_migration (version, slug, checksum) VALUES (9999, 'from_the_future', '')`,
    );
    const found = await examine({ DATABASE_URL: url });
    expect(found.of('migrations')).toMatch(/^WRONG .*To mend it: .*version 9999.*update this server/);
    expect(found.code).toBe(1);
  });

  test('finds a database in which nothing can be written', async () => {
    const { url, pool } = await database();
    await pool.query(
      'DO $$ BEGIN EXECUTE format($f$ALTER DATABASE %I SET default_transaction_read_only = on$f$, current_database()); END $$',
    );
    const found = await examine({ DATABASE_URL: url });
    expect(found.of('server')).toMatch(/^WRONG .*read-only/);
    expect(found.code).toBe(1);
  });

  test('tells which settings it overrides: what is configured, by whom, and what is used instead', async () => {
    const { url, pool } = await database();
    const { rows } = await pool.query<{ name: string }>('SELECT current_database() AS name');
    const name = rows[0]?.name;
    await pool.query(`ALTER ROLE CURRENT_USER IN DATABASE ${name} SET synchronous_commit = off`);
    await pool.query(`ALTER DATABASE ${name} SET lock_timeout = '2s'`);
    const found = await examine({ DATABASE_URL: url });
    expect(found.of('session')).toContain('synchronous_commit is "off" (database user), Andon uses on');
    expect(found.of('session')).toContain('lock_timeout is "2s" (database), Andon uses 0');
    expect(found.code).toBe(0);
  });

  test('finds missing rights and prints the statement that gives them', async () => {
    const { url, pool } = await database();
    const { rows } = await pool.query<{ role: string }>('SELECT quote_ident(current_user) AS role');
    const role = rows[0]?.role;
    await pool.query(`REVOKE CREATE ON SCHEMA agentic_hmi FROM ${role}`);
    const superuser = await pool.query<{ on: boolean }>(
      'SELECT rolsuper AS on FROM pg_roles WHERE rolname = current_user',
    );
    const found = await examine({ DATABASE_URL: url });
    if (superuser.rows[0]?.on === true) expect(found.of('rights')).toMatch(/^ok /);
    else expect(found.of('rights')).toContain(`To mend it: GRANT USAGE, CREATE ON SCHEMA agentic_hmi TO ${role};`);
  });

  test('looks at the disk of the embedded database', async () => {
    const folder = await dataFolder();
    cleanUp.push(() => removeData(folder));
    const found = await examine({ ANDON_DATA_DIR: folder });
    expect(found.of('disk')).toMatch(new RegExp(`^(ok|WRONG) .* GB free in ${folder}`));
    expect(found.of('connection')).toMatch(/^ok .*embedded PostgreSQL/);
  });
});
