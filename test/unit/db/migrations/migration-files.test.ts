import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrationsFolder, readMigrationFiles } from '../../../../src/db/migrations/migration-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'andon-migrations-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(...names: string[]): Promise<void> {
  for (const name of names) await writeFile(path.join(folder, name), `SELECT '${name}';`);
}

describe('the migrations folder', () => {
  test('is read in the order of its numbers; other files are left alone', async () => {
    await put('0002_second.sql', '0001_first.sql', 'README.md');
    expect((await readMigrationFiles(folder)).map((file) => [file.version, file.slug])).toEqual([
      [1, 'first'],
      [2, 'second'],
    ]);
  });

  test('with a gap is refused, naming the missing number', async () => {
    await put('0001_first.sql', '0003_third.sql');
    await expect(readMigrationFiles(folder)).rejects.toThrow(/0002 is missing before 0003_third\.sql/);
  });

  test('with one number twice is refused, naming both files', async () => {
    await put('0001_first.sql', '0001_other.sql');
    await expect(readMigrationFiles(folder)).rejects.toThrow(/0001_first\.sql and 0001_other\.sql/);
  });

  test('with a name that is no migration’s is refused', async () => {
    await put('1_short.sql');
    await expect(readMigrationFiles(folder)).rejects.toThrow(/1_short\.sql/);
  });

  test('the migrations folder of this project is sound', async () => {
    expect((await readMigrationFiles(migrationsFolder)).length).toBeGreaterThan(0);
  });
});
