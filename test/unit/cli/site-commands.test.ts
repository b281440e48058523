import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerReplay } from '../../../src/cli/commands/replay.ts';
import { registerSimulate } from '../../../src/cli/commands/simulate.ts';
import { acceptAll, type GraphqlStub, graphqlError, startGraphqlStub } from '../../support/graphql-stub.ts';

let folder: string;
let file: string;
let stub: GraphqlStub | undefined;
let printed = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'andon-commands-'));
  file = join(folder, 'recording.csv');
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await stub?.close();
  stub = undefined;
  await rm(folder, { recursive: true });
});

/** Runs a command as the shell would, and gives its exit code. */
async function andon(...words: string[]): Promise<unknown> {
  const program = new Command('andon').exitOverride().configureOutput({ writeErr: (text) => (printed += text) });
  registerSimulate(program);
  registerReplay(program);
  for (const command of program.commands)
    command.exitOverride().configureOutput({ writeErr: (text) => (printed += text) });
  const before = process.exitCode;
  try {
    await program.parseAsync(words, { from: 'user' });
    return process.exitCode;
  } finally {
    process.exitCode = before;
  }
}

describe('andon replay', () => {
  const fixed = ['--equipment', 'PRESS_1', '--sensor', 'oil_temperature', '--speed', 'max'];

  it('ends with 0 when every reading was stored', async () => {
    await writeFile(file, 'timestamp,value\n2013-12-02 21:15:00,1\n2013-12-02 21:20:00,3\n');
    stub = await startGraphqlStub(acceptAll);
    expect(await andon('replay', file, '--url', stub.url, ...fixed)).toBe(0);
    expect(printed).toContain('finished: sent 2 · accepted 2 · duplicates 0 · rejected 0 · bad rows 0');
  });

  it('ends with 1 when a row held no reading', async () => {
    await writeFile(file, 'timestamp,value\n2013-12-02 21:15:00,1\n2013-12-02 21:20:00,\n');
    stub = await startGraphqlStub(acceptAll);
    expect(await andon('replay', file, '--url', stub.url, ...fixed)).toBe(1);
    expect(printed).toContain('line 3: the value is missing');
  });

  it('ends with 1 and the way on when the server refuses', async () => {
    await writeFile(file, 'timestamp,value\n2013-12-02 21:15:00,1\n');
    stub = await startGraphqlStub(() => graphqlError('FORBIDDEN', 'this key may only read'));
    expect(await andon('replay', file, '--url', stub.url, ...fixed)).toBe(1);
    expect(printed).toContain('cannot go on: the server answered FORBIDDEN: this key may only read');
  });

  it.each([
    [['--speed', 'fast'], 'want a number above 0'],
    [['--speed', '0'], 'want a number above 0'],
    [['--url', 'localhost:4000'], 'want an address such as http://127.0.0.1:4000/graphql'],
    [['--delimiter', '::'], 'want one character'],
  ])('refuses %j', async (words, reason) => {
    await expect(andon('replay', file, ...words)).rejects.toThrow(reason);
  });
});

describe('andon simulate', () => {
  it('sends a synthetic site for the given time and sums up', async () => {
    stub = await startGraphqlStub(acceptAll);
    const words = ['--equipment', '4', '--sensors', '3', '--rate', '200', '--duration', '0.6'];
    expect(await andon('simulate', '--url', stub.url, ...words)).toBe(0);
    expect(stub.operations[0]?.variables['equipment']).toHaveLength(4);
    expect(printed).toMatch(/ended after \d s: sent [1-9]\d+ · accepted [1-9]\d+ · duplicates 0 · rejected 0/);
  });

  it('ends with 1 and the reason when the server refuses', async () => {
    stub = await startGraphqlStub(() => graphqlError('FORBIDDEN', 'this key may only read'));
    expect(await andon('simulate', '--url', stub.url)).toBe(1);
    expect(printed).toContain('cannot go on: the server answered FORBIDDEN: this key may only read');
  });

  it('says that a rate needs a synthetic site', async () => {
    await expect(andon('simulate', '--rate', '5')).rejects.toThrow('give --equipment too');
  });
});
