import { appendFile, chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { afterAll, test as base, beforeAll, describe, expect, type TestContext } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/connection/database.ts';
import { createLogger } from '../../../src/log.ts';
import {
  copyData,
  dataFolder,
  holdInProcess,
  isAlive,
  postmasterPid,
  removeData,
} from '../../support/database/embedded.ts';
import { removeOpenProject } from '../../support/server/open-project.ts';
import { until } from '../../support/until.ts';

const log = createLogger('silent');
const asRoot = process.getuid?.() === 0;
const nobody = 65_534;
// Most of the time of these tests is waiting for programs that start and stop, so they wait together.
const timeout = 90_000;

async function open(dataDir: string): Promise<Database> {
  const database = await openDatabase({ kind: 'embedded', dataDir }, log);
  return database;
}

async function connection(folder: string): Promise<{ port: number; superuserPassword: string }> {
  return JSON.parse(await readFile(path.join(folder, 'postgres', 'connection.json'), 'utf8'));
}
const savedPort = async (folder: string) => (await connection(folder)).port;

async function asSuperuser(
  folder: string,
  database: string,
  onTestFinished: TestContext['onTestFinished'],
): Promise<pg.Client> {
  const { port, superuserPassword } = await connection(folder);
  const client = new pg.Client({
    connectionString: `postgres://postgres:${superuserPassword}@127.0.0.1:${port}/${database}`,
    application_name: 'an older screen',
  });
  client.on('error', () => undefined);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** Opened once and left. */
let madeOnce: string;
beforeAll(async () => {
  madeOnce = await dataFolder();
  await (await open(madeOnce)).close();
});
afterAll(() => Promise.all([removeData(madeOnce), removeOpenProject()]));

// Ports of their own, and others than those of a second run on this machine, so that no test takes another's while its server is down.
let nextPort = 17_000 + (process.pid % 100) * 100;

const test = base
  /** A folder in which nothing has been made yet. */
  .extend('newFolder', async ({ onTestFinished }) => {
    const folder = await dataFolder();
    onTestFinished(() => removeData(folder));
    return folder;
  })
  /** A folder with a database that has been opened before. */
  .extend('folder', async ({ newFolder }) => {
    nextPort += 4;
    await copyData(madeOnce, newFolder, nextPort);
    return newFolder;
  });

describe.concurrent('the embedded database', { timeout }, () => {
  test('keeps its data across restarts and stops with its last user', async ({ folder }) => {
    const first = await open(folder);
    await first.pool.query('CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)');
    const pid = (await postmasterPid(folder)) ?? 0;
    expect(isAlive(pid)).toBe(true);
    await first.close();
    // Its data are free when it has let go of them; the system takes the process away an instant later.
    await until('the server is gone', () => !isAlive(pid));

    const second = await open(folder);
    expect((await second.pool.query('SELECT id FROM kept')).rows).toEqual([{ id: 7 }]);
    await second.close();
  });

  test('gives the program its own database without any right beyond it', async ({ newFolder }) => {
    const database = await open(newFolder);
    const { rows } = await database.pool.query(`
      SELECT current_user::text AS role, current_database()::text AS name, rolsuper OR rolcreatedb OR rolcreaterole AS mighty,
             current_setting('TimeZone') AS zone, current_setting('server_encoding') AS encoding
      FROM pg_roles WHERE rolname = current_user`);
    await database.close();
    expect(rows).toEqual([{ role: 'andon', name: 'lakebase', mighty: false, zone: 'UTC', encoding: 'UTF8' }]);
  });

  test('that an earlier version made under the name andon is renamed, with its data, as soon as nobody is inside', async ({
    folder,
    onTestFinished,
  }) => {
    const first = await open(folder);
    await first.pool.query('CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)');
    // Somebody stays, so that the server goes on running.
    const holder = await holdInProcess(folder);
    await first.close();
    await holder.kill();
    const superuser = await asSuperuser(folder, 'postgres', onTestFinished);
    await superuser.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'lakebase'");
    await superuser.query('ALTER DATABASE lakebase RENAME TO andon');
    const inside = await asSuperuser(folder, 'andon', onTestFinished);

    await expect(open(folder)).rejects.toThrow(
      /"andon", is to be renamed "lakebase", but is in use by an older screen\. Stop/,
    );
    await inside.end();
    const after = await open(folder);
    expect((await after.pool.query('SELECT current_database()::text AS name, id FROM kept')).rows).toEqual([
      { name: 'lakebase', id: 7 },
    ]);
    await after.close();
  });

  test('keeps its passwords from other users of the machine', async ({ newFolder }) => {
    await (await open(newFolder)).close();
    const mode = async (...parts: string[]) => (await stat(path.join(newFolder, ...parts))).mode & 0o777;
    expect(await mode('postgres', 'connection.json')).toBe(0o600);
    expect(await mode('postgres')).toBe(0o700);
  });

  test('is adopted, not started twice, after kill -9 of the process that used it', async ({ folder }) => {
    const killed = await holdInProcess(folder);
    const pid = await postmasterPid(folder);
    await killed.kill();

    const next = await holdInProcess(folder);
    expect(await postmasterPid(folder)).toBe(pid);
    expect(next.visits).toBe(2);
    await next.leave();
    expect(await postmasterPid(folder)).toBeUndefined();
  });

  test('is shared by processes that start at the same time from nothing, and stopped by the last one', async ({
    newFolder,
  }) => {
    const holders = await Promise.all([holdInProcess(newFolder), holdInProcess(newFolder), holdInProcess(newFolder)]);
    const pid = (await postmasterPid(newFolder)) ?? 0;
    expect(Math.max(...holders.map((holder) => holder.visits))).toBe(3);
    const [one, two, three] = holders;
    await two?.leave();
    await one?.leave();
    expect(isAlive(pid)).toBe(true);
    await three?.leave();
    expect(await postmasterPid(newFolder)).toBeUndefined();
  });

  test('opens while its last user is just leaving', async ({ folder }) => {
    for (let round = 0; round < 3; round += 1) {
      const leaving = await open(folder);
      const [, arriving] = await Promise.all([leaving.close(), open(folder)]);
      expect((await arriving.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
      await arriving.close();
    }
  });

  test('recovers committed data after kill -9 of the database server itself', async ({ folder }) => {
    const before = await open(folder);
    await before.pool.query('CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)');
    await before.close();
    const holder = await holdInProcess(folder);
    const pid = (await postmasterPid(folder)) ?? 0;
    await holder.kill();
    process.kill(pid, 'SIGKILL');

    const after = await open(folder);
    expect(await postmasterPid(folder)).not.toBe(pid);
    expect((await after.pool.query('SELECT id FROM kept')).rows).toEqual([{ id: 7 }]);
    await after.close();
  });

  test('comes back by itself when its server dies under a running process', async ({ folder }) => {
    const database = await open(folder);
    process.kill((await postmasterPid(folder)) ?? 0, 'SIGKILL');
    const answers = () =>
      database.pool.query<{ one: number }>('SELECT 1 AS one').then(
        ({ rows }) => rows[0]?.one === 1,
        () => false,
      );
    await until('it answers again', answers, { withinMs: 20_000 });
    await database.close();
  });

  test('starts although the pids in its stale lock files now belong to another program', async ({ folder }) => {
    const root = path.join(folder, 'postgres');
    const stale = [process.pid, path.join(root, 'data'), 1_700_000_000, 15_432, root, '127.0.0.1', '', 'ready'].join(
      '\n',
    );
    await writeFile(path.join(root, 'data', 'postmaster.pid'), `${stale}\n`);
    await writeFile(path.join(root, `.s.PGSQL.${await savedPort(folder)}.lock`), `${stale}\n`);

    const database = await open(folder);
    expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await database.close();
  });

  test('takes another port when its own is taken, and stays with it', async ({ folder, onTestFinished }) => {
    const port = await savedPort(folder);
    const squatter = net.createServer().listen(port, '127.0.0.1');
    onTestFinished(() => void squatter.close());

    const database = await open(folder);
    const moved = await savedPort(folder);
    expect(moved).not.toBe(port);
    expect(database.description).toContain(`127.0.0.1:${moved}`);
    await database.close();
    squatter.close();
    await (await open(folder)).close();
    expect(await savedPort(folder)).toBe(moved);
  });

  test('is reached over TCP when its folder is too deep for a local socket', async ({ newFolder }) => {
    const deep = path.join(newFolder, 'a-folder-with-a-long-name', 'b'.repeat(80));
    const database = await open(deep);
    expect((await database.pool.query('SELECT host(inet_client_addr()) AS client')).rows).toEqual([
      { client: '127.0.0.1' },
    ]);
    await database.close();
  });

  test('made by another PostgreSQL version is refused in plain words', async ({ folder }) => {
    await writeFile(path.join(folder, 'postgres', 'data', 'PG_VERSION'), '16\n');
    await expect(open(folder)).rejects.toThrow(/made by PostgreSQL 16.*brings PostgreSQL 18/);
  });

  test('that cannot start says why', async ({ folder }) => {
    await appendFile(path.join(folder, 'postgres', 'data', 'postgresql.conf'), '\nshared_buffers = nonsense\n');
    await expect(open(folder)).rejects.toThrow(/shared_buffers.*nonsense/);
  });

  test('that cannot be made says why and leaves nothing half done', async ({ newFolder }) => {
    await mkdir(path.join(newFolder, 'file'));
    await writeFile(path.join(newFolder, 'file', 'postgres'), 'a file where the folder should be');
    await expect(open(path.join(newFolder, 'file'))).rejects.toThrow(/postgres/);
  });
});

describe.runIf(asRoot)('the embedded database, started by root', { concurrent: true, timeout }, () => {
  test('belongs to a user who is not root', async ({ newFolder }) => {
    const database = await open(newFolder);
    expect((await stat(path.join(newFolder, 'postgres', 'data'))).uid).not.toBe(0);
    await database.close();
  });

  test('in a folder its user cannot enter names that folder and the way out', async ({ newFolder }) => {
    await chmod(newFolder, 0o700);
    await expect(open(path.join(newFolder, 'inside'))).rejects.toThrow(
      new RegExp(`cannot enter ${newFolder} .*ANDON_DATA_DIR`, 's'),
    );
  });

  test('data of an ordinary user stays in that user’s ownership', async ({ newFolder }) => {
    await chmod(newFolder, 0o777);
    const ordinary = await holdInProcess(newFolder, nobody);
    await ordinary.leave();
    const database = await open(newFolder);
    expect((await stat(path.join(newFolder, 'postgres', 'data', 'postmaster.pid'))).uid).toBe(nobody);
    await database.close();
    const again = await holdInProcess(newFolder, nobody);
    expect(again.visits).toBe(2);
    await again.leave();
  });

  test('is refused to an ordinary user when it belongs to somebody else', async ({ folder }) => {
    await expect(holdInProcess(folder, nobody)).rejects.toThrow(/belongs to the user with id \d+/);
  });
});
