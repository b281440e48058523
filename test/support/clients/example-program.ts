/** Runs a program of clients/examples as its page says, and reads which events it has handled. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const examplesDir = fileURLToPath(new URL('../../../clients/examples', import.meta.url));

export interface ExampleOptions {
  /** As one types it into a shell. */
  readonly command: string;
  /** Where it keeps its cursor, and any file that it makes. */
  readonly folder: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** One program, which may be killed and started again; what it has printed stays. */
export interface ExampleProgram {
  /** The recommendations it has handled, in order, as often as it did. */
  handled(): readonly string[];
  /** It knows its place: what happens from now on must not be missed. */
  hasPlace(): boolean;
  output(): string;
  start(): void;
  /** As a power cut ends it, with whatever it has started. */
  kill(): Promise<void>;
}

const id = /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})/;

/** This Node, and before all others the programs of the system: its packages for Python are those of its own Python. */
const searched = [path.dirname(process.execPath), '/usr/bin', '/bin', process.env['PATH']].join(path.delimiter);

export function exampleProgram({ command, folder, cwd, env }: ExampleOptions): ExampleProgram {
  let stdout = '';
  let complaints = '';
  let running: ReturnType<typeof spawn> | undefined;
  const cursorFile = path.join(folder, 'andon.cursor');
  return {
    handled: () => stdout.split('\n').flatMap((line) => id.exec(line)?.[1] ?? []),
    hasPlace: () => existsSync(cursorFile) || stdout.startsWith('listening'),
    output: () => `${stdout.slice(-500)}\n${complaints.slice(-1_500)}`,
    start: () => {
      // A group of its own, so that all of it can be killed.
      running = spawn('sh', ['-c', command], {
        cwd,
        detached: true,
        env: { ...process.env, ...env, PATH: searched, ANDON_CURSOR_FILE: cursorFile },
      });
      running.stdout?.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      running.stderr?.setEncoding('utf8').on('data', (text: string) => {
        complaints += text;
      });
      running.on('error', (error) => {
        complaints += error.message;
      });
    },
    kill: async () => {
      if (running?.pid === undefined || running.exitCode !== null || running.signalCode !== null) return;
      const closed = once(running, 'close');
      process.kill(-running.pid, 'SIGKILL');
      await closed;
    },
  };
}
