/** Compiles the program once, for all tests of whole servers. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The file of the compiled command `andon`. */
    program: string;
  }
}

interface Shared {
  readonly folder: Promise<string>;
  users: number;
}

// Every project loads this file for itself, all in one process: the one program is found through the process.
declare global {
  var andonTestProgram: Shared | undefined;
}

const projectDir = fileURLToPath(new URL('../../..', import.meta.url));
/** What the program looks for beside its own folder. */
const besides = ['console', 'knowledge', 'node_modules', 'package.json', 'sql'];

/**
 * Compiles the server and the client package as `npm run build` does, once for all tests of whole servers: run through a loader, each of their more than a
 * hundred processes would spend a second of its own on the same. The types are the business of `npm run types`.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  globalThis.andonTestProgram ??= { folder: compile(), users: 0 };
  const shared = globalThis.andonTestProgram;
  shared.users += 1;
  const folder = await shared.folder;
  project.provide('program', path.join(folder, 'dist', 'cli', 'andon.js'));
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    globalThis.andonTestProgram = undefined;
    await rm(folder, { recursive: true, force: true });
  };
}

/** In a folder of its own, so that neither another run nor a build takes the program away from under the tests. */
async function compile(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'andon-program-'));
  try {
    const compiler = path.join(projectDir, 'node_modules', 'typescript', 'bin', 'tsc');
    const build = (project: string, outDir: string) => {
      const args = ['--project', path.join(projectDir, project), '--outDir', path.join(folder, outDir), '--noCheck'];
      return promisify(execFile)(process.execPath, [compiler, ...args]);
    };
    await Promise.all([build('tsconfig.build.json', 'dist'), build('clients/typescript', 'clients/typescript/dist')]);
    for (const name of besides) await symlink(path.join(projectDir, name), path.join(folder, name));
    return folder;
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}
