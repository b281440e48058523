/** Starts the generator of readings in a process of its own, and names its options. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const sensorsPerEquipment = 10;

/** Readings as the generator makes them: every sensor in turn, one event time for all, then the next. */
export interface Load {
  /** `objects`: ingestReadings; `series`: ingestSeries with ten readings of a sensor at once. Requests hold 500 readings either way. */
  readonly form: 'objects' | 'series';
  /** Machines with ten sensors each. */
  readonly equipment: number;
  /** Event time of the first reading. */
  readonly fromMs: number;
  /** Event time between two readings of a sensor; 1 s when nothing is said. */
  readonly stepMs?: number;
  readonly seconds: number;
  /** Readings a second; absent: as fast as they are taken, four requests at a time. */
  readonly rate?: number;
  /** Ends after every sensor has had this many turns, even before the time is up. */
  readonly rounds?: number;
}

export interface LoadResult {
  readonly accepted: number;
  /** Requests of which not every reading was accepted. */
  readonly failed: number;
  readonly elapsedS: number;
  /** Of the generator itself. */
  readonly cpuS: number;
}

/** Starts the generator in a process of its own; the result comes when it has ended. */
export function startLoad(url: string, load: Load): Promise<LoadResult> {
  const script = fileURLToPath(new URL('generator.ts', import.meta.url));
  const given = Object.entries({ url, ...load }).map(([name, value]) => `--${name}=${value}`);
  const child = spawn(process.execPath, ['--import', 'tsx', script, ...given], {
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
