import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { useSite } from '../support/server/server-fixture.ts';

const site = useSite();

it('a body that comes a byte at a time is answered 408 a minute later, and its connection closed', async () => {
  const { port, hostname } = new URL(site.server.url);
  const startedAt = Date.now();
  const socket = connect(Number(port), hostname);
  socket.write(
    'POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{',
  );
  const drip = setInterval(() => socket.write(' '), 500);
  socket.on('error', () => undefined);
  const answer = await text(socket);
  clearInterval(drip);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain('within 60 seconds');
  const tookMs = Date.now() - startedAt;
  expect(tookMs).toBeGreaterThan(59_000);
  expect(tookMs).toBeLessThan(75_000);
  expect((await fetch(`${site.server.url}/healthz`)).status).toBe(200);
  expect(site.server.output()).not.toContain('"level":50');
}, 120_000);
