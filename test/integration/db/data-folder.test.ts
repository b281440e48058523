import { chmod, mkdir, rm, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { findDataFolder, makeDataFolder } from '../../../src/db/connection/embedded/data-folder.ts';
import { dataFolder } from '../../support/database/embedded.ts';
import { canMount, mountSmallDisk } from '../../support/server/tmpfs.ts';

const asRoot = process.getuid?.() === 0;
const mounts = await canMount();

async function newFolder(): Promise<string> {
  const folder = await dataFolder('andon-data-');
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function homes() {
  const folder = await newFolder();
  return { machine: path.join(folder, 'machine'), user: path.join(folder, 'user') };
}

describe('The folder of the embedded database', () => {
  it('is the one that was chosen, wherever it is, and that of the project where nothing was chosen', async () => {
    const [project, elsewhere] = [await newFolder(), await homes()];
    await chmod(project, 0o700);
    const dataDir = path.join(project, '.andon');
    expect(await findDataFolder({ dataDir }, elsewhere)).toEqual({ folder: dataDir, movedBecause: null });
    await chmod(project, 0o755);
    expect(await findDataFolder({ dataDir, movable: true }, elsewhere)).toEqual({
      folder: dataDir,
      movedBecause: null,
    });
  });
});

describe.runIf(asRoot)('The folder of the embedded database, started by root', () => {
  it('is a place of the machine where the project is closed to others, the same at every start and by every name', async () => {
    const [project, elsewhere, names] = [await newFolder(), await homes(), await newFolder()];
    await chmod(project, 0o700);
    const place = { dataDir: path.join(project, '.andon'), movable: true };
    const found = await findDataFolder(place, elsewhere);
    expect(found.folder).toMatch(new RegExp(`^${elsewhere.machine}/${path.basename(project)}-[0-9a-f]{12}$`));
    expect(found.movedBecause).toContain(`cannot enter ${project}`);
    await symlink(project, path.join(names, 'alias'));
    const byAlias = await findDataFolder({ ...place, dataDir: path.join(names, 'alias', '.andon') }, elsewhere);
    expect(byAlias.folder).toBe(found.folder);
    const another = await newFolder();
    await chmod(another, 0o700);
    expect((await findDataFolder({ ...place, dataDir: path.join(another, '.andon') }, elsewhere)).folder).not.toBe(
      found.folder,
    );
  });

  it('stays where data is, when the project is closed or opened later', async () => {
    const [project, elsewhere] = [await newFolder(), await homes()];
    const place = { dataDir: path.join(project, '.andon'), movable: true };
    await chmod(project, 0o700);
    const { folder } = await findDataFolder(place, elsewhere);
    await mkdir(path.join(folder, 'postgres'), { recursive: true });
    await chmod(project, 0o755);
    expect((await findDataFolder(place, elsewhere)).folder).toBe(folder);
    await mkdir(path.join(place.dataDir, 'postgres'), { recursive: true });
    await chmod(project, 0o700);
    expect((await findDataFolder(place, elsewhere)).folder).toBe(place.dataDir);
  });

  it.runIf(mounts)('is a place of the machine where the project is on a disk that takes no writes', async () => {
    const [disk, elsewhere] = [await mountSmallDisk(1), await homes()];
    await disk.remount('ro');
    const found = await findDataFolder({ dataDir: path.join(disk.folder, '.andon'), movable: true }, elsewhere);
    expect(found.folder.startsWith(elsewhere.machine)).toBe(true);
    expect(found.movedBecause).toContain('EROFS');
  });

  it('can be passed through by the database’s user all the way, whatever the umask', async () => {
    const home = await newFolder();
    const before = process.umask(0o077);
    try {
      await makeDataFolder(path.join(home, 'one', 'two', 'three'));
    } finally {
      process.umask(before);
    }
    for (const made of ['one', 'one/two', 'one/two/three']) {
      expect((await stat(path.join(home, made))).mode & 0o777).toBe(0o755);
    }
  });

  it('that cannot be made is named with the way out', async () => {
    const file = path.join(await newFolder(), 'file');
    await writeFile(file, '');
    await expect(makeDataFolder(path.join(file, 'data'))).rejects.toThrow(
      /file\/data cannot be made: .*ANDON_DATA_DIR/s,
    );
  });
});
