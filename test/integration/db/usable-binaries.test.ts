import {
  chmod,
  chown,
  lstat,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { InstalledBinaries } from '../../../src/db/connection/embedded/binaries.ts';
import type { ProgramPlace } from '../../../src/db/connection/embedded/program-copy.ts';
import { firstUsable } from '../../../src/db/connection/embedded/usable-binaries.ts';
import { createLogger } from '../../../src/log.ts';
import { dataFolder } from '../../support/database/embedded.ts';
import { canMount, mountSmallDisk } from '../../support/server/tmpfs.ts';

const log = createLogger('silent');
const asRoot = process.getuid?.() === 0;
const other = { uid: 65_534, gid: 65_534 };
const mounts = await canMount();

async function newFolder(): Promise<string> {
  const folder = await dataFolder('andon-programs-');
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** What npm lays down, in small: three programs that tell their version, a library with a link to it, a file that is read. */
async function installed(folder: string, version = '18.4'): Promise<InstalledBinaries> {
  const packageFolder = path.join(folder, 'node_modules', 'platform');
  const bin = path.join(packageFolder, 'native', 'bin');
  await mkdir(bin, { recursive: true });
  await mkdir(path.join(packageFolder, 'native', 'lib'));
  const programs = ['initdb', 'pg_ctl', 'postgres'].map((name) => path.join(bin, name));
  for (const file of programs) await writeFile(file, `#!/bin/sh\necho "postgres (PostgreSQL) ${version}"\n`);
  await writeFile(path.join(packageFolder, 'native', 'lib', 'libpq.so.5.18'), 'library');
  await writeFile(
    path.join(packageFolder, 'native', 'pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' }]),
  );
  const [initdb = '', pgCtl = '', postgres = ''] = programs;
  return { packageFolder, release: `${version}-test`, initdb, pgCtl, postgres };
}

async function closedInstallation(): Promise<InstalledBinaries> {
  const home = await newFolder();
  const found = await installed(home);
  await chmod(home, 0o700);
  return found;
}

const place = (base: string): ProgramPlace => ({ base, ours: ['andon', 'programs'] });
const copyIn = (base: string) => path.join(base, 'andon', 'programs', 'postgresql-18.4-test');

describe('The programs of the embedded PostgreSQL', () => {
  it('are run where npm has laid them down, and nothing is copied, where the database’s user can run them', async () => {
    const [home, cache] = [await newFolder(), await newFolder()];
    const found = await installed(home);
    const usable = await firstUsable(found, [place(cache)], asRoot ? other : undefined, log);
    expect(usable).toEqual({
      version: '18.4',
      binaries: { initdb: found.initdb, pgCtl: found.pgCtl, postgres: found.postgres },
    });
    expect(await readdir(cache)).toEqual([]);
  });
});

describe.runIf(asRoot)('The programs of the embedded PostgreSQL, started by root', () => {
  it('are copied out of a home closed to others, which stays closed, once for all starts', async () => {
    const found = await closedInstallation();
    const cache = await newFolder();
    const home = path.dirname(path.dirname(found.packageFolder));
    const first = await firstUsable(found, [place(cache)], other, log);
    expect(first.binaries.postgres).toBe(path.join(copyIn(cache), 'native', 'bin', 'postgres'));
    expect((await stat(home)).mode & 0o777).toBe(0o700);
    expect(await readFile(path.join(copyIn(cache), 'native', 'lib', 'libpq.so'), 'utf8')).toBe('library');
    const { ino } = await stat(copyIn(cache));
    expect(await firstUsable(found, [place(cache)], other, log)).toEqual(first);
    expect((await stat(copyIn(cache))).ino).toBe(ino);
  });

  it('are copied where npm has unpacked them for their owner alone', async () => {
    const [home, cache] = [await newFolder(), await newFolder()];
    const found = await installed(home);
    await chmod(path.join(found.packageFolder, 'native', 'pg-symlinks.json'), 0o600);
    await firstUsable(found, [place(cache)], other, log);
    expect((await stat(path.join(copyIn(cache), 'native', 'pg-symlinks.json'))).mode & 0o777).toBe(0o644);
  });

  it('are copied anew where a copy is not whole, and side by side for two versions', async () => {
    const found = await closedInstallation();
    const cache = await newFolder();
    await firstUsable(found, [place(cache)], other, log);
    const library = path.join(copyIn(cache), 'native', 'lib', 'libpq.so.5.18');
    const draft = `${copyIn(cache)}.new-00000000`;
    await mkdir(draft);
    await truncate(library, 0);
    await firstUsable(found, [place(cache)], other, log);
    expect(await readFile(library, 'utf8')).toBe('library');
    await rm(library);
    await firstUsable(found, [place(cache)], other, log);
    expect(await readFile(library, 'utf8')).toBe('library');
    await firstUsable({ ...found, release: '18.5-test' }, [place(cache)], other, log);
    expect(await readdir(path.dirname(copyIn(cache)))).toEqual(
      expect.arrayContaining(['postgresql-18.4-test', 'postgresql-18.5-test']),
    );
  });

  it('are copied by one of several who start at the same time, and used by all', async () => {
    const found = await closedInstallation();
    const cache = await newFolder();
    const all = await Promise.all([1, 2, 3, 4].map(() => firstUsable(found, [place(cache)], other, log)));
    expect(new Set(all.map(({ binaries }) => binaries.postgres)).size).toBe(1);
    expect(await readdir(path.dirname(copyIn(cache)))).toEqual(['postgresql-18.4-test']);
  });

  it('are never taken from a folder that somebody else has laid ready, by a link, as its owner or with rights on it', async () => {
    const found = await closedInstallation();
    const [linked, owned, writable] = [await newFolder(), await newFolder(), await newFolder()];
    const [unprotected, safe, trap] = [await newFolder(), await newFolder(), await newFolder()];
    await symlink(trap, path.join(linked, 'andon'));
    await mkdir(path.join(owned, 'andon'));
    await chown(path.join(owned, 'andon'), other.uid, other.gid);
    await mkdir(path.join(writable, 'andon'));
    await chmod(path.join(writable, 'andon'), 0o777);
    await chmod(unprotected, 0o777);
    const places = [linked, owned, writable, unprotected, safe].map(place);
    const usable = await firstUsable(found, places, other, log);
    expect(usable.binaries.postgres).toContain(copyIn(safe));
    for (const folder of [trap, path.join(owned, 'andon'), path.join(writable, 'andon'), unprotected]) {
      expect(await readdir(folder), folder).toEqual([]);
    }
    expect((await lstat(path.join(linked, 'andon'))).isSymbolicLink()).toBe(true);
    await expect(firstUsable(found, places.slice(0, 4), other, log)).rejects.toThrow(
      /can be run from nowhere:.*cannot enter.*no folder.*belongs to user 65534.*changed by others.*anybody can rename.*DATABASE_URL/s,
    );
  });

  it.runIf(mounts)('are copied to the next place where one is full, and leave nothing in the full one', async () => {
    const found = await closedInstallation();
    await writeFile(path.join(found.packageFolder, 'native', 'large'), Buffer.alloc(2_000_000));
    const [full, roomy] = [await mountSmallDisk(1), await newFolder()];
    const usable = await firstUsable(found, [place(full.folder), place(roomy)], other, log);
    expect(usable.binaries.postgres).toContain(copyIn(roomy));
    expect(await readdir(path.dirname(copyIn(full.folder)))).toEqual([]);
  });

  it.runIf(mounts)(
    'are copied to the next place where a disk is mounted without the right to run programs',
    async () => {
      const found = await closedInstallation();
      const [data, roomy] = [await mountSmallDisk(1, 'noexec'), await newFolder()];
      const usable = await firstUsable(found, [place(data.folder), place(roomy)], other, log);
      expect(usable.binaries.postgres).toContain(copyIn(roomy));
      const inPlace = await mountSmallDisk(1, 'noexec');
      const moved = await firstUsable(await installed(inPlace.folder), [place(roomy)], other, log);
      expect(moved.binaries.postgres).toContain(copyIn(roomy));
    },
  );

  it.runIf(mounts)('are mended in a copy where the installation is on a disk that takes no writes', async () => {
    const disk = await mountSmallDisk(1);
    const found = await installed(disk.folder);
    await disk.remount('ro');
    const roomy = await newFolder();
    const usable = await firstUsable(found, [place(roomy)], other, log);
    expect(usable.binaries.postgres).toContain(copyIn(roomy));
  });
});
