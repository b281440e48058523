import { link, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerScore } from '../../../src/cli/commands/score.ts';

const content = ['timestamp\tvalue', '2026-01-01 00:00:00\t1', '2026-01-01 00:05:00\t2', ''].join('\n');
let folder: string;
let file: string;
let told = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'andon-score-command-'));
  file = join(folder, 'recorded.tsv');
  told = '';
  await writeFile(file, content);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    told += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true });
});

async function score(...words: string[]): Promise<void> {
  const program = new Command();
  registerScore(program);
  await program.parseAsync(['node', 'andon', 'score', file, '--delimiter', '\\t', ...words]);
}

describe('andon score', () => {
  it('reads tabs between columns by the name that a shell hands on, and says what it passed over', async () => {
    await writeFile(file, `${content}2026-01-01 00:05:00\t3\n`);
    const out = join(folder, 'scored.tsv');
    await score('--out', out);
    expect((await readFile(out, 'utf8')).split('\n')[1]).toBe('2026-01-01 00:00:00\t1\t0\t0');
    expect(told).toContain('3 rows scored, 0 anomalous, 1 passed over, not later than one before');
  });

  it('never writes over the recording, whatever it is called', async () => {
    const other = join(folder, 'other-name.tsv');
    await link(file, other);
    for (const target of [file, other]) {
      await expect(score('--out', target)).rejects.toThrow('is the recording itself, and would be lost');
      await expect(score('--out', join(folder, 'x'), '--alarms', target)).rejects.toThrow('is the recording itself');
    }
    await expect(score('--out', join(folder, 'x'), '--alarms', join(folder, '.', 'x'))).rejects.toThrow(
      '--out and --alarms name the same file',
    );
    expect(await readFile(file, 'utf8')).toBe(content);
  });
});
