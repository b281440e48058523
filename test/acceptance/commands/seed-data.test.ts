import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { RecommendationsQuery } from '../../support/clients/operations.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

const projectDir = fileURLToPath(new URL('../../..', import.meta.url));

describe('The seed data of `npm run seed`', () => {
  const site = useSite();

  it('are an hour of seven sensors without a rejected reading, and one recommendation', async () => {
    const args = ['--import', 'tsx', 'scripts/seed.ts', site.server.graphqlUrl];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: projectDir });
    expect(stdout).toContain('"accepted":2520,"duplicates":0,"rejected":[]');
    const waiting = await until('the pump is in the queue', async () => {
      const { recommendations } = await site.http.request(RecommendationsQuery, {});
      return recommendations.edges.length > 0 && recommendations.edges;
    });
    expect(waiting).toMatchObject([{ node: { equipmentId: 'PUMP-1', status: 'PENDING' } }]);
  });
});
