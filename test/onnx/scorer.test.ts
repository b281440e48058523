import { mkdtemp, open, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkModel } from '../../src/cli/doctor/model-check.ts';
import { maxModelBytes } from '../../src/limits.ts';
import { OnnxScorer } from '../../src/models/scoring/onnx/onnx-scorer.ts';
import { endlessModel, otherLengthModel, pumpModel, rootModel } from '../support/models/onnx-models.ts';
import { until } from '../support/until.ts';

const runtimeDir = path.dirname(fileURLToPath(import.meta.url));
const never = new AbortController().signal;
const columns = ['current', 'flow', 'head', 'temperature'];
const rows = [
  [12, 100, 3, 40],
  [12, 100, 9, 40],
];
const pumpScores = [
  { score: 0, column: 'head', columns: 3 },
  { score: 5, column: 'head', columns: 3 },
];

let folder: string;
let file: string;
let logged: { event: string; kind?: string; msg: string }[];
const scorers: OnnxScorer[] = [];
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'andon-onnx-'));
  file = path.join(folder, 'pump.onnx');
  logged = [];
});
afterEach(async () => {
  await Promise.all(scorers.splice(0).map((scorer) => scorer.close()));
  await rm(folder, { recursive: true });
});

function scorerOf({
  timeoutMs = 30_000,
  now = Date.now,
  ...given
}: {
  timeoutMs?: number;
  now?: () => number;
  runtimeDir?: string;
} = {}) {
  const log = pino({ base: null }, { write: (line) => void logged.push(JSON.parse(line)) });
  const scorer = new OnnxScorer({ file, runtimeDir, timeoutMs, ...given }, { now, log });
  scorers.push(scorer);
  return scorer;
}

describe('A model in a file, by onnxruntime-node', { timeout: 120_000 }, () => {
  it('that has an input for each column gives each row its score and the column that it names, and says what was loaded', async () => {
    await writeFile(file, pumpModel());
    const scorer = scorerOf();
    scorer.start();
    expect(await scorer.score({ columns, rows }, never)).toEqual(pumpScores);
    expect(scorer.state()).toMatchObject({ lastFailure: null, failures: 0 });
    expect(logged).toMatchObject([
      {
        event: 'model.loaded',
        columns: ['current', 'flow', 'head'],
        runtime: '1.30.0',
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    ]);
  });

  it('that has one input takes the columns that the file beside it names, in its order', async () => {
    await writeFile(file, pumpModel({ layout: 'rows' }));
    await expect(scorerOf().score({ columns, rows }, never)).rejects.toThrow(
      /has 3 columns; name them in the file beside it/,
    );
    await writeFile(`${file}.json`, '{"columns": ["flow", "current", "temperature"], "trained": "2026-11-30"}');
    expect(await scorerOf().score({ columns, rows }, never)).toEqual([
      { score: 36, column: 'temperature', columns: 3 },
      { score: 36, column: 'temperature', columns: 3 },
    ]);
  });

  it('that takes one row at a time is given one after the other', async () => {
    await writeFile(file, pumpModel({ rows: 1 }));
    expect(await scorerOf().score({ columns, rows }, never)).toEqual(pumpScores);
  });

  it('is not asked about a machine that lacks one of its columns', async () => {
    await writeFile(file, pumpModel());
    expect(await scorerOf().score({ columns: ['flow', 'head'], rows: [[1, 9]] }, never)).toEqual(['other_columns']);
  });

  it('whose score of some rows is no number has told the others, and of none has failed', async () => {
    await writeFile(file, rootModel());
    const scorer = scorerOf();
    const mixed = [...rows, [12, 100, -1, 40]];
    expect(await scorer.score({ columns, rows: mixed }, never)).toMatchObject([
      { score: Math.fround(Math.sqrt(3)) },
      { score: 3 },
      'no_number',
    ]);
    expect(scorer.state().lastFailure?.message).toContain('of 3 rows the model gave 1 a score that is no number');
    expect(logged.at(-1)).toMatchObject({ event: 'model.failed', kind: 'unexpected_answer' });
    await expect(scorer.score({ columns, rows: [[12, 100, -1, 40]] }, never)).rejects.toThrow(
      /of 1 rows the model gave 1/,
    );
    // A value beyond what a float can hold is no number either.
    expect(await scorer.score({ columns, rows: [...rows, [12, 100, 1e300, 40]] }, never)).toMatchObject([
      {},
      {},
      'no_number',
    ]);
    await scorer.score({ columns, rows }, never);
    expect(scorer.state()).toMatchObject({ lastFailure: null, failingSince: null });
  });

  it.each<[string, () => Promise<void>, RegExp]>([
    ['is not there', async () => undefined, /the model cannot be read: ENOENT/],
    ['is something else', () => writeFile(file, 'not a model'), /the model cannot be loaded: .*protobuf/i],
    ['was cut off', () => writeFile(file, pumpModel().subarray(0, 300)), /the model cannot be loaded/],
    [
      'is of an opset to come',
      () => writeFile(file, pumpModel({ opset: 999 })),
      /the model cannot be loaded: .*opset/i,
    ],
    ['takes so many rows at once', () => writeFile(file, pumpModel({ rows: 32 })), /inputs are for 32 rows/],
    [
      'has other columns than are named',
      async () => {
        await writeFile(file, pumpModel({ layout: 'rows' }));
        await writeFile(`${file}.json`, '{"columns": ["flow", "head"]}');
      },
      /has 3 columns, and the file beside it names 2/,
    ],
    [
      'gives other numbers of scores',
      () => writeFile(file, otherLengthModel()),
      /was given 2 rows, and gave 3 numbers/,
    ],
    [
      'is huge',
      async () => {
        await (await open(file, 'w')).close();
        await truncate(file, maxModelBytes + 1);
      },
      /is a file of 257 MB; 256 MB is the most/,
    ],
  ])('that %s is said to be, by the scorer and its state', async (_what, write, reason) => {
    await write();
    const scorer = scorerOf();
    await expect(scorer.score({ columns, rows }, never)).rejects.toThrow(reason);
    expect(scorer.state().lastFailure?.message).toMatch(reason);
  });

  it('whose package is not installed says what to install, and doctor as well', async () => {
    await writeFile(file, pumpModel());
    const scorer = scorerOf({ runtimeDir: folder });
    await expect(scorer.score({ columns, rows }, never)).rejects.toThrow(
      `is not installed in ${folder}: npm install onnxruntime-node`,
    );
    const settings = { kind: 'onnx', file, timeoutMs: 1_000 } as const;
    expect(await checkModel({ ...settings, runtimeDir: folder })).toMatchObject({
      state: 'WRONG',
      mend: expect.stringContaining('ANDON_DETECTOR_RUNTIME_DIR'),
    });
    expect(await checkModel({ ...settings, runtimeDir })).toMatchObject({
      state: 'ok',
      text: expect.stringMatching(/looks at current, flow, head; onnxruntime-node 1\.30\.0$/),
    });
    await writeFile(file, 'not a model');
    expect(await checkModel({ ...settings, runtimeDir })).toMatchObject({
      state: 'WRONG',
      mend: expect.stringContaining('outside-models.md'),
    });
  });
});

describe('A model in a file that never comes to an end', { timeout: 120_000 }, () => {
  it('is ended when its time is over, holds up nothing meanwhile, and is left alone after three times', async () => {
    await writeFile(file, endlessModel());
    let nowMs = 1_000_000;
    const scorer = scorerOf({ timeoutMs: 1_000, now: () => nowMs });
    for (let time = 0; time < 3; time += 1) {
      let turns = 0;
      const ticks = setInterval(() => {
        turns += 1;
      }, 5);
      await expect(scorer.score({ columns, rows }, never)).rejects.toMatchObject({ kind: 'timed_out' });
      clearInterval(ticks);
      expect(turns).toBeGreaterThan(10);
    }
    await expect(scorer.score({ columns, rows }, never)).rejects.toMatchObject({ kind: 'circuit_open' });
    // A file in its place is tried at once.
    await writeFile(`${file}.new`, pumpModel());
    await rename(`${file}.new`, file);
    expect(await scorer.score({ columns, rows }, never)).toEqual(pumpScores);
    nowMs += 1;
    expect(scorer.state()).toMatchObject({ isOpen: false, lastFailure: null, failures: 3 });
  });

  it('does not hold up the end of the server', async () => {
    await writeFile(file, endlessModel());
    const scorer = scorerOf({ timeoutMs: 600_000 });
    const stopping = new AbortController();
    const asked = scorer.score({ columns, rows }, stopping.signal);
    const ended = expect(asked).rejects.toThrow('the server stops');
    await until('it runs', () => scorer.processId);
    stopping.abort(new Error('the server stops'));
    await ended;
    await scorer.close();
    expect(scorer.processId).toBeUndefined();
  });
});

describe('A model in a file that changes while the server runs', { timeout: 120_000 }, () => {
  it('is taken with the next rows; one that cannot be used leaves the one before at work, and says so', async () => {
    await writeFile(file, pumpModel());
    const scorer = scorerOf();
    const scoreOf = async () => (await scorer.score({ columns, rows }, never))[1];
    expect(await scoreOf()).toMatchObject({ score: 5 });
    await writeFile(file, 'not a model');
    expect(await scoreOf()).toMatchObject({ score: 5 });
    expect(scorer.state().lastFailure?.message).toMatch(
      /^the changed file is not taken, the model before it goes on: the model cannot be loaded/,
    );
    expect(logged.at(-1)).toMatchObject({ event: 'model.not_loaded', kind: 'refused' });
    await rm(file);
    expect(await scoreOf()).toMatchObject({ score: 5 });
    await writeFile(file, pumpModel({ factor: 3 }));
    expect(await scoreOf()).toMatchObject({ score: 15 });
    expect(scorer.state()).toMatchObject({ lastFailure: null, failures: 0 });
    expect(logged.map(({ event }) => event)).toEqual([
      'model.loaded',
      'model.not_loaded',
      'model.not_loaded',
      'model.loaded',
    ]);
  });

  it('and whose process was killed is loaded again', async () => {
    await writeFile(file, pumpModel());
    const scorer = scorerOf();
    await scorer.score({ columns, rows }, never);
    const before = scorer.processId;
    process.kill(before ?? 0, 'SIGKILL');
    await until('it is loaded again', async () => {
      await scorer.score({ columns, rows }, never).catch(() => undefined);
      return scorer.processId !== undefined && scorer.processId !== before;
    });
    expect(await scorer.score({ columns, rows }, never)).toEqual(pumpScores);
  });
});
