import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { useSiteWithKeys } from '../../support/fixtures/site-with-keys.ts';

const { site, known } = useSiteWithKeys();

describe('With ANDON_AUTH=keys nobody gets in without a good key', () => {
  const body = JSON.stringify({ query: '{ caller { operatorId } }' });
  const json = { 'content-type': 'application/json' };
  const events = new URLSearchParams({ query: 'subscription { recommendationEvents { number } }' });

  it.each<[string, string, RequestInit]>([
    ['a query', '/graphql', { method: 'POST', headers: json, body }],
    ['a query by GET', `/graphql?${new URLSearchParams({ query: '{ __typename }' })}`, {}],
    ['a stream of events', `/graphql?${events}`, { headers: { accept: 'text/event-stream' } }],
    ['the export', '/export/performance.csv?from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z', {}],
    ['the figures', '/metrics', {}],
  ])('%s is refused with 401 and the way in', async (_, path, init) => {
    for (const authorization of [undefined, 'Basic bWFyaWE6eA==', `Bearer andon_0123456789ab_${'x'.repeat(43)}`]) {
      const headers = { ...init.headers, ...(authorization === undefined ? {} : { authorization }) };
      const response = await fetch(`${site.server.url}${path}`, { ...init, headers });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
      expect(await response.json()).toEqual({
        errors: [{ message: expect.stringMatching(/key|Bearer/), extensions: { code: 'UNAUTHENTICATED' } }],
      });
    }
  });

  it('a malformed Host header is refused with 400 before anything else, and nothing is logged as an error', async () => {
    const { port, hostname } = new URL(site.server.url);
    for (const path of ['/graphql?query={__typename}', '/healthz', '/metrics']) {
      for (const hosts of [['['], ['127.0.0.1:99999'], ['a', 'b']]) {
        const socket = connect(Number(port), hostname);
        const lines = [`GET ${path} HTTP/1.1`, ...hosts.map((host) => `Host: ${host}`), 'Connection: close', '', ''];
        socket.write(lines.join('\r\n'));
        expect(await text(socket)).toMatch(/^HTTP\/1\.1 400 /);
      }
    }
    expect(site.server.output()).not.toContain('"level":50');
  });

  it('a large body is refused before it has come', async () => {
    const sent = request(`${site.server.url}/graphql`, {
      method: 'POST',
      headers: { ...json, 'content-length': 19_000_000 },
    });
    sent.on('error', () => undefined);
    sent.write('{');
    const [response] = await once(sent, 'response');
    expect(response.statusCode).toBe(401);
    sent.destroy();
  });

  it.each<[string, object, object]>([
    ['no key', {}, {}],
    ['an unknown one', { authorization: `Bearer andon_0123456789ab_${'x'.repeat(43)}` }, {}],
    ['one of another kind', { authorization: 'Basic bWFyaWE6eA==' }, {}],
    ['a bad one in its headers', {}, { authorization: 'Bearer nonsense' }],
  ])('a WebSocket with %s is closed with 4403 and the reason', async (_, payload, headers) => {
    const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws', { headers: { ...headers } });
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', payload }));
    const [code, reason] = await once(socket, 'close');
    expect(code).toBe(4403);
    expect(String(reason)).toMatch(/key|Bearer/);
  });

  it('refused callers are counted in the metrics and named in the log', async () => {
    const { token } = await known();
    const response = await fetch(`${site.server.url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    const refused = /^andon_access_refusals_total\{code="UNAUTHENTICATED"\} (\d+)$/m.exec(await response.text())?.[1];
    expect(Number(refused)).toBeGreaterThanOrEqual(19);
    expect(site.server.output().split('No key of this server has this secret').length - 1).toBe(1);
  });

  it('pages that show no data, and what a supervisor asks, are open', async () => {
    for (const path of ['/healthz', '/readyz', '/', '/graphql']) {
      const response = await fetch(`${site.server.url}${path}`, { headers: { accept: 'text/html' } });
      expect([path, response.status]).toEqual([path, 200]);
    }
    // An operation does not get through with the page.
    const url = `${site.server.url}/graphql?${new URLSearchParams({ query: '{ caller { operatorId } }' })}`;
    const response = await fetch(url, { headers: { accept: 'application/json, text/html;q=0.1' } });
    expect(await response.text()).not.toContain('"operatorId":');
  });
});
