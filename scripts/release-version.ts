import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import applyReleasePlan from '@changesets/apply-release-plan';
import assembleReleasePlan from '@changesets/assemble-release-plan';
import { read as readConfig } from '@changesets/config';
import readChangesets from '@changesets/read';

// Takes the notes of .changeset into the changelogs and sets the packages' versions: `npm run release:version`; with --check only says
// what it would do. By the library of Changesets instead of its command, which sees workspaces only, and the server is the root.

const root = fileURLToPath(new URL('..', import.meta.url));
const check = process.argv.includes('--check');

async function packageIn(folder: string) {
  const dir = path.join(root, folder);
  const packageJson: { readonly name: string; readonly version: string; readonly private?: boolean } = JSON.parse(
    await readFile(path.join(dir, 'package.json'), 'utf8'),
  );
  return { dir, packageJson };
}

const server = await packageIn('.');
const others = await Promise.all(['clients/typescript', 'console'].map(packageIn));
const packages = { tool: 'root' as const, root: server, packages: [server, ...others] };
const config = await readConfig(root, packages);
const plan = assembleReleasePlan(await readChangesets(root), packages, config, undefined);

for (const { name, oldVersion, newVersion, changesets } of plan.releases) {
  console.log(`${name} ${oldVersion} → ${newVersion}: ${changesets.join(', ')}`);
}
if (plan.releases.length === 0) console.log('no notes in .changeset: nothing to release');
else if (!check) await applyReleasePlan(plan, packages, config);
