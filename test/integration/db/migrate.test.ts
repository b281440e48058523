import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/connection/database.ts';
import { migrate, migrationStatus } from '../../../src/db/migrations/migrate.ts';
import { createLogger } from '../../../src/log.ts';
import { createEmptyDatabase, createTestDatabase } from '../../support/database/database.ts';

const log = createLogger('silent');
const cleanUp: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function emptyDatabaseUrl(): Promise<string> {
  const database = await createEmptyDatabase();
  cleanUp.push(() => database.drop());
  return database.url;
}

async function open(url: string): Promise<Database> {
  const database = await openDatabase({ kind: 'url', url }, log);
  cleanUp.push(() => database.close());
  return database;
}

async function migrationsFolder(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'andon-migrations-'));
  cleanUp.push(() => rm(folder, { recursive: true }));
  for (const [name, sql] of Object.entries(files)) await writeFile(path.join(folder, name), sql);
  return folder;
}

async function steps(database: Database): Promise<string> {
  const { rows } = await database.pool.query<{ ids: string }>(
    `SELECT coalesce(string_agg(id::text, ',' ORDER BY id), '') AS ids FROM public.step`,
  );
  return rows.map((row) => row.ids).join();
}

const first = { '0001_first.sql': 'CREATE TABLE public.step (id int);\nINSERT INTO public.step VALUES (1);\n' };
const second = { '0002_second.sql': 'SELECT pg_sleep(0.05);\nINSERT INTO public.step VALUES (2);\n' };
const third = { '0003_third.sql': 'INSERT INTO public.step VALUES (3);\n' };

describe('migrate', () => {
  test('twenty servers that start at once apply each migration once', async () => {
    const url = await emptyDatabaseUrl();
    const folder = await migrationsFolder({ ...first, ...second, ...third });
    const servers = await Promise.all(Array.from({ length: 20 }, () => open(url)));
    const applied = await Promise.all(servers.map((server) => migrate(server, log, folder)));

    expect(applied.flat().map((file) => file.version)).toEqual(expect.arrayContaining([1, 2, 3]));
    expect(applied.flat()).toHaveLength(3);
    expect(await steps(await open(url))).toBe('1,2,3');
  });

  test('a later start applies only what is new', async () => {
    const database = await open(await emptyDatabaseUrl());
    await migrate(database, log, await migrationsFolder(first));
    const applied = await migrate(database, log, await migrationsFolder({ ...first, ...second }));

    expect(applied.map((file) => file.name)).toEqual(['0002_second.sql']);
    expect(await steps(database)).toBe('1,2');
  });

  test('a failing migration names its file and line and leaves nothing of itself behind', async () => {
    const database = await open(await emptyDatabaseUrl());
    const folder = await migrationsFolder({
      ...first,
      '0002_wrong.sql': 'DELETE FROM public.step;\n\nSELECT nothing_like_it;\n',
    });

    await expect(migrate(database, log, folder)).rejects.toThrow(/0002_wrong\.sql failed at line 3.*nothing_like_it/);
    expect(await steps(database)).toBe('1');
    expect((await migrationStatus(database, folder)).pending.map((file) => file.version)).toEqual([2]);
  });

  test('a migration that ends its own transaction is refused', async () => {
    const database = await open(await emptyDatabaseUrl());
    const folder = await migrationsFolder({ '0001_own.sql': 'CREATE TABLE public.own (); COMMIT;' });
    await expect(migrate(database, log, folder)).rejects.toThrow(/0001_own\.sql ends its own transaction/);
  });

  test('a server older than the database is refused, with both versions named', async () => {
    const database = await open(await emptyDatabaseUrl());
    await migrate(database, log, await migrationsFolder({ ...first, ...second, ...third }));
    const older = await migrationsFolder(first);

    await expect(migrate(database, log, older)).rejects.toThrow(/version 3.*up to 1: update this server/);
    expect((await migrationStatus(database, older)).problem).toMatch(/update this server/);
  });

  test('a migration changed after it was applied is refused; other line ends are no change', async () => {
    const database = await open(await emptyDatabaseUrl());
    await migrate(database, log, await migrationsFolder(first));
    const windows = { '0001_first.sql': first['0001_first.sql'].replaceAll('\n', '\r\n') };
    const changed = { '0001_first.sql': `${first['0001_first.sql']}-- one more word\n` };

    await expect(migrate(database, log, await migrationsFolder(windows))).resolves.toEqual([]);
    await expect(migrate(database, log, await migrationsFolder(changed))).rejects.toThrow(
      /0001_first\.sql was changed/,
    );
  });

  test('a server that dies while it migrates leaves the way free for the next', async () => {
    const url = await emptyDatabaseUrl();
    const folder = await migrationsFolder({ ...first, '0002_slow.sql': 'SELECT pg_sleep(600);' });
    const dying = await open(url);
    const death = expect(migrate(dying, log, folder)).rejects.toThrow();
    const other = await open(url);
    const killed = async () => {
      const { rows } = await other.pool.query<{ done: boolean }>(
        `SELECT pg_terminate_backend(pid) AS done FROM pg_stat_activity
         WHERE datname = current_database() AND application_name = 'andon migrate' AND query LIKE '%pg_sleep(600)%'`,
      );
      return rows.length > 0;
    };
    await expect.poll(killed, { timeout: 10_000 }).toBe(true);
    await death;

    const mended = await migrationsFolder({ ...first, ...second });
    expect((await migrate(other, log, mended)).map((file) => file.name)).toEqual(['0002_second.sql']);
  });

  test('asking for the status changes nothing', async () => {
    const database = await open(await emptyDatabaseUrl());
    const status = await migrationStatus(database, await migrationsFolder({ ...first, ...second }));

    expect(status).toMatchObject({ applied: [], problem: undefined });
    expect(status.pending.map((file) => file.version)).toEqual([1, 2]);
    const { rows } = await database.pool.query(`SELECT to_regnamespace('andon') IS NULL AS untouched`);
    expect(rows).toEqual([{ untouched: true }]);
  });
});

test('a test database comes with every migration of the project applied', async () => {
  const database = await createTestDatabase();
  cleanUp.push(() => database.drop());
  const status = await migrationStatus(await open(database.url));
  expect(status.pending).toEqual([]);
  expect(status.applied.length).toBeGreaterThan(0);
});
