/** Decides in which folder the embedded database keeps its data. */

import { createHash } from 'node:crypto';
import { chmod, mkdir, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { StartupError } from '../../../errors.ts';
import { exists } from './binaries.ts';
import { knownUser } from './database-user.ts';
import { closedFolder, nearestExisting, refusesWrites } from './folder-permissions.ts';

/** Where data goes that cannot be in the project's folder: a place of the machine, which root makes, and one of the user. */
const dataHomes = { machine: '/var/lib/andon/data', user: path.join(homedir(), '.local', 'share', 'andon', 'data') };
/** A user `postgres` that does not exist yet will own nothing: it will have the rights that everybody has. */
const unknownUser = { uid: -1, gid: -1 };

export interface DataPlace {
  readonly dataDir: string;
  /** Nobody chose `dataDir`: where the database cannot use it, another place is taken. */
  readonly movable?: boolean;
}

export interface DataFolder {
  readonly folder: string;
  /** Why it is not the folder that the settings name; null: it is. */
  readonly movedBecause: string | null;
}

/**
 * The folder of the embedded database. One that holds data already is always found again, wherever it is; new data goes into the
 * project's folder, or, where the database cannot use that, into a place that belongs to this path alone.
 */
export async function findDataFolder({ dataDir, movable }: DataPlace, homes = dataHomes): Promise<DataFolder> {
  const wanted = path.resolve(dataDir);
  if (movable !== true || process.platform === 'win32') return { folder: wanted, movedBecause: null };
  if (await holdsData(wanted)) return { folder: wanted, movedBecause: null };
  const name = await nameFor(wanted);
  const asRoot = process.getuid?.() === 0;
  // What root has made is looked for by every user: a second, empty database would look as if all data were lost.
  for (const home of asRoot ? [homes.machine] : [homes.machine, homes.user]) {
    const folder = path.join(home, name);
    if (await holdsData(folder)) return { folder, movedBecause: 'its data was made there' };
  }
  const movedBecause = await obstacle(wanted);
  if (movedBecause === undefined) return { folder: wanted, movedBecause: null };
  return { folder: path.join(asRoot ? homes.machine : homes.user, name), movedBecause };
}

const holdsData = (folder: string): Promise<boolean> => exists(path.join(folder, 'postgres'));

/** The name is made of the real path, so that a project has one name however its folder is reached. */
async function nameFor(wanted: string): Promise<string> {
  const nearest = await nearestExisting(wanted);
  const real = path.join(await realpath(nearest), path.relative(nearest, wanted));
  const project = path.basename(path.dirname(real)).replace(/[^\w.-]/g, '_');
  return `${project}-${createHash('sha256').update(real).digest('hex').slice(0, 12)}`;
}

async function obstacle(wanted: string): Promise<string | undefined> {
  if (process.getuid?.() === 0) {
    const real = await realpath(await nearestExisting(wanted));
    const closed = await closedFolder(real, (await knownUser()) ?? unknownUser);
    if (closed !== undefined) return `the database's user cannot enter ${closed.folder}`;
  }
  return refusesWrites(wanted);
}

/** Makes the folder if need be. Under root the database's user has to pass through what is made, whatever the umask says. */
export async function makeDataFolder(folder: string): Promise<void> {
  try {
    const first = await mkdir(folder, { recursive: true });
    if (first === undefined || process.getuid?.() !== 0) return;
    for (let made = path.resolve(folder); made.length >= first.length; made = path.dirname(made)) {
      await chmod(made, 0o755);
    }
  } catch (error) {
    throw new StartupError(
      `The embedded database's folder ${folder} cannot be made: ${error instanceof Error ? error.message : String(error)}.\n` +
        'Let ANDON_DATA_DIR name a folder in which this user can write, or set DATABASE_URL.',
      { cause: error },
    );
  }
}
