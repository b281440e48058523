/** Chooses the programs to run: those in node_modules, or a copy where the database's user cannot run them. */

import path from 'node:path';
import { StartupError } from '../../../errors.ts';
import type { Logger } from '../../../log.ts';
import { type Binaries, type InstalledBinaries, installedBinaries, repairBinaries } from './binaries.ts';
import type { DatabaseUser } from './database-user.ts';
import { closedEntry, closedFolder } from './folder-permissions.ts';
import { runProgram } from './program.ts';
import { copyProgram, type ProgramPlace, programPlaces } from './program-copy.ts';

export interface UsableBinaries {
  readonly binaries: Binaries;
  /** The version that the programs report, e.g. 18.4. */
  readonly version: string;
}

/** Returns the programs as npm installed them or, where the database's user cannot run those, a copy of them elsewhere. */
export async function usableBinaries(user: DatabaseUser | undefined, log: Logger): Promise<UsableBinaries> {
  return firstUsable(await installedBinaries(), programPlaces(), user, log);
}

export async function firstUsable(
  installed: InstalledBinaries,
  places: readonly ProgramPlace[],
  user: DatabaseUser | undefined,
  log: Logger,
): Promise<UsableBinaries> {
  const reasons: string[] = [];
  const inPlace = await attempt(installed.packageFolder, reasons, async () => {
    await repairBinaries(installed.packageFolder, installed);
    await refuseClosed(installed.packageFolder, user);
    return tryOut(installed, user);
  });
  if (inPlace !== undefined) return inPlace;
  for (const place of places) {
    const copied = await attempt(place.base, reasons, async () => {
      const { packageFolder, isNew } = await copyProgram(installed, place);
      if (isNew)
        log.info(
          { event: 'embedded.programs_copied', folder: packageFolder, because: reasons[0] },
          'copied the programs of PostgreSQL',
        );
      await refuseClosed(packageFolder, user);
      return tryOut(binariesIn(packageFolder, installed), user);
    });
    if (copied !== undefined) return copied;
  }
  throw new StartupError(
    `The embedded PostgreSQL can be run from nowhere:\n${reasons.map((reason) => `  ${reason}`).join('\n')}\n` +
      'Make room in one of these places, or set DATABASE_URL to a PostgreSQL server of your own.',
  );
}

/** Notes why a place does not serve; its rights, free space or mount options say nothing about the next place. */
async function attempt<Result>(
  place: string,
  reasons: string[],
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StartupError) throw error;
    reasons.push(`${place}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

async function refuseClosed(packageFolder: string, user: DatabaseUser | undefined): Promise<void> {
  if (user === undefined) return;
  const closed = await closedFolder(packageFolder, user);
  if (closed !== undefined) throw new Error(`user ${user.uid} cannot enter ${closed.folder} (mode ${closed.mode})`);
  const unreadable = await closedEntry(path.join(packageFolder, 'native'), user);
  if (unreadable !== undefined) throw new Error(`user ${user.uid} cannot read ${unreadable}`);
}

function binariesIn(packageFolder: string, installed: InstalledBinaries): Binaries {
  const moved = (file: string) => path.join(packageFolder, path.relative(installed.packageFolder, file));
  return { initdb: moved(installed.initdb), pgCtl: moved(installed.pgCtl), postgres: moved(installed.postgres) };
}

async function tryOut(binaries: Binaries, user: DatabaseUser | undefined): Promise<UsableBinaries> {
  const { root } = path.parse(binaries.postgres);
  const { code, output } = await runProgram(binaries.postgres, ['--version'], { user, folder: root }).catch(
    (error: unknown) => {
      // The program's file exists, so ENOENT means that the loader of its C library is missing.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { code: null, output: noLoader };
      throw error;
    },
  );
  const version = /\(PostgreSQL\) (\S+)/.exec(output)?.[1];
  if (code === 0 && version !== undefined) {
    const { initdb, pgCtl, postgres } = binaries;
    return { binaries: { initdb, pgCtl, postgres }, version };
  }
  throw new StartupError(
    `The embedded PostgreSQL (${binaries.postgres}) does not run on this machine:\n${output}\n` +
      'Set DATABASE_URL to a PostgreSQL server of your own.',
  );
}

const noLoader = 'It needs the GNU C library (glibc), which this system, for example Alpine, does not have.';
