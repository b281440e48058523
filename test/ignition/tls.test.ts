/** The Ignition pack over TLS, with an authority of its own. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, connect } from 'node:net';
import { createServer } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { insertRecommendation } from '../support/clients/clients-sql.ts';
import { useGateway } from '../support/ignition/use-gateway.ts';
import { knownKey } from '../support/server/keys.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { until } from '../support/until.ts';

const pem = (name: string) => new URL(`../support/tls/${name}`, import.meta.url);

describe('The Ignition pack over TLS', () => {
  const site = useSite({ ANDON_AUTH: 'keys' });

  /** A proxy with TLS, for localhost, before the server. */
  async function startTls(): Promise<number> {
    const port = Number(new URL(site.server.url).port);
    const server = createServer(
      { key: await readFile(pem('server.key')), cert: await readFile(pem('server.pem')) },
      (client) => {
        const upstream = connect(port, '127.0.0.1');
        client.pipe(upstream).pipe(client);
        client.on('error', () => upstream.destroy());
        upstream.on('error', () => client.destroy());
      },
    );
    server.listen(0, 'localhost');
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }

  it('the pinned authority is trusted, for WebSocket, requests and decisions, and another one or another host is not', async () => {
    const port = await startTls();
    const key = await knownKey(site, { name: 'gateway', scopes: ['read', 'decide', 'act_as'] });
    const gateway = await useGateway({
      URL: `https://localhost:${port}/graphql`,
      CA_FILE: pem('authority.pem').pathname,
    });
    await gateway.writeKey(key.token);
    const file = { KEY_FILE: `${gateway.folder}/key` };
    await gateway.start(file);
    await gateway.untilTag('Bridge/State', 'live');
    expect(await gateway.tag('Bridge/Transport')).toBe('websocket');
    const id = await insertRecommendation(site.sql, 'TLS');
    await gateway.untilSent(1, 'ML_RECOMMENDATION_UPDATE');
    const decision = { decision: 'approve', recommendationId: id, operator: 'Zoë' };
    expect(await gateway.ask('request', 'andon-decide', decision)).toMatchObject({ ok: true, operatorId: 'Zoë' });

    await gateway.start({ ...file, CA_FILE: pem('stranger.pem').pathname });
    await until('the authority is refused', async () =>
      /PKIX|certificat/i.test(String(await gateway.tag('Bridge/Reason'))),
    );
    await gateway.start({ ...file, URL: `https://127.0.0.1:${port}/graphql` });
    await until('the host name is refused', async () =>
      /127\.0\.0\.1/.test(String(await gateway.tag('Bridge/Reason'))),
    );
    expect(await gateway.tag('Bridge/State')).toBe('offline');
    expect(await gateway.ask('violations')).toEqual([]);
  }, 120_000);
});
