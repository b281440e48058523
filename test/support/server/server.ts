/** Starts the server, or any command, in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { until } from '../until.ts';

const projectDir = fileURLToPath(new URL('../../..', import.meta.url));
const startWithinMs = 60_000;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly tookMs: number;
}

/** A real server in its own process, reached as any client reaches it. */
export interface ServerProcess {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  readonly graphqlUrl: string;
  readonly websocketUrl: string;
  readonly pid: number;
  /** Everything the process has written so far. */
  output(): string;
  running(): boolean;
  /** Sends the signal and waits for the end of the process. */
  stop(signal?: NodeJS.Signals): Promise<Exit>;
  /** As a power cut ends it: no handler runs. */
  kill(): Promise<Exit>;
}

export interface ServerOptions {
  /** Unset: the embedded database. */
  readonly databaseUrl?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** As `ulimit -n`; unset: as many as this process may. */
  readonly openFiles?: number;
}

/** Starts `andon start` on a free port and resolves when it is ready for traffic. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const env = {
    PORT: '0',
    ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
    ...options.env,
  };
  const command = runAndon(['start'], env, options.openFiles);
  const url = await until(
    'the server prints its address',
    () => {
      if (!command.running()) throw new Error(`the server ended before it was ready:\n${command.output()}`);
      return /listens on (http:\/\/[^\s/]+)\/graphql/.exec(command.stdout())?.[1];
    },
    { withinMs: startWithinMs, state: command.output },
  );
  await until('the server is ready', async () => (await fetch(`${url}/readyz`)).ok, { withinMs: startWithinMs });
  return {
    url,
    graphqlUrl: `${url}/graphql`,
    websocketUrl: `${url.replace('http', 'ws')}/graphql`,
    pid: command.pid,
    output: command.output,
    running: command.running,
    stop: command.stop,
    kill: () => command.stop('SIGKILL'),
  };
}

/** Where this run is with two roles, programs reach databases of the run as the one that owns nothing. */
function asRuntimeRole(env: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { runtimeUrl, ownerUrl } = inject('testCluster') ?? {};
  const url = env['DATABASE_URL'];
  if (!runtimeUrl || !ownerUrl || url === undefined) return env;
  const [before = '', after = ''] = ownerUrl.split('{database}');
  if (!url.startsWith(before) || !url.endsWith(after)) return env;
  const name = url.slice(before.length, url.length - after.length);
  return { ...env, DATABASE_URL: runtimeUrl.replace('{database}', name) };
}

export interface CommandProcess {
  readonly pid: number;
  stdout(): string;
  output(): string;
  running(): boolean;
  stop(signal?: NodeJS.Signals): Promise<Exit>;
  /** Waits for the process to end by itself. */
  ended(): Promise<Exit>;
}

/** Runs one `andon` command with an environment that holds nothing of the caller's database settings. */
export function runAndon(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  openFiles?: number,
): CommandProcess {
  const limited = openFiles === undefined ? [] : ['sh', '-c', `ulimit -n ${openFiles} && exec "$@"`, 'sh'];
  const [program = process.execPath, ...rest] = [...limited, process.execPath];
  const child = spawn(program, [...rest, inject('program'), ...args], {
    cwd: projectDir,
    env: { ...environmentWithoutSettings(), LOG_LEVEL: 'info', ...asRuntimeRole(env) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const startedAt = Date.now();
  let stdout = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    output += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk;
  });
  const ended = () => exitOf(child, startedAt);
  return {
    pid: child.pid ?? -1,
    stdout: () => stdout,
    output: () => output,
    running: () => isRunning(child),
    ended,
    stop: async (signal = 'SIGTERM') => {
      const askedAt = Date.now();
      child.kill(signal);
      return exitOf(child, askedAt);
    },
  };
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function exitOf(child: ChildProcess, sinceMs: number): Promise<Exit> {
  if (isRunning(child)) await once(child, 'exit');
  return { code: child.exitCode, signal: child.signalCode, tookMs: Date.now() - sinceMs };
}

function environmentWithoutSettings(): NodeJS.ProcessEnv {
  const settings = /^(PORT|HOST|NODE_ENV|LOG_LEVEL|DATABASE_URL|LAKEBASE_|PG|ANDON_|VITEST|NODE_OPTIONS)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !settings.test(name)));
}
