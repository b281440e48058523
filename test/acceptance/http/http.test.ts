import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { documentText } from '../../support/clients/clients-http.ts';
import { IngestReadings } from '../../support/clients/operations.ts';
import { reading } from '../../support/readings/readings.ts';
import { useSite } from '../../support/server/server-fixture.ts';

describe('HTTP clients of every kind are served', () => {
  const site = useSite();

  /** Sends bytes as they are and reads until the server closes or the answer is complete. */
  const rawRequest = async (lines: readonly string[], body: string): Promise<string> => {
    const { port, hostname } = new URL(site.server.url);
    const socket = connect(Number(port), hostname);
    socket.write(`${lines.join('\r\n')}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    let answer = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      answer += chunk;
      if (/\}\s*(?:\r\n0\r\n\r\n)?$/.test(answer)) socket.end();
    });
    await once(socket, 'close');
    return answer;
  };
  const upgradeHeaders = [
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
    'Content-Type: application/json',
    'Accept: application/json',
  ];

  it('a request that asks for an upgrade to h2c, as Java’s client does, is answered as plain HTTP with its body read', async () => {
    const body = JSON.stringify({
      query: documentText(IngestReadings),
      variables: { readings: [reading('JAVA-1', 'flow', 1)] },
    });
    const answer = await rawRequest(['POST /graphql HTTP/1.1', 'Host: localhost', ...upgradeHeaders], body);
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('"accepted":1');
  });

  it('h2c on a large body and on GET likewise', async () => {
    const nowMs = Date.now();
    const readings = Array.from({ length: 2_000 }, (_, index) => reading('JAVA-2', 'flow', index, nowMs - index));
    const body = JSON.stringify({ query: documentText(IngestReadings), variables: { readings } });
    const large = await rawRequest(['POST /graphql HTTP/1.1', 'Host: localhost', ...upgradeHeaders], body);
    expect(large).toContain('"accepted":2000');
    const get = await rawRequest(
      ['GET /graphql?query=%7B__typename%7D HTTP/1.1', 'Host: localhost', ...upgradeHeaders],
      '',
    );
    expect(get).toContain('"__typename":"Query"');
  });

  it('GraphiQL answers a browser in development', async () => {
    const response = await fetch(site.server.graphqlUrl, { headers: { accept: 'text/html' } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toMatch(/graphiql/i);
  });

  it('health, readiness and metrics have their own paths', async () => {
    expect((await fetch(`${site.server.url}/healthz`)).status).toBe(200);
    expect((await fetch(`${site.server.url}/readyz`)).status).toBe(200);
    const metrics = await fetch(`${site.server.url}/metrics`);
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(await metrics.text()).toMatch(/^# TYPE \w+ (?:counter|gauge|histogram)$/m);
    expect((await fetch(`${site.server.url}/no-such-page`)).status).toBe(404);
  });

  it('a form post cannot run a mutation, so that no foreign page can', async () => {
    const response = await fetch(site.server.graphqlUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ query: 'mutation { ingestReadings(readings: []) { accepted } }' }),
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).not.toContain('"accepted"');
  });

  it('a WebSocket on another path is turned away, and the server serves on', async () => {
    const elsewhere = new WebSocket(
      `${site.server.websocketUrl.replace('/graphql', '/elsewhere')}`,
      'graphql-transport-ws',
    );
    await once(elsewhere, 'error');
    expect((await fetch(`${site.server.url}/healthz`)).status).toBe(200);
  });

  it('rubbish on a WebSocket closes that socket alone, with the protocol’s code', async () => {
    const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('rubbish');
    const [code] = await once(socket, 'close');
    expect(code).toBe(4_400);
    const early = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws');
    await once(early, 'open');
    early.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ __typename }' } }));
    const [unauthorised] = await once(early, 'close');
    expect(unauthorised).toBe(4_401);
  });
});
