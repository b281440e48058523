import { once } from 'node:events';
import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { useSite } from '../../support/server/server-fixture.ts';

describe('A page that points its own name at this machine', () => {
  const site = useSite({
    ANDON_ALLOWED_HOSTS: 'andon.plant.example',
    ANDON_FRAME_ANCESTORS: 'https://gateway.plant.example:8043',
  });
  const call = async (host: string, path: string, body: object | null = null, headers: Record<string, string> = {}) => {
    const sent = request(new URL(path, site.server.url), {
      method: body === null ? 'GET' : 'POST',
      headers: { host, ...(body === null ? {} : { 'content-type': 'application/json' }), ...headers },
    });
    sent.end(body === null ? undefined : JSON.stringify(body));
    const [response] = await once(sent, 'response');
    return { status: Number(response.statusCode), body: response };
  };
  const port = () => new URL(site.server.url).port;
  const evil = () => `rebound.evil.example:${port()}`;
  const wayOut = expect.stringContaining('add the name to ANDON_ALLOWED_HOSTS');

  it('can neither ask nor write nor decide: each request is refused with FORBIDDEN, its cause and the way out', async () => {
    const origin = { origin: `http://${evil()}` };
    for (const query of [
      '{ __typename }',
      `mutation { ingestReadings(readings: [{ equipmentId: "E", sensorType: "s", value: 1, timestamp: "${new Date().toISOString()}" }]) { accepted } }`,
    ]) {
      const { status, body } = await call(evil(), '/graphql', { query }, origin);
      expect(status).toBe(403);
      expect(JSON.parse(await text(body))).toEqual({
        errors: [{ message: wayOut, extensions: { code: 'FORBIDDEN' } }],
      });
    }
    expect(await site.sql.number('SELECT count(*) FROM andon.telemetry_bronze')).toBe(0);
  });

  it('can neither subscribe by server-sent events nor read pages, figures and exports', async () => {
    const query = new URLSearchParams({ query: 'subscription { recommendationEvents { number } }' });
    for (const path of [`/graphql?${query}`, '/', '/metrics', '/healthz', '/export/performance.csv?from=2026-01-01']) {
      const { status, body } = await call(evil(), path, null, { accept: 'text/event-stream' });
      expect([path, status]).toEqual([path, 403]);
      expect(await text(body)).toEqual(wayOut);
    }
  });

  it('can show the console in no frame, unlike those of its own origin and of ANDON_FRAME_ANCESTORS', async () => {
    const { headers } = await fetch(site.server.url);
    expect(headers.get('content-security-policy')).toContain(
      "frame-ancestors 'self' https://gateway.plant.example:8043;",
    );
  });

  it('can open no WebSocket, although it comes from the very host that it calls', async () => {
    const open = async (host: string) => {
      const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws', {
        headers: { host },
        origin: `http://${host}`,
      });
      socket.on('error', () => undefined); // tells again what the response says
      const status = await Promise.race([
        once(socket, 'open').then(() => 101),
        once(socket, 'unexpected-response').then(async ([, response]) => {
          expect(await text(response)).toEqual(wayOut);
          return Number(response.statusCode);
        }),
      ]);
      socket.terminate();
      return status;
    };
    expect(await open(evil())).toBe(403);
    expect(await open('andon.plant.example')).toBe(101);
    expect(await open(`127.0.0.1:${port()}`)).toBe(101);
  });

  it('is told apart from this machine’s own names and from those that a proxy was given', async () => {
    for (const host of [`localhost:${port()}`, `[::1]:${port()}`, 'andon.plant.example', 'ANDON.plant.example:443']) {
      const { status, body } = await call(host, '/graphql', { query: '{ __typename }' });
      expect([host, status, JSON.parse(await text(body))]).toEqual([host, 200, { data: { __typename: 'Query' } }]);
    }
  });

  it('is named in the log once, so that the owner of a proxy finds the cause, and nobody fills the log', () => {
    const lines = site.server
      .output()
      .split('\n')
      .filter((line) => line.includes('ANDON_ALLOWED_HOSTS'));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('rebound.evil.example');
  });
});
