import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExampleProgram, exampleProgram, examplesDir } from '../support/clients/example-program.ts';
import { useSiteWithKeys } from '../support/fixtures/site-with-keys.ts';
import { revokeKeys } from '../support/server/keys.ts';
import { startServer } from '../support/server/server.ts';
import { startTcpProxy, type TcpProxy } from '../support/server/tcp-proxy.ts';
import { until } from '../support/until.ts';

const projectDir = path.join(examplesDir, '..', '..');
const perPhase = 5;

/** A page of docs/integrate/examples: by which command its program is started, and what it shows of which files, its program first. */
interface Page {
  readonly name: string;
  readonly command: string;
  readonly programs: readonly { readonly file: string; readonly text: string }[];
}

const pagesDir = path.join(projectDir, 'docs', 'integrate', 'examples');
const run = /^## Run it\n[\s\S]*?^```sh\n([\s\S]+?)\n```$/m;
const shown = /^\[[^\]]+\]\(\.\.\/\.\.\/\.\.\/clients\/examples\/([^)]+)\)\n\n```\w+\n([\s\S]*?)\n```$/gm;
const pages: readonly Page[] = readdirSync(pagesDir).map((name) => {
  const text = readFileSync(path.join(pagesDir, name), 'utf8');
  return {
    name: path.basename(name, '.md'),
    command: run.exec(text)?.[1] ?? 'echo the page has no command',
    programs: [...text.matchAll(shown)].map(([, file = '', code = '']) => ({ file, text: `${code}\n` })),
  };
});

describe('An example of clients/examples', () => {
  const { site, known } = useSiteWithKeys();
  const programs = new Map<string, ExampleProgram>();
  /** What its sender has had confirmed. */
  const ledger: string[] = [];
  let folder = '';
  let proxy: TcpProxy | undefined;

  async function raise(count = perPhase, description = '“quoted” \\ \n two lines, data: {'): Promise<void> {
    for (let raised = 0; raised < count; raised += 1) {
      const id = randomUUID();
      await site.sql.rows(
        `INSERT INTO agentic_hmi.agent_recommendations (recommendation_id, equipment_id, issue_type, severity, issue_description)
         VALUES ($1, 'PUMP-' || $1, 'inspection', 'high', $2)`,
        [id, description],
      );
      ledger.push(id);
      await pause(20);
    }
  }

  /** Those that came too late once are not waited for again; each test says what its own example has missed. */
  const late = new Set<string>();
  async function untilHandled({ but = '' } = {}): Promise<void> {
    const behind = () =>
      [...programs].flatMap(([name, program]) =>
        name === but || late.has(name) || new Set(program.handled()).size >= ledger.length ? [] : [name],
      );
    await until('all have handled what was raised', () => behind().length === 0, { withinMs: 120_000 }).catch(() => {
      for (const name of behind()) late.add(name);
    });
  }

  // One story for all of them: what they are told of, and what is done to them and to the servers, is the same.
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'andon-examples-'));
    await cp(examplesDir, path.join(folder, 'examples'), { recursive: true });
    await symlink(path.join(projectDir, 'node_modules'), path.join(folder, 'node_modules'));
    await cp(path.join(projectDir, 'schema.graphql'), path.join(folder, 'schema.graphql'));
    await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
    const relay = path.join(folder, 'examples', 'relay');
    await writeFile(
      path.join(relay, 'relay.config.json'),
      (await readFile(path.join(relay, 'relay.config.json'), 'utf8')).replace('../../../', '../../'),
    );

    // What `npm install node-red@4` would put there.
    await writeFile(path.join(folder, 'examples', 'node-red', 'package.json'), '{}');
    await symlink(
      path.join(projectDir, 'test', 'examples', 'node_modules'),
      path.join(folder, 'examples', 'node-red', 'node_modules'),
    );

    const keyFile = path.join(folder, 'andon.key');
    const first = await known();
    await writeFile(keyFile, `${first.token}\n`);
    proxy = await startTcpProxy(Number(new URL(site.server.url).port));
    const env = {
      ANDON_URL: `http://127.0.0.1:${proxy.port}/graphql`,
      ANDON_KEY_FILE: keyFile,
      DATABASE_URL: site.databaseUrl,
      // Of Node-RED's editor: any that is free.
      PORT: '0',
    };
    for (const { name, command, programs: files } of pages) {
      const own = path.join(folder, name);
      await mkdir(own);
      const cwd = path.join(folder, 'examples', path.dirname(files[0]?.file ?? ''));
      const program = exampleProgram({ command, folder: own, cwd, env });
      programs.set(name, program);
      program.start();
    }
    await until('all know their place', () => [...programs.values()].every((program) => program.hasPlace()), {
      withinMs: 240_000,
      state: () => [...programs].map(([name, program]) => `${name}: ${program.hasPlace()} ${program.output()}`),
    });
    await raise();
    await untilHandled();

    await site.server.kill();
    await raise();
    await site.restart();
    proxy.leadTo(Number(new URL(site.server.url).port));
    await raise();
    await untilHandled();

    const next = await startServer({
      databaseUrl: site.databaseUrl,
      env: { ANDON_AUTH: 'keys', HOST: '0.0.0.0' },
    });
    proxy.leadTo(Number(new URL(next.url).port));
    const stopping = site.server.stop();
    await raise();
    await stopping;
    await raise();
    await untilHandled();

    await site.restart();
    proxy.leadTo(Number(new URL(site.server.url).port));
    await next.stop();
    const renewed = await known();
    await writeFile(keyFile, `${renewed.token}\n`);
    await raise();
    await revokeKeys(site.sql, first);
    await raise();
    await untilHandled();

    await site.sql.rows(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'follower'`);
    await raise();
    await untilHandled();

    // Whoever waits for a word alone never hears one again. That of curl is the system's: it has a place in the network that no proxy plays.
    proxy.strand();
    await raise();
    await untilHandled({ but: 'curl' });
    proxy.cut();
    await untilHandled();

    // Beyond what some libraries take by default.
    await raise(1, 'ä'.repeat(800_000));
    await untilHandled();

    const killing = [...programs.values()].map((program) => program.kill());
    await raise();
    await Promise.all(killing);
    await raise();
    for (const program of programs.values()) program.start();
    await raise();
    await untilHandled();
  }, 900_000);

  afterAll(async () => {
    for (const program of programs.values()) await program.kill();
    await proxy?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(pages.map(({ name }) => name))('%s misses no event, and repeats none but the one that it died at', (name) => {
    const program = programs.get(name);
    const handled = program?.handled() ?? [];
    expect([...new Set(handled)], program?.output()).toEqual(ledger);
    expect(handled.length - ledger.length).toBeLessThanOrEqual(1);
  });

  it('stands on its page as it is, is short enough to be read, and its command is in the table of all', async () => {
    const entries = await readdir(examplesDir, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    const all = pages.flatMap(({ programs: own }) => own);
    expect([...new Set(all.map(({ file }) => file))].sort()).toEqual(
      files.map((file) => path.relative(examplesDir, file)).sort(),
    );
    for (const { file, text } of all) {
      expect([file, text]).toEqual([file, await readFile(path.join(examplesDir, file), 'utf8')]);
      expect([file, text.trimEnd().split('\n').length <= 60]).toEqual([file, true]);
    }
    const table = await readFile(path.join(projectDir, 'docs', 'integrate', 'examples.md'), 'utf8');
    expect(pages.length).toBeGreaterThanOrEqual(10);
    for (const { name, command } of pages)
      expect(table).toMatch(new RegExp(`\\(examples/${name}\\.md\\).*${escaped(`\`${command}\``)}`));
  });
});

/** For a regular expression. */
function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
