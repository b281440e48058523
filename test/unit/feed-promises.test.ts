import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** What stands before a test's title: one id or several, then a colon. */
const idsBeforeATitle = /['"`]((?:FEED-\d+, )*FEED-\d+): /g;
const id = /FEED-\d+/g;

it('every promise of docs/integrate/feed.md is carried by the title of a test', async () => {
  const carried = new Set(await idsInTitles());
  expect((await promises()).filter((promise) => !carried.has(promise))).toEqual([]);
});

it('no test carries the id of a promise that docs/integrate/feed.md does not make', async () => {
  const made = new Set(await promises());
  expect((await idsInTitles()).filter((promise) => !made.has(promise))).toEqual([]);
});

it('every promise of docs/integrate/feed.md has an id of its own, numbered without gaps', async () => {
  const made = await promises();
  expect(made).toEqual(made.map((_, index) => `FEED-${index + 1}`));
});

/** The ids in bold, each where its promise is made. */
async function promises(): Promise<string[]> {
  const text = await readFile(path.join(root, 'docs/integrate/feed.md'), 'utf8');
  return [...text.matchAll(/\*\*(FEED-\d+)\b/g)].map(([, promise = '']) => promise);
}

async function idsInTitles(): Promise<string[]> {
  const names = await readdir(path.join(root, 'test'), { recursive: true });
  const tests = names.filter((name) => name.endsWith('.test.ts') && !name.endsWith('feed-promises.test.ts'));
  const texts = await Promise.all(tests.map((name) => readFile(path.join(root, 'test', name), 'utf8')));
  return texts.flatMap((text) => [...text.matchAll(idsBeforeATitle)].flatMap(([, ids = '']) => ids.match(id) ?? []));
}
