import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { insertRecommendation } from '../../support/clients/clients-sql.ts';
import { PipelineHealthQuery } from '../../support/clients/operations.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

const projectDir = fileURLToPath(new URL('../../..', import.meta.url));
const address = 'http://127.0.0.1:4000/graphql';

describe('The first subscription of README.md', () => {
  const site = useSite();

  it('goes on over a stop and over a kill of the server, and shows each event once, those of the meantime too', async ({
    onTestFinished,
  }) => {
    const program = (await exampleIn('README.md', '## The first subscription')).replace(
      address,
      site.server.graphqlUrl,
    );
    const running = spawn(process.execPath, ['--input-type=module', '--eval', program], { cwd: projectDir });
    onTestFinished(async () => {
      if (running.exitCode !== null) return;
      running.kill('SIGKILL');
      await once(running, 'close');
    });
    let output = '';
    for (const stream of [running.stdout, running.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const port = new URL(site.server.url).port;
    const raise = (severity: string) => insertRecommendation(site.sql, `README-${severity}`, { severity });
    const shows = (severities: readonly string[]) =>
      until(`it shows ${severities.length} events`, () => output.split('\n').length > severities.length, {
        withinMs: 40_000,
        state: () => output,
      });

    await until(
      'it is subscribed',
      async () => {
        const { pipelineHealth } = await site.http.request(PipelineHealthQuery, {});
        return pipelineHealth.feed.subscribers > 0;
      },
      { withinMs: 30_000 },
    );
    await raise('high');
    await shows(['HIGH']);
    await site.server.stop();
    await raise('low');
    await site.restart({ PORT: port });
    await raise('medium');
    await shows(['HIGH', 'LOW', 'MEDIUM']);
    await site.server.kill();
    await raise('critical');
    await site.restart({ PORT: port });
    await shows(['HIGH', 'LOW', 'MEDIUM', 'CRITICAL']);

    const line = (severity: string) => `CREATED ${severity} found by another program\n`;
    expect(output).toBe(['HIGH', 'LOW', 'MEDIUM', 'CRITICAL'].map(line).join(''));
    expect(running.exitCode, 'it still runs').toBeNull();
  }, 120_000);
});

/** The first block of JavaScript under a heading. */
async function exampleIn(file: string, heading: string): Promise<string> {
  const text = await readFile(`${projectDir}${file}`, 'utf8');
  const example = /```js\n([\s\S]*?)```/.exec(text.slice(text.indexOf(heading)))?.[1];
  if (example === undefined) throw new Error(`${file} has no example under ${heading}`);
  return example;
}
