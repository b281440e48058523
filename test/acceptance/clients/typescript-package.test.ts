import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { insertRecommendation } from '../../support/clients/clients-sql.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

const packageFolder = fileURLToPath(new URL('../../../clients/typescript/', import.meta.url));
const program = `${packageFolder}readme-program.mjs`;

describe('The package @andon/client as its users get it', () => {
  const site = useSite();
  afterAll(() => rm(program, { force: true }));

  it('is built by its own command, and the program of its README shows what the README says', async () => {
    const build = spawn('npm', ['run', 'build'], { cwd: packageFolder, stdio: 'inherit' });
    expect((await once(build, 'exit'))[0]).toBe(0);
    const readme = await readFile(`${packageFolder}README.md`, 'utf8');
    const example = /```js\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
    await writeFile(program, example.replace('http://127.0.0.1:4000/graphql', site.server.graphqlUrl));
    const running = spawn(process.execPath, [program], { cwd: packageFolder });
    let output = '';
    for (const stream of [running.stdout, running.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const says = (text: string) =>
      until(`it says ${text}`, () => output.includes(text), { withinMs: 30_000, state: () => output });
    await says('load the list anew\n');
    await says('live \n');
    await insertRecommendation(site.sql, 'README-1', { issueType: 'as_promised' });
    await says('1 as_promised\n');
    // The program of docs/integrate/code-generation.md, with the package's own operations.
    const page = await readFile(`${packageFolder}../../docs/integrate/code-generation.md`, 'utf8');
    const typed = /```ts\n(import \{ createAndonClient \}[\s\S]*?)```/.exec(page)?.[1] ?? '';
    await writeFile(program, typed.replace('http://127.0.0.1:4000/graphql', site.server.graphqlUrl));
    const { stdout } = await promisify(execFile)(process.execPath, [program], { cwd: packageFolder });
    expect(stdout).toMatch(/^\w+ README-1 as_promised \d{4}-.*Z\n$/);
    await site.server.stop();
    await says('offline the server has been stopped\n');
    running.kill('SIGKILL');
    await once(running, 'close');
  }, 180_000);
});
