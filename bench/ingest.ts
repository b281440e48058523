import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { HttpClient } from './http-client.ts';

export interface LoadResult {
  readonly accepted: number;
  readonly failed: number;
  readonly elapsedS: number;
}

/** Starts the generator in a process of its own; the result comes when it has ended. */
export function startLoad(url: string, form: 'objects' | 'series', seconds: number, rate = 0): Promise<LoadResult> {
  const script = fileURLToPath(new URL('load.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, url, form, String(seconds), String(rate)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      if (code === 0) resolve(JSON.parse(output));
      else reject(new Error(`the generator ended with ${code}`));
    });
  });
}

export interface SustainedIngest {
  readonly readingsPerSecond: number;
  readonly maxBacklogBatches: number;
  readonly failed: number;
  readonly serverCpuShare: number;
}

/** Readings a second from the first request until every layer has committed the last reading. */
export async function sustainedIngest(
  url: string,
  pid: number,
  form: 'objects' | 'series',
  seconds: number,
): Promise<SustainedIngest> {
  const http = new HttpClient(url, 1);
  const backlog = async () =>
    (await http.query<{ pipelineHealth: { backlogBatches: number } }>('{ pipelineHealth { backlogBatches } }'))
      .pipelineHealth.backlogBatches;
  const cpuFrom = await cpuSeconds(pid);
  const from = performance.now();
  let running = true;
  const load = startLoad(url, form, seconds).finally(() => {
    running = false;
  });
  let maxBacklogBatches = 0;
  while (running) {
    maxBacklogBatches = Math.max(maxBacklogBatches, await backlog());
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  const { accepted, failed, elapsedS } = await load;
  const drainFrom = performance.now();
  while ((await backlog()) > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  const totalS = elapsedS + (performance.now() - drainFrom) / 1_000;
  const serverCpuShare = ((await cpuSeconds(pid)) - cpuFrom) / ((performance.now() - from) / 1_000);
  http.close();
  return { readingsPerSecond: accepted / totalS, maxBacklogBatches, failed, serverCpuShare };
}

/** User and system time of a process, from Linux's /proc; NaN elsewhere. */
async function cpuSeconds(pid: number): Promise<number> {
  try {
    const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch (error) {
    if (process.platform === 'linux') throw error;
    return Number.NaN;
  }
}
