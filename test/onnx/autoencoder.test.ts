import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pino from 'pino';
import { expect, it } from 'vitest';
import { scoreRow, trainAutoencoder } from '../../bench/models/autoencoder.ts';
import { pumpMinutes, pumpSensors } from '../../bench/models/pump.ts';
import { OnnxScorer } from '../../src/models/scoring/onnx/onnx-scorer.ts';

const runtimeDir = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(runtimeDir, '..', '..');
const columns = [...pumpSensors].sort();

it('the autoencoder that `npm run train:autoencoder` writes gives by onnxruntime-node the scores and columns that it has in training', {
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'andon-autoencoder-'));
  const file = path.join(folder, 'pump.onnx');
  try {
    const minutes = pumpMinutes(9, 1_500, { kind: 'bearing', fromMinute: 1_440 });
    const rows = minutes.map(({ values }) => columns.map((name) => values[pumpSensors.indexOf(name)] ?? Number.NaN));
    const table = path.join(folder, 'pump.csv');
    await writeFile(table, [columns, ...rows].map((row) => row.join()).join('\n'));
    const given = [
      '--file',
      table,
      '--columns',
      columns.join(),
      '--rows',
      '1440',
      '--epochs',
      '3',
      '--seed',
      '4',
      '--out',
      file,
    ];
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', 'bench/models/train.ts', ...given],
      { cwd: root },
    );
    expect(stdout).toContain('trained on 1440 rows of pump.csv, 3 epochs, seed 4');

    const model = trainAutoencoder(columns, rows.slice(0, 1_440), { epochs: 3, seed: 4 });
    const scorer = new OnnxScorer(
      { file, runtimeDir, timeoutMs: 30_000 },
      { now: Date.now, log: pino({ level: 'silent' }) },
    );
    // More than it needs, in another order.
    const sent = { columns: ['alone', ...pumpSensors], rows: minutes.map(({ values }) => [0, ...values]) };
    const scores = await scorer.score(sent, new AbortController().signal);
    await scorer.close();
    for (const [i, score] of scores.entries()) {
      const expected = scoreRow(model, rows[i] ?? []);
      // A network of float32 beside one of float64.
      expect(score).toMatchObject({ column: columns[expected.column], columns: 8 });
      const far = typeof score === 'string' ? Number.NaN : Math.abs(score.score - expected.score);
      expect(far).toBeLessThan(1e-3 * (1 + expected.score));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
