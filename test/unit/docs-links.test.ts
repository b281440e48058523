import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const notOurs = new Set(['node_modules', 'dist', 'coverage']);

it('every relative link in the documents leads to a file, and to a heading where it names one', async () => {
  const broken: string[] = [];
  for (const document of await documentsIn(root)) {
    for (const target of linksOf(await readFile(document, 'utf8'))) {
      const [file = '', heading] = target.split('#');
      const leadsTo = file === '' ? document : path.resolve(path.dirname(document), decodeURIComponent(file));
      const found = existsSync(leadsTo) && (heading === undefined || (await headingsOf(leadsTo)).has(heading));
      if (!found) broken.push(`${path.relative(root, document)}: ${target}`);
    }
  }
  expect(broken).toEqual([]);
});

it('every file of the project that the documents name in code is there', async () => {
  const missing: string[] = [];
  for (const document of await documentsIn(root)) {
    const text = withoutCodeBlocks(await readFile(document, 'utf8'));
    for (const [, name = ''] of text.matchAll(
      /`((?:src|sql|test|bench|console|clients|scripts|docs|\.ci)\/[\w./-]+)`/g,
    )) {
      if (!existsSync(path.join(root, name))) missing.push(`${path.relative(root, document)}: ${name}`);
    }
  }
  expect(missing).toEqual([]);
});

it('every decision has a number of its own', async () => {
  const numbers = (await readdir(path.join(root, 'docs/decisions'))).map((name) => name.slice(0, 4));
  expect(numbers.filter((number, i) => numbers.indexOf(number) !== i)).toEqual([]);
});

async function documentsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) return notOurs.has(entry.name) || entry.name.startsWith('.') ? [] : documentsIn(name);
    return entry.name.endsWith('.md') ? [name] : [];
  });
  return (await Promise.all(found)).flat();
}

function linksOf(markdown: string): string[] {
  const targets = [...withoutCodeBlocks(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

function withoutCodeBlocks(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```/gm, '');
}

/** The names that GitHub gives to headings. */
async function headingsOf(file: string): Promise<Set<string>> {
  const markdown = withoutCodeBlocks(await readFile(file, 'utf8'));
  const headings = [...markdown.matchAll(/^#{1,6} +(.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .trim()
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-'),
    ),
  );
}
