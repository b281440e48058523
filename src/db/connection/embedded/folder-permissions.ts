/** Checks by their modes which folders and files another system user may enter and read. */

import { constants } from 'node:fs';
import { access, lstat, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { StartupError } from '../../../errors.ts';
import type { DatabaseUser } from './database-user.ts';

const enter = 1;
const read = 4;

/** What `mode` lets the user do, as read 4, write 2, enter or run 1. */
function rights({ mode, uid, gid }: { mode: number; uid: number; gid: number }, user: DatabaseUser): number {
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  return (mode >> shift) & 7;
}

/** The first folder on the way to `target` that the user may not enter, by its mode. What is not there yet is no obstacle. */
export async function closedFolder(
  target: string,
  user: DatabaseUser,
): Promise<{ folder: string; mode: string } | undefined> {
  const { root } = path.parse(target);
  const steps = path.relative(root, target).split(path.sep);
  for (let depth = 0; depth <= steps.length; depth += 1) {
    const folder = path.join(root, ...steps.slice(0, depth));
    const found = await stat(folder).catch(() => undefined);
    if (found === undefined) return undefined;
    if ((rights(found, user) & enter) === 0) {
      return { folder, mode: (found.mode & 0o777).toString(8).padStart(4, '0') };
    }
  }
  return undefined;
}

/** The first thing in a tree that the user may not read, by its mode: what was unpacked under a strict umask is its owner's alone. */
export async function closedEntry(folder: string, user: DatabaseUser): Promise<string | undefined> {
  if ((rights(await stat(folder), user) & (read | enter)) !== (read | enter)) return folder;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      const closed = await closedEntry(name, user);
      if (closed !== undefined) return closed;
    } else if (entry.isFile() && (rights(await lstat(name), user) & read) === 0) {
      return name;
    }
  }
  return undefined;
}

/** The nearest folder on the way to `target` that is there. */
export async function nearestExisting(target: string): Promise<string> {
  const parent = path.dirname(target);
  const there = await stat(target).then(
    () => true,
    () => false,
  );
  return there || parent === target ? target : nearestExisting(parent);
}

/** Why this process can make nothing in `folder`, or undefined. Asks the system: root too is refused on a file system that takes no writes. */
export async function refusesWrites(folder: string): Promise<string | undefined> {
  const nearest = await nearestExisting(folder);
  return access(nearest, constants.W_OK | constants.X_OK).then(
    () => undefined,
    (error: unknown) => `this process cannot write in ${nearest}${reason(error)}`,
  );
}

function reason(error: unknown): string {
  return error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
}

export async function refuseClosedFolder(target: string, user: DatabaseUser | undefined): Promise<void> {
  const closed = user === undefined ? undefined : await closedFolder(target, user);
  if (user === undefined || closed === undefined) return;
  throw new StartupError(
    `As root, the embedded PostgreSQL runs as the user with id ${user.uid} ("postgres" unless the data is older), who cannot enter ` +
      `${closed.folder} (mode ${closed.mode}) on the way to ${target}.\n` +
      'Let ANDON_DATA_DIR name a folder that this user can reach (for example under /srv or /var/lib), ' +
      'start as the ordinary user whose folder it is, or set DATABASE_URL.',
  );
}
