import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../../../src/config.ts';
import { ownOptions } from '../../../../src/db/connection/lakebase.ts';
import { tokenSource } from '../../../../src/db/connection/lakebase-token.ts';

const endpoint = 'projects/mine/branches/production/endpoints/primary';

/** Stands where the workspace does: OAuth's discovery, its grant for clients, and Lakebase's credentials, for those who are known. */
async function startWorkspace(lifeMs: number) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    asked.push(`${request.method} ${request.url} ${request.headers.authorization ?? ''} ${body}`);
    const host = `http://${request.headers.host}`;
    const known = /^Bearer (of-the-workspace|granted)$/.test(request.headers.authorization ?? '');
    const answers: Record<string, unknown> = {
      '/oidc/.well-known/oauth-authorization-server': { token_endpoint: `${host}/oidc/v1/token` },
      '/oidc/v1/token': { access_token: 'granted' },
      '/api/2.0/postgres/credentials': known
        ? { token: `lakebase-${asked.length}`, expire_time: new Date(Date.now() + lifeMs).toISOString() }
        : undefined,
    };
    const answer = answers[request.url ?? ''];
    response.writeHead(answer === undefined ? 403 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { message: 'not known here' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { host: `http://127.0.0.1:${port}`, asked };
}

describe('Lakebase without the driver of Databricks', () => {
  it('a token of the workspace buys tokens of the database, one for all connections until it is about to end', async () => {
    const { host, asked } = await startWorkspace(3_600_000);
    const password = tokenSource({ host, token: 'of-the-workspace' }, endpoint);
    expect(await Promise.all([password(), password()])).toEqual(['lakebase-1', 'lakebase-1']);
    expect(await password()).toBe('lakebase-1');
    expect(asked).toEqual([
      `POST /api/2.0/postgres/credentials Bearer of-the-workspace ${JSON.stringify({ endpoint })}`,
    ]);
  });

  it('a token that ends within two minutes is not kept', async () => {
    const { host } = await startWorkspace(60_000);
    const password = tokenSource({ host, token: 'of-the-workspace' }, endpoint);
    expect([await password(), await password()]).toEqual(['lakebase-1', 'lakebase-2']);
  });

  it('a service principal gets in by OAuth', async () => {
    const { host, asked } = await startWorkspace(3_600_000);
    const password = tokenSource({ host, clientId: 'me', clientSecret: 'secret' }, endpoint);
    expect(await password()).toBe('lakebase-3');
    expect(asked[1]).toBe(
      `POST /oidc/v1/token Basic ${Buffer.from('me:secret').toString('base64')} grant_type=client_credentials&scope=all-apis`,
    );
    expect(asked[2]).toContain('Bearer granted');
  });

  it('a refusal says where and why, without the token, and is asked again at the next connection', async () => {
    const { host, asked } = await startWorkspace(3_600_000);
    const password = tokenSource({ host, token: 'stale-secret' }, endpoint);
    await expect(password()).rejects.toThrow(`${host}/api/2.0/postgres/credentials answers 403: {"message":"not known`);
    await expect(password()).rejects.not.toThrow('stale-secret');
    expect(asked).toHaveLength(2);
  });

  it('takes its settings from the environment, and names what is missing', () => {
    const env = {
      LAKEBASE_ENDPOINT: endpoint,
      PGHOST: 'ep.example',
      PGDATABASE: 'mine',
      DATABRICKS_HOST: 'dbc.example',
    };
    const options = (more: Record<string, string>) => {
      const { database } = loadConfig({ ...env, ...more });
      if (database.kind !== 'lakebase') throw new Error(database.kind);
      return ownOptions(database);
    };
    expect(options({ DATABRICKS_CLIENT_ID: 'me', DATABRICKS_CLIENT_SECRET: 'secret' })).toMatchObject({
      host: 'ep.example',
      port: 5432,
      user: 'me',
      database: 'mine',
      ssl: { rejectUnauthorized: true },
    });
    expect(options({ DATABRICKS_TOKEN: 't', PGUSER: 'maria', PGSSLMODE: 'disable', PGPORT: '6543' })).toMatchObject({
      port: 6543,
      user: 'maria',
      ssl: false,
    });
    expect(() => options({})).toThrow(/wants Node 22.*DATABRICKS_TOKEN.*DATABRICKS_CLIENT_SECRET/s);
    expect(() => options({ DATABRICKS_TOKEN: 't', PGUSER: 'maria', PGSSLMODE: 'sure' })).toThrow(/PGSSLMODE is sure/);
    expect(() => loadConfig({ LAKEBASE_ENDPOINT: endpoint })).toThrow(/also needs PGHOST and PGDATABASE/);
  });
});
