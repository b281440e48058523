/** Small file systems in memory, which a test may fill. */
import { execFile } from 'node:child_process';
import { appendFile, chmod, rm } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { dataFolder } from '../database/embedded.ts';

const run = promisify(execFile);
const megabyte = Buffer.alloc(1_048_576);

/** A file system of a few hundred megabytes in memory, which a test may fill. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes whatever is left, while others may be writing too. */
  fill(): Promise<void>;
  /** Takes away what `fill` put there. */
  clear(): Promise<void>;
  /** With other options, such as `ro`. */
  remount(options: string): Promise<void>;
}

/** Mounting takes root, and a kernel that lets root. */
export async function canMount(): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = await dataFolder('andon-mount-');
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
    await run('umount', [folder]);
    return true;
  } catch {
    // Whatever keeps it from working, a container without the right or a missing program: the answer is no.
    return false;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Gone when the test is over, after everything that the test registers later to be ended. */
export async function mountSmallDisk(megabytes: number, options = 'rw'): Promise<SmallDisk> {
  const mountPoint = await dataFolder('andon-disk-');
  await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755,${options}`, 'tmpfs', mountPoint]);
  onTestFinished(async () => {
    await run('umount', ['--lazy', mountPoint]);
    await rm(mountPoint, { recursive: true, force: true });
  });
  await chmod(mountPoint, 0o755);
  const ballast = path.join(mountPoint, 'ballast');
  return {
    folder: mountPoint,
    fill: async () => {
      try {
        for (;;) await appendFile(ballast, megabyte);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
      }
    },
    clear: () => rm(ballast, { force: true }),
    remount: async (changed) => {
      await run('mount', ['-o', `remount,${changed}`, mountPoint]);
    },
  };
}
