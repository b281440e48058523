import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, type TestContext } from 'vitest';
import { dataFolder, isAlive, postmasterPid, removeData } from '../support/database/embedded.ts';
import { until } from '../support/until.ts';

const projectDir = fileURLToPath(new URL('../..', import.meta.url));

describe.concurrent('Under npm, whose shell keeps a signal to itself', { timeout: 90_000 }, () => {
  const npmRun = async (script: string, { onTestFinished }: TestContext) => {
    const dataDir = await dataFolder('andon-npm-');
    onTestFinished(() => removeData(dataDir));
    const child = spawn('npm', ['run', script], {
      cwd: projectDir,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], PORT: '0', ANDON_DATA_DIR: dataDir },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    const databasePid = async () => {
      const pid = await postmasterPid(dataDir);
      expect(pid).toBeDefined();
      return pid ?? 0;
    };
    return { child, output: () => output, databasePid };
  };
  const untilGone = (pid: number) =>
    until('the database is stopped', () => !isAlive(pid) || undefined, { withinMs: 20_000 });

  it('the server still ends in order, and its database with it', async (context) => {
    const { child, output, databasePid } = await npmRun('start', context);
    await until('it listens', () => /listens on/.exec(output())?.[0], { withinMs: 60_000, state: output });
    const pid = await databasePid();
    child.kill('SIGTERM');
    await untilGone(pid);
  });

  it('a demo whose output is cut off by `head` ends in order', async (context) => {
    const { child, output, databasePid } = await npmRun('demo', context);
    await until('it is running', () => /GraphiQL/.exec(output())?.[0], { withinMs: 60_000, state: output });
    const pid = await databasePid();
    child.stdout.destroy();
    await untilGone(pid);
  });
});
