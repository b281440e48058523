/** Copies PostgreSQL's programs to a folder where the database's user can run them. */

import { randomBytes } from 'node:crypto';
import { chmod, copyFile, lstat, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { type InstalledBinaries, makeMissingLinks } from './binaries.ts';

const abandonedAfterMs = 3_600_000;

/** A folder of the system or of this user, and the folders of ours in it that lead to the copies. */
export interface ProgramPlace {
  readonly base: string;
  readonly ours: readonly string[];
}

/** The places in the order in which they are tried, the most lasting first. Any may be full, read-only or mounted without the right to run programs. */
export function programPlaces(): ProgramPlace[] {
  const uid = process.getuid?.();
  const lasting: ProgramPlace =
    uid === 0
      ? { base: '/var/lib', ours: ['andon', 'programs'] }
      : { base: homedir(), ours: ['.cache', 'andon', 'programs'] };
  const temporary = ['/var/tmp', tmpdir()].map((base) => ({ base, ours: [`andon-${uid ?? 'programs'}`] }));
  return [lasting, ...temporary];
}

/** A copy is made beside its place and renamed, so that it is complete or not there; each start compares it with the original, since a crash may leave empty files. */
export async function copyProgram(
  installed: InstalledBinaries,
  place: ProgramPlace,
): Promise<{ packageFolder: string; isNew: boolean }> {
  const home = await trustedFolder(place);
  const packageFolder = path.join(home, `postgresql-${installed.release}`);
  const source = path.join(installed.packageFolder, 'native');
  await removeAbandoned(home);
  if (await isSame(source, path.join(packageFolder, 'native'))) return { packageFolder, isNew: false };
  const draft = `${packageFolder}.new-${randomBytes(4).toString('hex')}`;
  try {
    await makeFolder(draft);
    await copyTree(source, path.join(draft, 'native'));
    await makeMissingLinks(draft);
    await rename(draft, packageFolder).catch(async (error: unknown) => {
      // Another process may have been faster with the same copy; else what is there is half of it, or another one of the same version.
      if (await isSame(source, path.join(packageFolder, 'native'))) throw error;
      await rename(packageFolder, `${draft}-instead`);
      await rename(draft, packageFolder);
    });
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await isSame(source, path.join(packageFolder, 'native')))) throw error;
  }
  return { packageFolder, isNew: true };
}

/**
 * What the database runs must not be what somebody else has laid ready, in /tmp above all: every folder of ours is a real one, belongs to
 * this process's user, and can be changed by nobody else.
 */
async function trustedFolder({ base, ours }: ProgramPlace): Promise<string> {
  const { mode, uid } = await stat(base);
  const sticky = (mode & 0o1000) !== 0;
  if ((mode & 0o002) !== 0 && !sticky) throw new Error(`anybody can rename what is in it (user ${uid})`);
  let folder = base;
  for (const name of ours) {
    folder = path.join(folder, name);
    await makeFolder(folder);
    const found = await lstat(folder);
    if (!found.isDirectory()) throw new Error(`${folder} is no folder`);
    if (process.getuid !== undefined && found.uid !== process.getuid()) {
      throw new Error(`${folder} belongs to user ${found.uid}`);
    }
    if (process.platform !== 'win32' && (found.mode & 0o022) !== 0) {
      throw new Error(`${folder} can be changed by others than its owner`);
    }
  }
  return folder;
}

/** A new folder can be entered and read by everybody, whatever the umask says; one that exists stays as it is. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o755 });
    await chmod(folder, 0o755);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

/** Does not copy symbolic links: `makeMissingLinks` makes those from the package's list. */
async function copyTree(from: string, to: string): Promise<void> {
  await makeFolder(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await copyTree(source, target);
    if (!entry.isFile()) continue;
    await copyFile(source, target);
    await chmod(target, path.basename(from) === 'bin' ? 0o755 : 0o644);
  }
}

async function isSame(original: string, copy: string): Promise<boolean> {
  for (const entry of await readdir(original, { withFileTypes: true })) {
    const [one, other] = [path.join(original, entry.name), path.join(copy, entry.name)];
    if (entry.isDirectory() && !(await isSame(one, other))) return false;
    if (!entry.isFile()) continue;
    const [from, to] = [await stat(one), await lstat(other).catch(() => undefined)];
    if (to?.isFile() !== true || to.size !== from.size) return false;
  }
  return true;
}

async function removeAbandoned(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    if (!name.includes('.new-')) continue;
    const folder = path.join(home, name);
    const found = await stat(folder).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > abandonedAfterMs) {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
