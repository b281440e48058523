/**
 * Starts a flood in a process of its own, which gets the CPU that nobody else wants: a flood comes from other machines, and what it costs to
 * make it is no fault of the server.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Batches of 500 readings, pages of 500 machines, the same asked for on WebSockets without waiting for answers, or every large argument in turn. */
export type FloodKind = 'readings' | 'questions' | 'messages' | 'attacks';

const lowestPriority = 19;

export interface FloodResult {
  readonly answered: number;
  /** Of these so many were told RATE_LIMITED. */
  readonly refused: number;
  readonly elapsedS: number;
}

export interface Flood {
  /** Ends it, and tells what it got. */
  stop(): Promise<FloodResult>;
}

export function startFlood(url: string, key: string, kind: FloodKind): Flood {
  const script = fileURLToPath(new URL('flood.ts', import.meta.url));
  const args = ['--import', 'tsx', script, `--url=${url}`, `--key=${key}`, `--kind=${kind}`];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.pid !== undefined) setPriority(child.pid, lowestPriority);
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return {
    stop: async () => {
      child.kill('SIGTERM');
      const [code] = child.exitCode === null ? await once(child, 'close') : [child.exitCode];
      if (code !== 0) throw new Error(`the flood ended with ${code}`);
      return JSON.parse(output);
    },
  };
}
