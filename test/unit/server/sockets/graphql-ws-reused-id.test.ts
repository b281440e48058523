import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const reproduction = fileURLToPath(
  new URL('../../../../docs/decisions/reproductions/graphql-ws-reused-id.mjs', import.meta.url),
);

it('graphql-ws loses an operation that uses an id again; once this fails, src/server/sockets/operation-ids.ts can go', async () => {
  const run = promisify(execFile)(process.execPath, [reproduction]);
  await expect(run).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining('running after the socket was closed (expected: 0): 1'),
  });
});
