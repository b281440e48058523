/** Starts the measured server in a process of its own. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface BenchServer {
  readonly url: string;
  readonly pid: number;
  /** From the start of the process to the first answer of /readyz. */
  readonly startedMs: number;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly profileDir?: string | undefined;
  /** As `npm start` runs it, from the sources, rather than as it is installed. */
  readonly fromSources?: boolean;
  /** Settings beside those of a site without any. */
  readonly env?: Readonly<Record<string, string>>;
}

/** What is installed and published; the sources are run through a loader, whose helpers cost an alert a twentieth. */
export function buildServer(): void {
  execFileSync(process.execPath, ['--import', 'tsx', 'scripts/build.ts'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

/** The real server in a process of its own, on a free port, over the embedded database of the given folder. */
export async function startBenchServer(
  dataDir: string,
  { profileDir, fromSources = false, env = {} }: ServerOptions,
): Promise<BenchServer> {
  const from = performance.now();
  const profiling = profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileDir}`];
  const program = fromSources ? ['--import', 'tsx', 'src/cli/andon.ts'] : ['dist/cli/andon.js'];
  const child = spawn(process.execPath, [...profiling, ...program, 'start'], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      ANDON_DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      NODE_ENV: 'production',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const found = /listens on (http:\S+\/graphql)/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${output}`)));
  });
  const ready = new URL('/readyz', url);
  while (!(await fetch(ready)).ok) await new Promise((resolve) => setTimeout(resolve, 20));
  return {
    url,
    pid: child.pid ?? 0,
    startedMs: performance.now() - from,
    stop: async () => {
      child.kill('SIGTERM');
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
