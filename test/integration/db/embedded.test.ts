import { appendFile, chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../../src/db/database.ts';
import { createLogger } from '../../../src/log.ts';
import { dataFolder, holdInProcess, isAlive, postmasterPid, removeData } from '../../support/embedded.ts';

const log = createLogger('silent');
const asRoot = process.getuid?.() === 0;
const nobody = 65_534;
let folder: string;
const cleanUp: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await dataFolder();
});
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
  await removeData(folder);
});

async function open(dataDir = folder): Promise<Database> {
  const database = await openDatabase({ kind: 'embedded', dataDir }, log);
  return database;
}

async function savedPort(): Promise<number> {
  return JSON.parse(await readFile(path.join(folder, 'postgres', 'connection.json'), 'utf8')).port;
}

async function asSuperuser(database: string): Promise<pg.Client> {
  const { port, superuserPassword } = JSON.parse(
    await readFile(path.join(folder, 'postgres', 'connection.json'), 'utf8'),
  );
  const client = new pg.Client({
    connectionString: `postgres://postgres:${superuserPassword}@127.0.0.1:${port}/${database}`,
    application_name: 'an older screen',
  });
  client.on('error', () => undefined);
  await client.connect();
  cleanUp.push(() => client.end());
  return client;
}

describe('the embedded database', () => {
  test('keeps its data across restarts and stops with its last user', async () => {
    const first = await open();
    await first.pool.query('CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)');
    const pid = (await postmasterPid(folder)) ?? 0;
    expect(isAlive(pid)).toBe(true);
    await first.close();
    expect(isAlive(pid)).toBe(false);

    const second = await open();
    expect((await second.pool.query('SELECT id FROM kept')).rows).toEqual([{ id: 7 }]);
    await second.close();
  });

  test('gives the program its own database without any right beyond it', async () => {
    const database = await open();
    const { rows } = await database.pool.query(`
      SELECT current_user::text AS role, current_database()::text AS name, rolsuper OR rolcreatedb OR rolcreaterole AS mighty,
             current_setting('TimeZone') AS zone, current_setting('server_encoding') AS encoding
      FROM pg_roles WHERE rolname = current_user`);
    await database.close();
    expect(rows).toEqual([{ role: 'andon', name: 'lakebase', mighty: false, zone: 'UTC', encoding: 'UTF8' }]);
  });

  test('that an earlier version made under the name andon is renamed, with its data, as soon as nobody is inside', async () => {
    const first = await open();
    await first.pool.query('CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)');
    // Somebody stays, so that the server goes on running.
    const holder = await holdInProcess(folder);
    await first.close();
    await holder.kill();
    const superuser = await asSuperuser('postgres');
    await superuser.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'lakebase'");
    await superuser.query('ALTER DATABASE lakebase RENAME TO andon');
    const inside = await asSuperuser('andon');

    await expect(open()).rejects.toThrow(
      /"andon", is to be renamed "lakebase", but is in use by an older screen\. Stop/,
    );
    await inside.end();
    const after = await open();
    expect((await after.pool.query('SELECT current_database()::text AS name, id FROM kept')).rows).toEqual([
      { name: 'lakebase', id: 7 },
    ]);
    await after.close();
  }, 60_000);

  test('keeps its passwords from other users of the machine', async () => {
    await (await open()).close();
    const mode = async (...parts: string[]) => (await stat(path.join(folder, ...parts))).mode & 0o777;
    expect(await mode('postgres', 'connection.json')).toBe(0o600);
    expect(await mode('postgres')).toBe(0o700);
  });

  test('is adopted, not started twice, after kill -9 of the process that used it', async () => {
    const killed = await holdInProcess(folder);
    const pid = await postmasterPid(folder);
    await killed.kill();

    const next = await holdInProcess(folder);
    expect(await postmasterPid(folder)).toBe(pid);
    expect(next.visits).toBe(2);
    await next.leave();
    expect(await postmasterPid(folder)).toBeUndefined();
  });

  test('is shared by processes that start at the same time from nothing, and stopped by the last one', async () => {
    const holders = await Promise.all([holdInProcess(folder), holdInProcess(folder), holdInProcess(folder)]);
    const pid = (await postmasterPid(folder)) ?? 0;
    expect(Math.max(...holders.map((holder) => holder.visits))).toBe(3);
    const [one, two, three] = holders;
    await two?.leave();
    await one?.leave();
    expect(isAlive(pid)).toBe(true);
    await three?.leave();
    expect(await postmasterPid(folder)).toBeUndefined();
  });

  test('opens while its last user is just leaving', async () => {
    for (let round = 0; round < 3; round += 1) {
      const leaving = await open();
      const [, arriving] = await Promise.all([leaving.close(), open()]);
      expect((await arriving.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
      await arriving.close();
    }
  });

  test('recovers committed data after kill -9 of the database server itself', async () => {
    const before = await open();
    await before.pool.query('CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)');
    await before.close();
    const holder = await holdInProcess(folder);
    const pid = (await postmasterPid(folder)) ?? 0;
    await holder.kill();
    process.kill(pid, 'SIGKILL');

    const after = await open();
    expect(await postmasterPid(folder)).not.toBe(pid);
    expect((await after.pool.query('SELECT id FROM kept')).rows).toEqual([{ id: 7 }]);
    await after.close();
  });

  test('comes back by itself when its server dies under a running process', async () => {
    const database = await open();
    process.kill((await postmasterPid(folder)) ?? 0, 'SIGKILL');
    const answer = () =>
      database.pool.query('SELECT 1 AS one').then(
        ({ rows }) => rows,
        () => 'down',
      );
    await expect.poll(answer, { timeout: 20_000 }).toEqual([{ one: 1 }]);
    await database.close();
  });

  test('starts although the pids in its stale lock files now belong to a stranger', async () => {
    await (await open()).close();
    const root = path.join(folder, 'postgres');
    const stale = [process.pid, path.join(root, 'data'), 1_700_000_000, 15_432, root, '127.0.0.1', '', 'ready'].join(
      '\n',
    );
    await writeFile(path.join(root, 'data', 'postmaster.pid'), `${stale}\n`);
    await writeFile(path.join(root, `.s.PGSQL.${await savedPort()}.lock`), `${stale}\n`);

    const database = await open();
    expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await database.close();
  });

  test('takes another port when its own is taken, and stays with it', async () => {
    await (await open()).close();
    const port = await savedPort();
    const squatter = net.createServer().listen(port, '127.0.0.1');
    cleanUp.push(async () => void squatter.close());

    const database = await open();
    const moved = await savedPort();
    expect(moved).not.toBe(port);
    expect(database.description).toContain(`127.0.0.1:${moved}`);
    await database.close();
    squatter.close();
    await (await open()).close();
    expect(await savedPort()).toBe(moved);
  });

  test('is reached over TCP when its folder is too deep for a local socket', async () => {
    const deep = path.join(folder, 'a-folder-with-a-long-name', 'b'.repeat(80));
    const database = await open(deep);
    expect((await database.pool.query('SELECT host(inet_client_addr()) AS client')).rows).toEqual([
      { client: '127.0.0.1' },
    ]);
    await database.close();
  });

  test('made by another PostgreSQL version is refused in plain words', async () => {
    await (await open()).close();
    await writeFile(path.join(folder, 'postgres', 'data', 'PG_VERSION'), '16\n');
    await expect(open()).rejects.toThrow(/made by PostgreSQL 16.*brings PostgreSQL 18/);
  });

  test('that cannot start says why', async () => {
    await (await open()).close();
    await appendFile(path.join(folder, 'postgres', 'data', 'postgresql.conf'), '\nshared_buffers = nonsense\n');
    await expect(open()).rejects.toThrow(/shared_buffers.*nonsense/);
  });

  test('that cannot be made says why and leaves nothing half done', async () => {
    await mkdir(path.join(folder, 'file'));
    await writeFile(path.join(folder, 'file', 'postgres'), 'a file where the folder should be');
    await expect(open(path.join(folder, 'file'))).rejects.toThrow(/postgres/);
  });
});

describe.runIf(asRoot)('the embedded database, started by root', () => {
  test('belongs to a user who is not root', async () => {
    const database = await open();
    expect((await stat(path.join(folder, 'postgres', 'data'))).uid).not.toBe(0);
    await database.close();
  });

  test('in a folder its user cannot enter names that folder and the way out', async () => {
    await chmod(folder, 0o700);
    await expect(open(path.join(folder, 'inside'))).rejects.toThrow(
      new RegExp(`cannot enter ${folder} .*chmod o\\+x`, 's'),
    );
  });

  test('of an ordinary user stays that user’s', async () => {
    await chmod(folder, 0o777);
    const ordinary = await holdInProcess(folder, nobody);
    await ordinary.leave();
    const database = await open();
    expect((await stat(path.join(folder, 'postgres', 'data', 'postmaster.pid'))).uid).toBe(nobody);
    await database.close();
    const again = await holdInProcess(folder, nobody);
    expect(again.visits).toBe(2);
    await again.leave();
  });

  test('is refused to an ordinary user when it belongs to somebody else', async () => {
    await (await open()).close();
    await expect(holdInProcess(folder, nobody)).rejects.toThrow(/belongs to the user with id \d+/);
  });
});
