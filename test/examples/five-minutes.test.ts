/** Runs every command of docs/integrate/five-minutes.md in its order, as somebody who begins there. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataFolder, removeData } from '../support/database/embedded.ts';
import { type ServerProcess, startServer } from '../support/server/server.ts';

const page = await readFile(fileURLToPath(new URL('../../docs/integrate/five-minutes.md', import.meta.url)), 'utf8');
/** Each command with what it answers; the first starts the server, which stays. */
const steps = [...page.matchAll(/^```sh\n([\s\S]*?)^```\n\n```(?:json)?\n([\s\S]*?)^```$/gm)].map(
  ([, command = '', answer = '']) => ({ command, answer }),
);

describe('The page for the first five minutes', () => {
  let folder = '';
  let server: ServerProcess | undefined;
  beforeAll(async () => {
    folder = await dataFolder();
    // As `npm start` does: with a database of its own.
    server = await startServer({ env: { ANDON_DATA_DIR: folder } });
  }, 120_000);
  afterAll(async () => {
    await server?.stop();
    await removeData(folder);
  });

  it('has commands for the three who begin', () => {
    expect(page).toContain('```sh\nnpm ci && npm start\n```');
    expect(steps.length).toBeGreaterThanOrEqual(7);
    expect(page.match(/^```sh$/gm)).toHaveLength(steps.length + 1);
  });

  it.each(steps.map(({ command, answer }, n) => [n + 1, command, answer] as const))(
    'command %i answers what the page says',
    async (_, command, answer) => {
      const own = command.replaceAll('http://127.0.0.1:4000', server?.url ?? '').replaceAll('.andon/', `${folder}/`);
      const answers = async () => masked((await promisify(execFile)('bash', ['-c', own], { cwd: folder })).stdout);
      // What a reading came to is shown when the pipeline is through with it, which takes a slow machine longer than the next command.
      if (isQuestion(command)) await expect.poll(answers, { timeout: 20_000 }).toBe(masked(answer));
      else expect(await answers()).toBe(masked(answer));
    },
    30_000,
  );
});

/** Whether a command may be given again: it changes nothing, and ends by itself. */
function isQuestion(command: string): boolean {
  return !/mutation|timeout/.test(command);
}

/** Without what differs from one run to the next, blank lines and signs of life. */
function masked(text: string): string {
  return text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<id>')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(':') && !line.startsWith('id: ') && !line.startsWith('retry: '))
    .join('\n');
}
