/**
 * Finds the running server of a cluster by postmaster.pid, and repairs that file when its process number is used by another program.
 */

import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Cluster, writeOwned } from './cluster.ts';

const run = promisify(execFile);
/** Process numbers above those that Linux, macOS and Windows give by default; they are checked to be unused all the same. */
const unusedPids = [4_194_303, 4_194_301, 99_999_999, 2_147_483_646];

/** A running server as its postmaster.pid describes it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

const socketLock = /^\.s\.PGSQL\.\d+\.lock$/;

const pidFile = (cluster: Cluster): string => path.join(cluster.data, 'postmaster.pid');

/** The server that has this data open, if there is one: a pid file alone proves nothing after a crash or a reboot. */
export async function findPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  const lines = (await readLockFile(pidFile(cluster)))?.split('\n') ?? [];
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (!(await serves(pid, cluster))) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * After a reboot, in a new container or as a zombie, the pid of a dead server may be in use, and PostgreSQL would refuse to start.
 * Only the number is put right: from the rest of postmaster.pid PostgreSQL sees whether processes of the dead server still hold
 * its memory.
 */
export async function replaceReusedPids(cluster: Cluster): Promise<void> {
  const locks = (await readdir(cluster.root)).filter((name) => socketLock.test(name));
  for (const file of [pidFile(cluster), ...locks.map((name) => path.join(cluster.root, name))]) {
    await replaceReusedPid(file, cluster);
  }
}

async function replaceReusedPid(file: string, cluster: Cluster): Promise<void> {
  const text = await readLockFile(file);
  if (text === undefined) return;
  const [pid, ...rest] = text.split('\n');
  if (!isAlive(Number(pid)) || (await serves(Number(pid), cluster))) return;
  const unused = unusedPids.find((candidate) => !isAlive(candidate));
  // Another process may have seen the same and be starting the server already: then the file is no longer the stale one.
  if (unused === undefined || (await readLockFile(file)) !== text) return;
  await writeOwned(file, [unused, ...rest].join('\n'), cluster.user);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function readLockFile(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    // A server that ends takes its file away.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whether this process is a server on our data: it is started as `postgres -D <data>`. A zombie's command line is empty. */
export async function serves(pid: number, { data }: Cluster): Promise<boolean> {
  if (!isAlive(pid)) return false;
  // Windows keeps command lines from other processes; there the connection that follows has to tell.
  if (process.platform === 'win32') return true;
  const command = await commandLine(pid);
  const place = command.indexOf(data);
  const next = command[place + data.length] ?? ' ';
  return command.includes('postgres') && place >= 0 && /[\0\s"]/.test(next);
}

async function commandLine(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return (await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).stdout;
  } catch {
    // The process ended meanwhile and has no command line any more.
    return '';
  }
}
