/** What a model in a file costs: time and processor of the server and of the model's process, and the memory of that. By Linux's /proc. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { OnnxScorer } from '../../src/models/scoring/onnx/onnx-scorer.ts';
import { percentile } from '../statistics.ts';
import { trainAutoencoder } from './autoencoder.ts';
import { autoencoderFile } from './autoencoder-file.ts';
import { pumpMinutes, pumpSensors } from './pump.ts';

const requests = 300;
/** As many as one request of the detector holds. */
const rowsEach = 500;
/** Of the kernel's clock in /proc, a second. */
const ticksPerSecond = 100;

/** `runtimeDir`: where onnxruntime-node is installed. A table in Markdown. */
export async function costOfModel(runtimeDir: string): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'andon-model-cost-'));
  const file = path.join(folder, 'pump.onnx');
  const rows = pumpMinutes(1, 1_440, null).map(({ values }) => values);
  await writeFile(file, autoencoderFile(trainAutoencoder(pumpSensors, rows, { epochs: 1, seed: 1 }), 'cost'));
  const scorer = new OnnxScorer(
    { file, runtimeDir, timeoutMs: 60_000 },
    { now: Date.now, log: pino({ level: 'silent' }) },
  );
  const { signal } = new AbortController();
  try {
    const sent = { columns: pumpSensors, rows: rows.slice(0, rowsEach) };
    const loadFromMs = performance.now();
    await scorer.score(sent, signal);
    const loadMs = performance.now() - loadFromMs;
    const ownFrom = process.cpuUsage();
    const childFrom = await processorSeconds(scorer.processId);
    const times: number[] = [];
    for (let i = 0; i < requests; i += 1) {
      const fromMs = performance.now();
      await scorer.score(sent, signal);
      times.push(performance.now() - fromMs);
    }
    const own = process.cpuUsage(ownFrom);
    const childS = (await processorSeconds(scorer.processId)) - childFrom;
    const ownMs = (own.user + own.system) / 1_000 / requests;
    return [
      `| ${rowsEach} rows of ${pumpSensors.length} sensors, ${requests} times | |`,
      '| --- | --- |',
      `| to load and to score once | ${loadMs.toFixed(0)} ms |`,
      `| from question to answer, p50, p95 | ${percentile(times, 0.5).toFixed(1)}, ${percentile(times, 0.95).toFixed(1)} ms |`,
      `| processor of the server, each | ${ownMs.toFixed(2)} ms |`,
      `| processor of the model's process, each | ${((childS * 1_000) / requests).toFixed(2)} ms |`,
      `| memory of the model's process | ${await residentMb(scorer.processId)} MB |`,
      '',
    ].join('\n');
  } finally {
    await scorer.close();
    await rm(folder, { recursive: true });
  }
}

async function processorSeconds(pid: number | undefined): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

async function residentMb(pid: number | undefined): Promise<string> {
  const kb = Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]);
  return (kb / 1_024).toFixed(0);
}
