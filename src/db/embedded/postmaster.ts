import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { exists } from './binaries.ts';
import { type Cluster, writeOwned } from './cluster.ts';

const run = promisify(execFile);
/** Above what Linux, macOS and Windows hand out by default; checked to be unused all the same. */
const unusedPids = [4_194_303, 4_194_301, 99_999_999, 2_147_483_646];

/** A running server as its own postmaster.pid tells it. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
  readonly ready: boolean;
}

const pidFile = (cluster: Cluster): string => path.join(cluster.data, 'postmaster.pid');

/** The server that has this data open, if there is one: a pid file alone proves nothing after a crash or a reboot. */
export async function findPostmaster(cluster: Cluster): Promise<Postmaster | undefined> {
  const lines = await readPidFile(cluster);
  const pid = Number(lines?.[0]);
  if (lines === undefined || !Number.isInteger(pid) || pid <= 0) return undefined;
  if (!isAlive(pid) || !(await servesData(pid, cluster.data))) return undefined;
  return { pid, port: Number(lines[3]), ready: lines[7]?.trim() === 'ready' };
}

/**
 * After a reboot or in a new container the pid of a dead server may belong to somebody else, and PostgreSQL would refuse to start.
 * Only the number is put right: from the rest of the file PostgreSQL sees whether processes of the dead server still hold its memory.
 */
export async function disownForeignPid(cluster: Cluster): Promise<void> {
  const lines = await readPidFile(cluster);
  if (lines === undefined || !isAlive(Number(lines[0]))) return;
  const unused = unusedPids.find((pid) => !isAlive(pid));
  if (unused === undefined) return;
  await writeOwned(pidFile(cluster), [String(unused), ...lines.slice(1)].join('\n'), cluster.user);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function readPidFile(cluster: Cluster): Promise<string[] | undefined> {
  const file = pidFile(cluster);
  return (await exists(file)) ? (await readFile(file, 'utf8')).split('\n') : undefined;
}

/** The server is started as `postgres -D <data>`. A zombie has an empty command line, and serves nobody. */
async function servesData(pid: number, data: string): Promise<boolean> {
  // Windows keeps command lines from other processes; there the connection that follows has to tell.
  if (process.platform === 'win32') return true;
  const command = await commandLine(pid);
  return command.includes('postgres') && command.includes(data);
}

async function commandLine(pid: number): Promise<string> {
  try {
    if (process.platform === 'linux') return await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return (await run('ps', ['-ww', '-o', 'command=', '-p', String(pid)])).stdout;
  } catch {
    // It ended between two looks: no command line.
    return '';
  }
}
