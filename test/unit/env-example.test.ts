import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config.ts';

const example = await read('.env.example');
const settings = new Map(
  [...example.matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
);

describe('.env.example', () => {
  it('names every setting that the server reads, and no other', async () => {
    const files = [
      'src/config.ts',
      'src/alarm-environment.ts',
      'src/models/model-settings.ts',
      'src/auth/edge-settings.ts',
      'src/auth/share-settings.ts',
      'src/auth/token-settings.ts',
    ];
    const source = (await Promise.all(files.map(read))).join('\n');
    const known = [...source.matchAll(/^ {2}([A-Z][A-Z0-9_]*):/gm)].map(([, name]) => name);
    expect([...settings.keys()].sort()).toEqual(known.sort());
  });

  it('shows each default as it is: a server with these settings is a server with none', () => {
    // All but what it says of itself, which is that they are stated.
    expect({ ...loadConfig(Object.fromEntries(settings)), stated: {} }).toEqual(loadConfig({}));
  });

  it('has no setting that docs/reference/settings.md lacks', async () => {
    const page = await read('docs/reference/settings.md');
    expect([...settings.keys()].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('says what each setting is for, in a comment above it', () => {
    const lines = example.split('\n');
    const bare = [...settings.keys()].filter((name) => {
      let line = lines.findIndex((text) => text.startsWith(`${name}=`)) - 1;
      while (/^[A-Z]/.test(lines[line] ?? '')) line -= 1;
      return !lines[line]?.startsWith('# ');
    });
    expect(bare).toEqual([]);
  });
});

function read(path: string): Promise<string> {
  return readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
}
