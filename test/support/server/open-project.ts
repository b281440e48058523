/** Copies the program to where another system user may run it. */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The program to be run by another user, and by which Node. */
export interface OpenProject {
  readonly node: string;
  readonly project: string;
}

let copied: Promise<OpenProject> | undefined;

/** The project as another user can run it: as it is, or a copy where root's home, in which it lies, is closed to others. */
export async function openProject(project: string): Promise<OpenProject> {
  const there = (await Promise.all([project, process.execPath].map(isOpen))).every(Boolean);
  if (there) return { node: process.execPath, project };
  copied ??= copyOut(project);
  return copied;
}

/** At the end of a file whose tests have asked for it. */
export async function removeOpenProject(): Promise<void> {
  if (copied === undefined) return;
  await rm((await copied).project, { recursive: true, force: true });
  copied = undefined;
}

/** The folder for temporary files, or, where that is this user's alone, one that anybody may enter. */
export async function openTemporaryFolder(): Promise<string> {
  for (const folder of [tmpdir(), '/tmp', '/var/tmp']) if (await isOpen(folder)) return folder;
  return tmpdir();
}

async function isOpen(target: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  for (let step = path.resolve(target); ; step = path.dirname(step)) {
    const found = await stat(step).catch(() => undefined);
    if (found === undefined || (found.mode & 0o001) === 0) return false;
    if (step === path.dirname(step)) return true;
  }
}

async function copyOut(from: string): Promise<OpenProject> {
  const project = await mkdtemp(path.join(await openTemporaryFolder(), 'andon-open-'));
  const parts = ['src', 'sql', 'test', 'node_modules', 'package.json', 'tsconfig.json'];
  await run('cp', ['-R', ...parts.map((part) => path.join(from, part)), project]);
  const node = path.join(project, 'node');
  await copyFile(process.execPath, node);
  await run('chmod', ['-R', 'u=rwX,go=rX', project]);
  return { node, project };
}
