import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerReplay } from '../../../src/cli/commands/replay.ts';
import { registerSimulate } from '../../../src/cli/commands/simulate.ts';
import {
  acceptAll,
  type GraphqlStub,
  graphqlError,
  type StubAnswer,
  type StubOperation,
  sentReadings,
  startGraphqlStub,
  unauthenticated,
} from '../../support/clients/graphql-stub.ts';

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
  // A command listens to its output until the process ends, and this process runs many.
  vi.spyOn(process.stdout, 'on').mockReturnValue(process.stdout);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
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

  it('sends what stands for no value as none, of quality BAD', async () => {
    await writeFile(
      file,
      'timestamp,value\n2013-12-02 21:15:00,-9999\n2013-12-02 21:20:00,null\n2013-12-02 21:25:00,3\n',
    );
    stub = await startGraphqlStub(acceptAll);
    expect(await andon('replay', file, '--missing', '-9999,null', '--url', stub.url, ...fixed)).toBe(0);
    const sent = stub.operations.flatMap(sentReadings).map(({ value, quality }) => [value, quality]);
    expect(sent).toEqual([
      [null, 'BAD'],
      [null, 'BAD'],
      [3, undefined],
    ]);
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

  it('ends, rather than trying again, when its key is revoked in the middle', async () => {
    stub = await startGraphqlStub((asked, number) =>
      number < 3 ? acceptAll(asked) : unauthenticated('The key "mine" was revoked.'),
    );
    const words = ['--equipment', '1', '--rate', '1000'];
    expect(await andon('simulate', '--url', stub.url, ...words)).toBe(1);
    expect(printed).toContain('cannot go on: the server answered UNAUTHENTICATED: The key "mine" was revoked.');
  });

  it('says that a rate needs a synthetic site', async () => {
    await expect(andon('simulate', '--rate', '5')).rejects.toThrow('give --equipment too');
  });

  it('runs the mine by a plan and writes down what is wrong with it', async () => {
    stub = await startGraphqlStub(acceptAll);
    const plan = join(folder, 'plan.json');
    const ledger = join(folder, 'ledger.json');
    const faults = [{ kind: 'cooling-lost', equipmentIds: ['CR_001'], onsetHours: 0, endHours: 2 }];
    await writeFile(plan, JSON.stringify({ faults }));
    const words = ['--plan', plan, '--ledger', ledger, '--hours', '1', '--speed', '60', '--duration', '0.01'];
    expect(await andon('simulate', '--url', stub.url, ...words)).toBe(0);
    expect(printed).toContain('0 h, CR_001: cooling fails');
    const written = JSON.parse(await readFile(ledger, 'utf8'));
    const firstReadingAt = sentReadings(stub.operations[1] ?? { query: '', variables: {} })[0]?.timestamp;
    expect(written).toMatchObject({ seed: 1, speed: 60, startedAt: firstReadingAt });
    expect(written.faults).toHaveLength(1);
    expect(written.faults[0]).toMatchObject({ kind: 'cooling-lost', onsetAt: firstReadingAt, endAt: null });
    // At 60 times the clock the first limit, crossed within the hour, is crossed within the minute.
    const untilLimitMs = Date.parse(written.faults[0].firstLimitAt) - Date.parse(written.startedAt);
    expect(untilLimitMs).toBeGreaterThan(10_000);
    expect(untilLimitMs).toBeLessThan(60_000);
  });

  it('records one machine for andon score, without a server', async () => {
    const words = ['--faults', 'bearing', '--from', '2026-01-06', '--lead', '1', '--hours', '3', '--record', file];
    expect(await andon('simulate', ...words)).toBe(0);
    expect(printed).toContain(`240 rows of CR_002 in ${file}`);
    const [header, ...rows] = (await readFile(file, 'utf8')).trim().split('\n');
    expect(header).toMatch(/^timestamp,label,fault,vibration,/);
    expect(rows[0]).toMatch(/^2026-01-06T00:01:00.000Z,0,,/);
    expect(rows.filter((row) => row.includes(',1,bearing,'))).toHaveLength(61);
  });

  it.each([
    [['--faults', 'rust'], 'there is no fault called rust'],
    [['--faults', 'all', '--plan', 'x'], 'not both'],
    [['--from', '2026-01-06'], 'give --faults or --plan too'],
    [['--ledger', 'x'], 'give --faults or --plan too'],
    [['--record', 'x'], 'give --faults or --plan too'],
    [['--faults', 'all', '--equipment', '3'], 'leave --equipment out'],
    [['--faults', 'all', '--record', 'x', '--machine', 'CR_009'], 'want one of HT_001'],
    [['--plan', 'there/is/none'], 'is no plan of faults'],
  ])('refuses %j with the reason', async (words, reason) => {
    await expect(
      andon('simulate', ...words).catch((error) => Promise.reject(new Error(`${error} ${printed}`))),
    ).rejects.toThrow(reason);
  });
});

describe('The key in ANDON_KEY', () => {
  const noQuarantine = { data: { quarantine: { edges: [], pageInfo: { hasNextPage: false, endCursor: null } } } };
  const answer = (asked: StubOperation): StubAnswer =>
    asked.query.includes('quarantine') ? { body: noQuarantine } : acceptAll(asked);
  const commands: [name: string, words: () => string[], scopes: string][] = [
    ['simulate', () => ['simulate', '--duration', '0.01'], 'scopes INGEST and CONFIGURE'],
    [
      'simulate --equipment',
      () => ['simulate', '--equipment', '1', '--duration', '0.01'],
      'scopes INGEST and CONFIGURE',
    ],
    ['replay FILE', () => ['replay', file, '--speed', 'max'], 'scope INGEST'],
    ['replay --quarantine', () => ['replay', '--quarantine'], 'scopes READ and CONFIGURE'],
  ];
  beforeEach(() =>
    writeFile(file, 'timestamp,value,equipment,sensor\n2013-12-02 21:15:00,1,PRESS_1,oil_temperature\n'),
  );

  it.each(commands)('goes with every request of andon %s; an empty one is none', async (_, words) => {
    stub = await startGraphqlStub(answer);
    vi.stubEnv('ANDON_KEY', 'andon_secret');
    expect(await andon(...words(), '--url', stub.url)).toBe(0);
    expect(new Set(stub.authorizations)).toEqual(new Set(['Bearer andon_secret']));
    vi.stubEnv('ANDON_KEY', '');
    expect(await andon(...words(), '--url', stub.url)).toBe(0);
    expect(stub.authorizations.at(-1)).toBeNull();
    expect(printed).not.toContain('andon_secret');
  });

  it.each(commands)('is named, with what it needs, when the server refuses andon %s', async (_, words, scopes) => {
    const advice = `Set ANDON_KEY to a key with the ${scopes}; \`andon keys create\` makes one.`;
    for (const refusal of [
      unauthenticated('This server wants a key.'),
      graphqlError('FORBIDDEN', 'not with this key'),
    ]) {
      printed = '';
      stub = await startGraphqlStub(() => refusal);
      expect(await andon(...words(), '--url', stub.url)).toBe(1);
      expect(stub.operations).toHaveLength(1);
      await stub.close();
      expect(printed).toMatch(
        /cannot go on: the server answered (UNAUTHENTICATED: This server wants|FORBIDDEN: not with)/,
      );
      expect(printed).toContain(advice);
    }
  });

  it('is not named when the server refuses for another reason', async () => {
    stub = await startGraphqlStub(() => graphqlError('BAD_USER_INPUT', 'no such sensor type'));
    expect(await andon('replay', file, '--url', stub.url, '--speed', 'max')).toBe(1);
    expect(printed).toContain('cannot go on: the server answered BAD_USER_INPUT');
    expect(printed).not.toContain('ANDON_KEY');
  });

  it('is told by the help of each', async () => {
    for (const command of ['simulate', 'replay']) {
      printed = '';
      await expect(andon(command, '--help')).rejects.toThrow('outputHelp');
      expect(printed).toContain('ANDON_KEY');
    }
  });
});
