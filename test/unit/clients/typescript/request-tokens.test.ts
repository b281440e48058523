import { describe, expect, it, vi } from 'vitest';
import { away, inTurn, refused, silent, useServedClient } from '../../../support/fixtures/served-client.ts';

const served = useServedClient();
const { open } = served;

describe('A token goes with each request', () => {
  function answering(status: number, body: unknown) {
    const headers: unknown[] = [];
    const fetch: typeof globalThis.fetch = async (_, init) => {
      headers.push(new Headers(init?.headers).get('authorization'));
      return new Response(JSON.stringify(body), { status });
    };
    return { fetch, headers };
  }

  it('a request carries the fixed token or that of the function; without one the header is absent', async () => {
    const { fetch, headers } = answering(200, { data: { ok: true } });
    await open({ fetch, token: 'andon_1' }).query('{ ok }');
    open({
      fetch,
      token: inTurn(
        () => 'a',
        async () => 'b',
        () => undefined,
      ),
    });
    await served.client.query('{ ok }');
    await served.client.mutate('mutation { ok }');
    await served.client.query('{ ok }');
    await open({ fetch }).query('{ ok }');
    expect(headers).toEqual(['Bearer andon_1', 'Bearer a', 'Bearer b', null, null]);
  });

  it('a refused token is an error with the code UNAUTHENTICATED and the server’s message', async () => {
    const message = 'The key "maria" expired at 2026-11-28T07:00:00.000Z.';
    const { fetch } = answering(401, { errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] });
    open({ fetch, token: 'andon_1' });
    await expect(served.client.query('{ ok }')).rejects.toMatchObject({
      name: 'AndonError',
      code: 'UNAUTHENTICATED',
      message,
    });
    await expect(served.client.mutate('{ ok }')).rejects.toMatchObject({ code: 'UNAUTHENTICATED', passes: false });
  });

  it.each([
    ['throws', away, 'no token could be had: the provider is away'],
    ['rejects', refused, 'no token could be had: the provider is away'],
    ['gives an empty one', () => '', 'no token could be had: it is empty, or has characters that no token has'],
  ])('a function that %s: the same code, and nothing is sent', async (_, token, message) => {
    const { fetch, headers } = answering(200, { data: { ok: true } });
    await expect(open({ fetch, token }).query('{ ok }')).rejects.toMatchObject({
      name: 'AndonError',
      code: 'UNAUTHENTICATED',
      message: expect.stringContaining(message),
    });
    expect(headers).toEqual([]);
  });

  it('a secret with a line break is not shown', async () => {
    const failure: unknown = await open({ token: 'andon_secret\n' })
      .query('{ ok }')
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'UNAUTHENTICATED', message: expect.stringContaining('line break') });
    expect(String(failure)).not.toContain('andon_secret');
  });

  it('a request waits for its token for 10 s at most, or until the caller leaves', async () => {
    const late = expect(open({ token: silent }).query('{ ok }')).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'no token could be had: none came within 10 s',
    });
    await vi.advanceTimersByTimeAsync(10_000);
    await late;
    const leaving = new AbortController();
    const left = expect(served.client.query('{ ok }', {}, { signal: leaving.signal })).rejects.toMatchObject({
      code: 'UNREACHABLE',
      cause: { name: 'AbortError' },
    });
    leaving.abort();
    await left;
  });
});
