import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { knownKey } from '../../support/server/keys.ts';
import { type ServerProcess, startServer } from '../../support/server/server.ts';
import { useSite } from '../../support/server/server-fixture.ts';

describe('GraphQL over HTTP holds to its specification', () => {
  const site = useSite({ NODE_ENV: 'development' });
  /** Beside the site's own server, on the same database. */
  const others = new Map<string, ServerProcess>();
  let token = '';
  beforeAll(async () => {
    const [production, keys] = await Promise.all([
      startServer({ databaseUrl: site.databaseUrl, env: { NODE_ENV: 'production' } }),
      startServer({ databaseUrl: site.databaseUrl, env: { NODE_ENV: 'production', ANDON_AUTH: 'keys' } }),
    ]);
    others.set('in production', production).set('with keys', keys);
    ({ token } = await knownKey({ sql: site.sql, server: keys }, { scopes: ['read'] }));
  });
  afterAll(async () => {
    await Promise.all([...others.values()].map((server) => server.stop()));
  });

  describe.each(['in development', 'in production', 'with keys'])('%s', (mode) => {
    const audits = serverAudits({
      url: () => (others.get(mode) ?? site.server).graphqlUrl,
      fetchFn: (url: string, init: RequestInit = {}) => {
        const headers = new Headers(init.headers);
        if (mode === 'with keys') headers.set('authorization', `Bearer ${token}`);
        return fetch(url, { ...init, headers });
      },
    });

    it('is asked everything that graphql-http has to ask', () => {
      expect(audits).toHaveLength(61);
    });

    it.each(audits.map((audit) => [audit.id, audit.name, audit] as const))('%s %s', async (_id, _name, audit) => {
      expect(await audit.fn()).toMatchObject({ status: 'ok' });
    });
  });
});
