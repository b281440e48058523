import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('../..', import.meta.url));
const listing = z.array(z.object({ files: z.array(z.object({ path: z.string() })) }));
/** Made from the sources by `prepack`, so not there in a fresh clone. */
const built = /^(clients\/typescript\/)?dist\//;

async function packed(folder: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: path.join(root, folder),
  });
  return listing.parse(JSON.parse(stdout))[0]?.files.map((file) => file.path) ?? [];
}

describe('The package of the server', () => {
  let files: string[];
  beforeAll(async () => {
    files = await packed('.');
  });
  const missing = (names: readonly string[]) =>
    names.filter((name) => !files.some((file) => file === name || file.startsWith(`${name}/`)));

  it('holds all that package.json says, built by itself before it is packed', async () => {
    const manifest: { files: string[]; scripts: Record<string, string> } = JSON.parse(
      await readFile(path.join(root, 'package.json'), 'utf8'),
    );
    expect(missing(manifest.files.filter((name) => !built.test(`${name}/`)))).toEqual([]);
    expect(manifest.scripts['prepack']).toContain('npm run build');
  });

  it('holds every file that its documents link to', async () => {
    const broken: string[] = [];
    for (const document of files.filter((name) => name.endsWith('.md'))) {
      const text = (await readFile(path.join(root, document), 'utf8')).replace(/^```[\s\S]*?^```/gm, '');
      const links = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, link = '']) => decodeURIComponent(link));
      const targets = links.filter((link) => !/^[a-z]+:/.test(link));
      const names = targets.map((link) => path.posix.normalize(path.posix.join(path.posix.dirname(document), link)));
      broken.push(...missing(names.map((name) => name.replace(/\/$/, ''))).map((name) => `${document}: ${name}`));
    }
    expect(broken).toEqual([]);
  });

  it('holds every file that a message of the program names', async () => {
    const sources = (await readdir(path.join(root, 'src'), { recursive: true })).filter((name) => name.endsWith('.ts'));
    const named = new Set<string>();
    for (const name of sources) {
      const text = await readFile(path.join(root, 'src', name), 'utf8');
      for (const [, file = ''] of text.matchAll(/(?<![\w/])((?:docs\/[\w/-]+|[A-Z]{4,})\.md|\.env\.example)/g))
        named.add(file);
    }
    expect(named.size).toBeGreaterThan(0);
    expect(missing([...named])).toEqual([]);
  });

  it('holds what the program reads from its own folder: statements, migrations and the console', async () => {
    const needed = [
      ...(await readdir(path.join(root, 'sql', 'statements'))).map((name) => `sql/statements/${name}`),
      ...(await readdir(path.join(root, 'sql', 'migrations'))).map((name) => `sql/migrations/${name}`),
      'console/index.html',
    ];
    expect(missing(needed)).toEqual([]);
  });
});

it('the client package has no link that leads out of it', async () => {
  const folder = path.join(root, 'clients', 'typescript');
  const readme = await readFile(path.join(folder, 'README.md'), 'utf8');
  const links = [...readme.matchAll(/\]\(([^)\s#]+)/g)].map(([, link = '']) => link);
  const files = await packed('clients/typescript');
  expect(files).toContain('README.md');
  expect(links.filter((link) => !/^[a-z]+:/.test(link) && !files.includes(link))).toEqual([]);
});
