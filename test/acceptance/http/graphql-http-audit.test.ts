import { serverAudits } from 'graphql-http';
import { describe, expect, it } from 'vitest';
import { useSite } from '../../support/server/server-fixture.ts';

describe('GraphQL over HTTP holds to its specification', () => {
  const site = useSite();
  const audits = serverAudits({ url: () => site.server.graphqlUrl, fetchFn: fetch });

  it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s %s', async (_id, _name, audit) => {
    expect(await audit.fn()).toMatchObject({ status: 'ok' });
  });
});
