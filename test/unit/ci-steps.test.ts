import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = path.join(root, '.ci', 'run');

async function steps(): Promise<string[]> {
  return (await promisify(execFile)(run, ['--list'])).stdout.trim().split('\n');
}

it('the workflow has one job for each step of .ci/run, and no other', async () => {
  const workflow = await readFile(path.join(root, '.github', 'workflows', 'ci.yml'), 'utf8');
  const matrix = /^ +step:\n((?: +- [\w-]+\n)+)/m.exec(workflow)?.[1] ?? '';
  expect([...matrix.matchAll(/- ([\w-]+)/g)].map(([, step]) => step)).toEqual(await steps());
  expect(workflow).toMatch(/run: \.ci\/run \$\{\{ matrix\.step }}/);
});

it('.ci/run refuses a step that it does not have, and has a function for each that it lists', async () => {
  await expect(promisify(execFile)(run, ['tpyes'])).rejects.toMatchObject({ code: 2 });
  const functions = [...(await readFile(run, 'utf8')).matchAll(/^step_(\w+)\(\) \{/gm)].map(([, name]) => name);
  expect(functions).toEqual((await steps()).map((step) => step.replaceAll('-', '_')));
});
