import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { logEvents } from '../../src/log-events.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const events = Object.entries(logEvents);

describe('the catalogue of log events', () => {
  it('has keys of the form area.what_happened, in alphabetical order', () => {
    const keys = Object.keys(logEvents);
    expect(keys.filter((key) => !/^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$/.test(key))).toEqual([]);
    expect(keys).toEqual([...keys].sort());
  });

  it('lists no event that the source does not log', async () => {
    const logged = new Set<string>();
    const files = await readdir(path.join(root, 'src'), { recursive: true });
    for (const file of files.filter((name) => name.endsWith('.ts'))) {
      const text = await readFile(path.join(root, 'src', file), 'utf8');
      for (const [, key = ''] of text.matchAll(/event: '([\w.]+)'/g)) logged.add(key);
    }
    expect(Object.keys(logEvents).filter((key) => !logged.has(key))).toEqual([]);
  });

  it('is the table of docs/operate/log.md, row by row', async () => {
    const page = await readFile(path.join(root, 'docs/operate/log.md'), 'utf8');
    const rows = page
      .slice(page.indexOf('## Events'))
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(rows).toEqual(events.map(([key, [level, meaning]]) => `| \`${key}\` | ${level} | ${meaning} |`));
  });
});
