import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { unrestricted } from '../../../../src/auth/identity.ts';
import { AndonError } from '../../../../src/errors.ts';
import { createCallerTurn } from '../../../../src/server/http/caller-turn.ts';

const over = (retryAfterMs: number) =>
  new AndonError('RATE_LIMITED', 'too much', { reason: 'KEY_LIMIT', retryAfterMs });

describe('A request whose caller has used up a share', () => {
  const setUp = ({ operation, readingsMs = 0 }: { operation?: AndonError; readingsMs?: number }) => {
    const paused: number[] = [];
    const counted: number[] = [];
    let waitMs = readingsMs;
    const turn = createCallerTurn({
      shares: {
        operation: () => operation ?? null,
        bytes: (_caller, bytes) => void counted.push(bytes),
        readingsWaitMs: () => waitMs,
        readingsRefusal: () => (waitMs > 0 ? over(waitMs) : null),
      },
      pause: async (ms) => {
        paused.push(ms);
        waitMs = Math.max(0, waitMs - ms);
      },
    });
    return { paused, counted, turn };
  };
  const requestOf = (headers: IncomingMessage['headers']) => {
    const request = new IncomingMessage(new Socket());
    request.headers = headers;
    return request;
  };
  const sender = { ...unrestricted(null), scopes: ['ingest' as const] };
  const large = { 'content-length': '100000' };

  it.each([
    ['at its time, where that is soon', 300, 300],
    ['after a second, where that is later', 40_000, 1_000],
  ])('is refused %s', async (_, retryAfterMs, heldMs) => {
    const { turn, paused } = setUp({ operation: over(retryAfterMs) });
    await expect(turn(sender, requestOf({}))).rejects.toMatchObject({
      code: 'RATE_LIMITED',
      details: { retryAfterMs },
    });
    expect(paused).toEqual([heldMs]);
  });

  it('is let in when its readings are paid meanwhile, and refused unread when not', async () => {
    const soon = setUp({ readingsMs: 700 });
    await soon.turn(sender, requestOf(large));
    expect(soon.paused).toEqual([700]);
    const late = setUp({ readingsMs: 5_000 });
    await expect(late.turn(sender, requestOf({ 'transfer-encoding': 'chunked' }))).rejects.toMatchObject({
      details: { retryAfterMs: 4_000 },
    });
    expect(late.paused).toEqual([1_000]);
  });

  it('is not held up for readings that it cannot carry', async () => {
    const { turn, paused } = setUp({ readingsMs: 5_000 });
    await turn(sender, requestOf({ 'content-length': '200' }));
    await turn({ ...sender, scopes: ['read'] }, requestOf(large));
    expect(paused).toEqual([]);
  });

  it('is counted by its bytes where it can carry no readings, at most as many as are read', async () => {
    const { turn, counted } = setUp({});
    const reader = { ...sender, scopes: ['read' as const] };
    for (const length of ['20000', '5000000']) await turn(reader, requestOf({ 'content-length': length }));
    await turn(reader, requestOf({ 'transfer-encoding': 'chunked' }));
    await turn(sender, requestOf(large));
    expect(counted).toEqual([20_000, 1_000_000, 1_000_000]);
  });

  it('is not gone on with when its client has left meanwhile', async () => {
    const { turn } = setUp({ readingsMs: 500 });
    const request = requestOf(large);
    request.destroy();
    await expect(turn(sender, request)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
