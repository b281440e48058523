/** Reads the numbered files of sql/migrations, with their checksums. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartupError } from '../../errors.ts';

/** The same step up leads there from src/db and from dist/db. */
export const migrationsFolder = fileURLToPath(new URL('../../../sql/migrations', import.meta.url));

export interface MigrationFile {
  readonly version: number;
  readonly slug: string;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** Reads every `NNNN_slug.sql`, in order. Numbers run from 1 without a gap, so that a forgotten file is noticed. */
export async function readMigrationFiles(folder: string): Promise<MigrationFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const files = await Promise.all(names.map((name) => readMigrationFile(folder, name)));
  for (const [index, file] of files.entries()) {
    const before = files[index - 1];
    if (before?.version === file.version) {
      throw new StartupError(
        `Migrations ${before.name} and ${file.name} have the same number; renumber the newer one.`,
      );
    }
    if (file.version !== index + 1) {
      throw new StartupError(
        `Migration ${String(index + 1).padStart(4, '0')} is missing before ${file.name} in ${folder}.`,
      );
    }
  }
  return files;
}

async function readMigrationFile(folder: string, name: string): Promise<MigrationFile> {
  const parts = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(name);
  if (parts?.[1] === undefined || parts[2] === undefined) {
    throw new StartupError(`${name} in ${folder} is not named like a migration: 0001_what_it_does.sql`);
  }
  // A checkout on Windows may turn the line ends; the migration is the same.
  const sql = (await readFile(path.join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
  const checksum = createHash('sha256').update(sql).digest('hex');
  return { version: Number(parts[1]), slug: parts[2], name, sql, checksum };
}
