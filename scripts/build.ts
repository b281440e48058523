/** `npm run build`: compiles the server and the client package into their folders dist. */
import { spawnSync } from 'node:child_process';
import { chmod, readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const command = `${root}dist/cli/andon.js`;

await rm(`${root}dist`, { recursive: true, force: true });
await rm(`${root}clients/typescript/dist`, { recursive: true, force: true });
for (const project of ['tsconfig.build.json', 'clients/typescript']) {
  const compiler = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], {
    cwd: root,
    stdio: 'inherit',
  });
  if (compiler.status !== 0) process.exit(compiler.status ?? 1);
}
if (!(await readFile(command, 'utf8')).startsWith('#!/usr/bin/env node\n'))
  throw new Error(`${command} lacks its first line`);
await chmod(command, 0o755);
console.log('built dist/ and clients/typescript/dist/; node dist/cli/andon.js --help');
