/** Starts the process whose memory is measured: what the server remembers of sensors that are watched by the detectors of the default set. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface MemoryLoad {
  /** Machines with ten sensors each. */
  readonly equipment: number;
  /** Days of minutes from which the detectors have learned. */
  readonly days: number;
}

export interface MemoryResult {
  readonly sensors: number;
  /** Resident memory before anything was remembered, and with all of it; after a full collection each. */
  readonly emptyMb: number;
  readonly fullMb: number;
  /** CPU of a window through all detectors of its sensor and its share of its machine's: of all these sensors in turn, and of one machine alone. */
  readonly windowUs: number;
  readonly setUs: number;
  /** CPU of a reading through the detectors that judge readings: of a sensor with five a minute, and with one. */
  readonly readingUs: number;
  readonly loneReadingUs: number;
}

export function measureMemory(load: MemoryLoad): Promise<MemoryResult> {
  const script = fileURLToPath(new URL('memory.ts', import.meta.url));
  const given = Object.entries(load).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(process.execPath, ['--expose-gc', '--import', 'tsx', script, ...given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => {
      if (code === 0) resolve(JSON.parse(output));
      else reject(new Error(`the process whose memory is measured ended with ${code}`));
    });
  });
}
