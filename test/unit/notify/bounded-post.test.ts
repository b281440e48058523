import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { lookupAmong, permittedAddresses, RefusedAddress } from '../../../src/notify/http/address-guard.ts';
import { type PostLimits, post } from '../../../src/notify/http/bounded-post.ts';
import {
  type Answer,
  authority,
  type Receiver,
  says,
  startReceiver,
  stranger,
  takes,
} from '../../support/notify/receiver.ts';

const nowMs = Date.parse('2026-03-01T03:00:00Z');
let plain: Receiver;
let encrypted: Receiver;
beforeAll(async () => {
  plain = await startReceiver();
  encrypted = await startReceiver({ https: true });
});
afterAll(() => Promise.all([plain.close(), encrypted.close()]));

const send = (url: string, more: Partial<PostLimits> = {}, certificateAuthority: string | null = authority) =>
  post(
    { url, headers: { 'content-type': 'application/json' }, body: '{"a":1}', certificateAuthority },
    {
      trusted: new Set(['127.0.0.1', 'localhost']),
      signal: new AbortController().signal,
      now: () => nowMs,
      ...more,
    },
    (status) => status === 400,
  );
const answered = (answer: Answer, more: Partial<PostLimits> = {}) => {
  plain.answer(answer);
  return send(plain.url, more);
};

describe('a POST to a sink', () => {
  it('carries body and headers, and is taken by any status from 200 to 299', async () => {
    expect(await answered(says(202))).toEqual({ kind: 'sent', status: 202 });
    expect(plain.received.at(-1)).toMatchObject({ body: '{"a":1}', headers: { 'content-type': 'application/json' } });
  });

  it.each<[string, Answer, object]>([
    ['a status that refuses the message for good', says(400), { kind: 'refused', status: 400 }],
    ['a status of trouble', says(503), { kind: 'failed', status: 503, retryAfterMs: null }],
    [
      'too many requests, with seconds',
      says(429, { 'retry-after': '7' }),
      { kind: 'failed', status: 429, retryAfterMs: 7_000 },
    ],
    [
      'too many requests, with a date',
      says(429, { 'retry-after': 'Sun, 01 Mar 2026 03:00:20 GMT' }),
      { kind: 'failed', retryAfterMs: 20_000 },
    ],
    ['too many requests until next year', says(429, { 'retry-after': '31536000' }), { retryAfterMs: 3_600_000 }],
    ['too many requests, with nonsense', says(429, { 'retry-after': 'soon' }), { kind: 'failed', retryAfterMs: null }],
    ['a connection that is cut', (response) => void response.destroy(), { kind: 'failed', status: null }],
  ])('tells %s as an outcome', async (_what, answer, outcome) => {
    expect(await answered(answer)).toMatchObject(outcome);
  });

  it('follows no redirect, and says what to do about one', async () => {
    const other = await startReceiver();
    const outcome = await answered(says(307, { location: other.url }));
    expect(outcome).toMatchObject({ kind: 'failed', status: 307, error: expect.stringContaining('redirect') });
    expect(other.received).toHaveLength(0);
    await other.close();
  });

  it('goes by the status of an answer of 10 MB, and hangs up on the rest', async () => {
    let cut: Promise<unknown> = Promise.resolve();
    let written = 0;
    const outcome = await answered((response) => {
      cut = new Promise((resolve) => response.on('close', resolve));
      response.writeHead(200);
      const more = () => {
        while (written < 10_000_000 && response.write('x'.repeat(100_000))) written += 100_000;
        if (written < 10_000_000) response.once('drain', more);
      };
      more();
    });
    expect(outcome).toEqual({ kind: 'sent', status: 200 });
    await cut;
    expect(written).toBeLessThan(10_000_000);
  });

  it('gives up on an answer that drips or never comes, after its time in all', async () => {
    const drips: Answer = (response) => {
      // Headers without end, a byte at a time: never silent, never whole.
      const timer = setInterval(() => response.socket?.write('x'), 10);
      response.socket?.write('HTTP/1.1 200 OK\r\nx-slow: ');
      response.socket?.on('close', () => clearInterval(timer));
    };
    const outcome = { kind: 'failed', status: null, error: 'no answer within 0.2 s' };
    expect(await answered(drips, { withinMs: 200 })).toMatchObject(outcome);
    expect(await answered(() => undefined, { withinMs: 200 })).toMatchObject(outcome);
  });

  it('is cut off when the server stops', async () => {
    const stopping = new AbortController();
    const outcome = answered(() => stopping.abort(), { signal: stopping.signal });
    expect(await outcome).toMatchObject({ kind: 'failed', error: 'the server stopped meanwhile' });
  });

  it('checks certificates: of another authority, and of another name', async () => {
    encrypted.answer(takes);
    expect(await send(encrypted.url)).toEqual({ kind: 'sent', status: 204 });
    expect(await send(encrypted.url, {}, stranger)).toMatchObject({
      kind: 'failed',
      error: expect.stringMatching(/\([A-Z_]+\)/),
    });
    expect(await send(encrypted.url, {}, null)).toMatchObject({ kind: 'failed', status: null });
    expect(await send(encrypted.url.replace('localhost', '127.0.0.1'))).toMatchObject({
      kind: 'failed',
      error: 'cannot be reached (ERR_TLS_CERT_ALTNAME_INVALID)',
    });
  });

  it.each([
    'https://127.0.0.1:PORT/',
    'https://localhost:PORT/',
    'https://2130706433:PORT/',
    'https://[::1]:PORT/',
    'https://0x7f000001:PORT/',
    'https://127.1:PORT/',
    'https://[::ffff:127.0.0.1]:PORT/',
    'https://[::127.0.0.1]:PORT/',
    'https://[::ffff:0:127.0.0.1]:PORT/',
    'https://[2001:0:7f00:1::80ff:fffe]/',
    'https://[64:ff9b:1::7f00:1]/',
    'https://0.0.0.0:PORT/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[fe80::1]/',
    'https://[fd00:ec2::254]/',
    'https://[64:ff9b::a9fe:a9fe]/',
  ])('does not go to %s, where only this machine and its cloud are', async (url) => {
    const before = encrypted.received.length;
    const outcome = await send(url.replace('PORT', new URL(encrypted.url).port), { trusted: new Set() });
    expect(outcome).toMatchObject({ kind: 'failed', error: expect.stringContaining('ANDON_NOTIFY_TRUSTED_HOSTS') });
    expect(encrypted.received).toHaveLength(before);
  });

  it('goes nowhere without encryption, unless the host is trusted', async () => {
    expect(await send('http://10.1.2.3/', { trusted: new Set() })).toMatchObject({
      error: expect.stringContaining('not encrypted'),
    });
  });

  it('looks a name up once at a time, and waits for it so long', async () => {
    const lookUp = vi.fn(() => new Promise<never>(() => undefined));
    const asked = [0, 1, 2].map(() => permittedAddresses('slow.example', new Set(), { lookUp, withinMs: 20 }));
    for (const answer of asked) await expect(answer).rejects.toThrow('not resolved within 0.02 s');
    expect(lookUp).toHaveBeenCalledTimes(1);
  });

  it('goes to those addresses of a name that it may, and to a name of this machine only to none', async () => {
    const named = (...addresses: string[]) => ({
      lookUp: async () => addresses.map((address) => ({ address, family: 4 })),
    });
    expect(await permittedAddresses('mixed.example', new Set(), named('127.0.0.1', '203.0.113.7'))).toEqual([
      { address: '203.0.113.7', family: 4 },
    ]);
    await expect(permittedAddresses('local.example', new Set(), named('127.0.0.1'))).rejects.toThrow(RefusedAddress);
  });

  it('connects to the address that was judged: what the name means a moment later does not matter', () => {
    const found = vi.fn();
    lookupAmong([{ address: '203.0.113.7', family: 4 }])('rebound.example', {}, found);
    lookupAmong([{ address: '203.0.113.7', family: 4 }])('rebound.example', { all: true }, found);
    expect(found.mock.calls).toEqual([
      [null, '203.0.113.7', 4],
      [null, [{ address: '203.0.113.7', family: 4 }]],
    ]);
  });
});
