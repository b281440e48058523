import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

// Holds what CONTRIBUTING.md says of every file: its length, its folder, its first lines.

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What other programs install or write, and what is written by none of us. */
const notOurs = new Set(['node_modules', 'dist', 'coverage', 'gen']);
const ownDotFolders = new Set(['.ci', '.github', '.changeset']);
const codeEndings = /\.(?:ts|js|mjs|cjs|css|sql|sh)$/;
/** A dump of the schema, and one of a database as a release left it. */
const dumps = /^(?:sql\/schema\.sql|test\/fixtures\/.*\.sql)$/;
/** Tests say by their titles what they are for, migrations by their names. */
const explained = /^(?:src|console|clients\/typescript\/src|bench|scripts|test\/support|sql\/statements|\.ci)\//;
/** A comment, or the description of a type of the schema. */
const comment = /^\s*(?:\/\*|\/\/|--|#(?!!)|description:)/m;
/** Numbered files and statements, which are found by their number or the table in their name; notes, which the next release takes away. */
const lists = new Set(['sql/migrations', 'sql/statements', 'docs/decisions', '.changeset']);

it('no source file is longer than 300 lines: a longer one is split by subject', async () => {
  const files = (await foldersOf('')).flatMap(({ files }) => files);
  const code = files.filter((name) => codeEndings.test(name) && !dumps.test(name));
  const lengths = code.map(async (name) => ({ name, lines: linesOf(await readFile(path.join(root, name), 'utf8')) }));
  const long = (await Promise.all(lengths)).filter(({ lines }) => lines > 300);
  expect(code.length).toBeGreaterThan(500);
  expect(long.map(({ name, lines }) => `${name}: ${lines} lines`)).toEqual([]);
});

it('no folder holds more than 25 files: a larger one is divided into folders by subject', async () => {
  const crowded = (await foldersOf('')).filter(({ name, files }) => files.length > 25 && !lists.has(name));
  expect(crowded.map(({ name, files }) => `${name}: ${files.length} files`)).toEqual([]);
});

it('every source file says in a comment within its first ten lines what it is for', async () => {
  const files = (await foldersOf('')).flatMap(({ files }) => files);
  const sources = files.filter((name) => codeEndings.test(name) && explained.test(name));
  const begins = sources.map(async (name) => ({ name, begin: beginOf(await readFile(path.join(root, name), 'utf8')) }));
  const silent = (await Promise.all(begins)).filter(({ begin }) => !comment.test(begin));
  expect(sources.length).toBeGreaterThan(500);
  expect(silent.map(({ name }) => name)).toEqual([]);
});

interface Folder {
  /** As its files, with slashes, relative to the project. */
  readonly name: string;
  readonly files: readonly string[];
}

async function foldersOf(name: string): Promise<readonly Folder[]> {
  const entries = await readdir(path.join(root, name), { withFileTypes: true });
  const nameOf = (entry: { readonly name: string }) => path.posix.join(name, entry.name);
  const isOurs = (entry: { readonly name: string }) =>
    !notOurs.has(entry.name) && (!entry.name.startsWith('.') || ownDotFolders.has(entry.name));
  const below = entries
    .filter((entry) => entry.isDirectory() && isOurs(entry))
    .map((entry) => foldersOf(nameOf(entry)));
  const files = entries.filter((entry) => entry.isFile()).map(nameOf);
  return [{ name, files }, ...(await Promise.all(below)).flat()];
}

function beginOf(text: string): string {
  return text.split('\n').slice(0, 10).join('\n');
}

function linesOf(text: string): number {
  return text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
}
