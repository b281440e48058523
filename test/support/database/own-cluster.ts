/** A PostgreSQL of one test's own, which it may break. */
import { appendFile, chown, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { databaseUser } from '../../../src/db/connection/embedded/database-user.ts';
import { runProgram } from '../../../src/db/connection/embedded/program.ts';
import { usableBinaries } from '../../../src/db/connection/embedded/usable-binaries.ts';
import { createLogger } from '../../../src/log.ts';
import { sqlClient } from '../clients/clients-sql.ts';
import { freePort } from '../free-port.ts';
import { until } from '../until.ts';
import { dataFolder, isAlive, removeData } from './embedded.ts';

/** A PostgreSQL that one test may break, with a database `andon` whose owner has no further rights. */
export interface OwnCluster {
  readonly url: string;
  /** The superuser's address of the same database. */
  readonly adminUrl: string;
  pid(): Promise<number>;
  /** Without a word to anybody and without a checkpoint: recovery follows. Resolves when it is gone. */
  stopImmediately(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function startOwnCluster(
  options: {
    readonly folder?: string;
    /** The write-ahead log lies on another disk than `folder`: a full one there fails statements, and does not end the server. */
    readonly walElsewhere?: boolean;
    readonly settings?: Readonly<Record<string, string | number>>;
    /** Everybody but the superuser has to give a password; unset: nobody has. */
    readonly asksPassword?: boolean;
  } = {},
): Promise<OwnCluster> {
  const folder = options.folder ?? (await dataFolder('andon-own-'));
  const root = path.join(folder, 'postgres');
  const data = path.join(root, 'data');
  const log = createLogger('warn');
  const user = await databaseUser(undefined, log);
  await mkdir(root, { mode: 0o700 });
  if (user !== undefined) await chown(root, user.uid, user.gid);
  const { binaries } = await usableBinaries(user, log);
  const runOn = async (file: string, args: readonly string[]) => {
    const { code, output } = await runProgram(file, args, { user, folder: root });
    if (code !== 0) throw new Error(`${path.basename(file)} ended with ${code}: ${output}`);
  };
  const walFolder = options.walElsewhere ? await dataFolder('andon-wal-') : null;
  if (walFolder !== null && user !== undefined) await chown(walFolder, user.uid, user.gid);
  await runOn(binaries.initdb, [
    `--pgdata=${data}`,
    '--username=postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
    '--wal-segsize=1',
    ...(walFolder === null ? [] : [`--waldir=${path.join(walFolder, 'wal')}`]),
  ]);
  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    timezone: 'UTC',
    ...options.settings,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
  await appendFile(path.join(data, 'postgresql.conf'), `\n${lines.join('')}`);
  if (options.asksPassword) {
    const rules = ['postgres 127.0.0.1/32 trust', 'all 127.0.0.1/32 scram-sha-256'];
    await writeFile(path.join(data, 'pg_hba.conf'), rules.map((rule) => `host all ${rule}\n`).join(''));
  }
  const start = () =>
    runOn(binaries.pgCtl, ['start', `--pgdata=${data}`, `--log=${root}/postgres.log`, '--wait', '--silent']);
  await start();
  const address = (role: string, name: string) => `postgres://${role}@127.0.0.1:${port}/${name}`;
  const admin = sqlClient(address('postgres', 'postgres'), 1);
  await admin.rows('CREATE ROLE andon LOGIN');
  await admin.rows('CREATE DATABASE andon OWNER andon');
  await admin.close();
  const pid = async () => Number((await readFile(path.join(data, 'postmaster.pid'), 'utf8')).split('\n')[0]);
  return {
    url: address('andon', 'andon'),
    adminUrl: address('postgres', 'andon'),
    pid,
    stopImmediately: async () => {
      const running = await pid();
      process.kill(running, 'SIGQUIT');
      await until('PostgreSQL is gone', () => !isAlive(running), { withinMs: 30_000 });
    },
    start,
    close: async () => {
      await removeData(folder);
      if (walFolder !== null) await removeData(walFolder);
    },
  };
}
