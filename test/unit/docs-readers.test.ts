import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const textOf = (page: string) => readFile(path.join(root, page), 'utf8');

it('README.md stays short: at most 10,000 bytes', async () => {
  expect(Buffer.byteLength(await textOf('README.md'))).toBeLessThanOrEqual(10_000);
});

it('every page under docs is reachable from README.md within two clicks', async () => {
  const once = await linkedFrom('README.md');
  const twice = await Promise.all([...once].filter((page) => page.endsWith('.md')).map(linkedFrom));
  const reachable = new Set([...once, ...twice.flatMap((pages) => [...pages])]);
  expect((await pagesUnderDocs()).filter((page) => !reachable.has(page))).toEqual([]);
});

it('every page under docs says in its first sentence for whom it is', async () => {
  const silent: string[] = [];
  for (const page of await pagesUnderDocs()) {
    // A decision is one choice among its neighbours: their index says for whom they are.
    if (/^docs\/decisions\/\d/.test(page)) continue;
    if (!/^# .+\n\nFor \S/.test(await textOf(page))) silent.push(page);
  }
  expect(silent).toEqual([]);
});

async function pagesUnderDocs(): Promise<string[]> {
  const names = await readdir(path.join(root, 'docs'), { recursive: true });
  return names.filter((name) => name.endsWith('.md')).map((name) => `docs/${name.split(path.sep).join('/')}`);
}

/** The project's own files that a page links to. */
async function linkedFrom(page: string): Promise<Set<string>> {
  const text = (await textOf(page)).replace(/^```[\s\S]*?^```/gm, '');
  const targets = [...text.matchAll(/\]\(([^)\s#]+)/g)].map(([, target = '']) => target);
  const own = targets.filter((target) => !/^[a-z]+:/.test(target));
  return new Set(own.map((target) => path.posix.normalize(path.posix.join(path.posix.dirname(page), target))));
}
