/** Reads how much CPU time a process has used. */
import { readFile } from 'node:fs/promises';

const ticksPerSecond = 100;
const bytesPerMegabyte = 1_000_000;

/** User and system time of a process and all its threads, in seconds, from Linux's /proc; NaN elsewhere. */
export async function cpuSeconds(pid: number): Promise<number> {
  const times = await processTimes(pid);
  return times === null ? Number.NaN : times.ownS;
}

/** The same for a PostgreSQL server: its postmaster, the backends that run and those that have ended. */
export async function postgresCpuSeconds(postmaster: number): Promise<number> {
  const times = await processTimes(postmaster);
  if (times === null) return Number.NaN;
  const children = (await readFile(`/proc/${postmaster}/task/${postmaster}/children`, 'utf8')).trim().split(' ');
  const running = await Promise.all(children.map((child) => processTimes(Number(child))));
  return running.reduce((sum, child) => sum + (child?.ownS ?? 0), times.ownS + times.endedChildrenS);
}

export async function parentOf(pid: number): Promise<number> {
  return (await processTimes(pid))?.parent ?? Number.NaN;
}

/** Resident memory of a process in MB; NaN where there is no /proc. */
export async function residentMb(pid: number): Promise<number> {
  const status = await readProc(`/proc/${pid}/status`);
  return status === null ? Number.NaN : (Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1_024) / bytesPerMegabyte;
}

interface ProcessTimes {
  readonly parent: number;
  readonly ownS: number;
  readonly endedChildrenS: number;
}

/** Null for a process that has ended. */
async function processTimes(pid: number): Promise<ProcessTimes | null> {
  const stat = await readProc(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const fields = stat
    .replace(/^.*\) /, '')
    .split(' ')
    .map(Number);
  const seconds = (field: number): number => (fields[field] ?? Number.NaN) / ticksPerSecond;
  return {
    parent: fields[1] ?? Number.NaN,
    ownS: seconds(11) + seconds(12),
    endedChildrenS: seconds(13) + seconds(14),
  };
}

async function readProc(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH')) return null;
    throw error;
  }
}
