/** Runs a program of PostgreSQL, such as initdb or pg_ctl, and collects what it prints. */

import { spawn } from 'node:child_process';
import type { DatabaseUser } from './database-user.ts';

const lingerMs = 500;

export interface ProgramResult {
  readonly code: number | null;
  /** stdout and stderr as they came. */
  readonly output: string;
}

/** Runs one of PostgreSQL's programs to its end as the database's user. */
export function runProgram(
  file: string,
  args: readonly string[],
  options: { readonly user: DatabaseUser | undefined; readonly folder: string },
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.folder,
      // The environment is empty but for these: PG* variables meant for clients would change the server. Programs on Windows need theirs.
      ...(process.platform === 'win32' ? {} : { env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' } }),
      ...options.user,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output: output.trim() }));
    // On Windows a server started by pg_ctl may inherit our pipes and hold them open for its whole life.
    child.on('exit', () =>
      setTimeout(() => [child.stdout, child.stderr].map((pipe) => pipe.destroy()), lingerMs).unref(),
    );
  });
}
