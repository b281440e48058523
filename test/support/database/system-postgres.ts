/** Clusters of Debian's PostgreSQL, for tests of restores and standbys. */
import { execFile } from 'node:child_process';
import { appendFile, chown, mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { databaseUser } from '../../../src/db/connection/embedded/database-user.ts';
import { runProgram } from '../../../src/db/connection/embedded/program.ts';
import { createLogger } from '../../../src/log.ts';
import { freePort } from '../free-port.ts';

const installedIn = '/usr/lib/postgresql';

/** The programs of the system's own PostgreSQL, with those that the embedded one lacks: pg_basebackup, pg_dump, pg_restore. */
export interface SystemPostgres {
  /** Makes a cluster with a database `andon`; its superuser is `postgres`, whom everybody on this machine may be. */
  create(name: string, settings?: Readonly<Record<string, string>>): Promise<Cluster>;
  /** A standby of the cluster by base backup, which follows it once it is started. */
  standbyOf(primary: Cluster, name: string): Promise<Cluster>;
  /** As the database's user. */
  run(program: string, args: readonly string[]): Promise<void>;
  readonly folder: string;
}

export interface Cluster {
  readonly data: string;
  readonly port: number;
  readonly url: string;
  start(): Promise<void>;
  /** `immediate` is a crash: nothing is written any more. */
  stop(mode: 'fast' | 'immediate'): Promise<void>;
  promote(): Promise<void>;
}

/** @param version the major version; unset: the newest that is installed */
export async function systemPostgres(folder: string, version?: string): Promise<SystemPostgres> {
  const installed = (await readdir(installedIn)).sort((a, b) => Number(b) - Number(a));
  const chosen = version === undefined ? installed[0] : installed.find((each) => each === version);
  if (chosen === undefined) throw new Error(`there is no PostgreSQL ${version ?? ''} under ${installedIn}`);
  const bin = path.join(installedIn, chosen, 'bin');
  const user = await databaseUser(undefined, createLogger('warn'));
  const home = path.join(folder, 'clusters');
  await mkdir(home, { mode: 0o700 });
  if (user !== undefined) await chown(home, user.uid, user.gid);
  const run = async (program: string, args: readonly string[]) => {
    const { code, output } = await runProgram(path.join(bin, program), args, { user, folder: home });
    if (code !== 0) throw new Error(`${program} ended with ${code}: ${output}`);
  };
  const clusterAt = (data: string, port: number): Cluster => {
    const control = (action: string, ...args: readonly string[]) =>
      run('pg_ctl', [action, `--pgdata=${data}`, '--silent', '--wait', '--timeout=120', ...args]);
    return {
      data,
      port,
      url: `postgres://postgres@127.0.0.1:${port}/andon`,
      start: () => control('start', `--log=${data}.log`),
      stop: (mode) => control('stop', `--mode=${mode}`),
      promote: () => control('promote'),
    };
  };
  const configure = async (data: string, settings: Readonly<Record<string, string | number>>) => {
    const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value}'\n`);
    await appendFile(path.join(data, 'postgresql.conf'), `\n${lines.join('')}`);
  };
  return {
    folder: home,
    run,
    create: async (name, settings = {}) => {
      const data = path.join(home, name);
      await run('initdb', [`--pgdata=${data}`, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C']);
      const port = await freePort();
      const own = {
        listen_addresses: '127.0.0.1',
        unix_socket_directories: '',
        wal_level: 'replica',
        hot_standby: 'on',
      };
      await configure(data, { port, ...own, ...settings });
      const cluster = clusterAt(data, port);
      await cluster.start();
      await promisify(execFile)(path.join(bin, 'createdb'), [
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-U',
        'postgres',
        'andon',
      ]);
      return cluster;
    },
    standbyOf: async (primary, name) => {
      const data = path.join(home, name);
      const source = ['-h', '127.0.0.1', '-p', String(primary.port), '-U', 'postgres'];
      await run('pg_basebackup', [...source, `--pgdata=${data}`, '--write-recovery-conf', '--checkpoint=fast']);
      const port = await freePort();
      await configure(data, { port });
      return clusterAt(data, port);
    },
  };
}
