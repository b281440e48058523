/** Folders of the embedded PostgreSQL for its tests: made, copied, removed. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { openProject, openTemporaryFolder } from '../server/open-project.ts';

const projectDir = fileURLToPath(new URL('../../..', import.meta.url));
const secrets = z.object({ port: z.number(), superuserPassword: z.string() });
const ready = z.object({ visits: z.number() });

/** A folder whose parents anybody may enter, since under root the database runs as another user. */
export async function dataFolder(name = 'andon-embedded-'): Promise<string> {
  const folder = await mkdtemp(path.join(await openTemporaryFolder(), name));
  await chmod(folder, 0o755);
  return folder;
}

/** What was made in one folder and is at rest, once more in another, with owners and rights; its server will ask for this port. */
export async function copyData(from: string, to: string, port: number): Promise<void> {
  await promisify(execFile)('cp', ['-a', path.join(from, 'postgres'), to]);
  const file = path.join(to, 'postgres', 'connection.json');
  await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), port }));
}

/** Ends the server left on this folder, if any, and removes everything. */
export async function removeData(folder: string): Promise<void> {
  const pid = await postmasterPid(folder);
  if (pid !== undefined && pid !== process.pid && isAlive(pid)) process.kill(pid, 'SIGQUIT');
  await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

export async function postmasterPid(folder: string): Promise<number | undefined> {
  const file = path.join(folder, 'postgres', 'data', 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Number(text.split('\n')[0]);
}

/** The superuser's address of the program's own database in the embedded PostgreSQL. */
export async function embeddedUrl(folder: string): Promise<string> {
  const text = await readFile(path.join(folder, 'postgres', 'connection.json'), 'utf8');
  const { port, superuserPassword } = secrets.parse(JSON.parse(text));
  return `postgres://postgres:${superuserPassword}@127.0.0.1:${port}/lakebase`;
}

/** A process that has ended and only waits for its parent to take note is not alive, though it still has its number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export interface Holder {
  readonly process: ChildProcess;
  /** How many times the database has been opened by such a process since it was made. */
  readonly visits: number;
  /** Lets go of the database in order. */
  leave(): Promise<void>;
  /** As a power cut to this process alone. */
  kill(): Promise<void>;
}

/** Another process, if need be of another system user, that has the database in `folder` open. */
export async function holdInProcess(folder: string, uid?: number): Promise<Holder> {
  const { node, project } =
    uid === undefined ? { node: process.execPath, project: projectDir } : await openProject(projectDir);
  const child = spawn(
    node,
    ['--import', 'tsx', path.join('test', 'support', 'database', 'database-holder.ts'), folder],
    {
      cwd: project,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid, gid: uid }),
    },
  );
  const exited = once(child, 'exit');
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const firstLine = once(createInterface({ input: child.stdout }), 'line');
  const line: unknown = await Promise.race([firstLine.then(([text]) => text), exited.then(() => undefined)]);
  if (typeof line !== 'string') throw new Error(`the process could not open the database:\n${errors}`);
  return {
    process: child,
    visits: ready.parse(JSON.parse(line)).visits,
    leave: async () => {
      child.stdin.end();
      await exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
