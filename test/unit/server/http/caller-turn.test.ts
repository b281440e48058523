import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Asking } from '../../../../src/auth/caller-queues.ts';
import { type Identity, unrestricted } from '../../../../src/auth/identity.ts';
import { AndonError } from '../../../../src/errors.ts';
import { createCallerTurn } from '../../../../src/server/http/caller-turn.ts';

const over = (share: string) =>
  new AndonError('RATE_LIMITED', `too many ${share}`, { reason: 'KEY_LIMIT', retryAfterMs: 1 });

describe('A request of a caller', () => {
  /** A caller that has to wait for its shares, and a queue that lets in whoever need not. */
  const setUp = (waits: { operations?: number; readings?: number } = {}) => {
    const counted: number[] = [];
    const asked: Asking[] = [];
    let taken = 0;
    let left = 0;
    const turn = createCallerTurn({
      shares: {
        operation: () => {
          taken += 1;
          return null;
        },
        bytes: (_caller, bytes) => void counted.push(bytes),
        waitMs: (share) => waits[share] ?? 0,
        refusal: (share) => ((waits[share] ?? 0) > 0 ? over(share) : null),
      },
      queues: {
        enter: (asking) => {
          asked.push(asking);
          if (asking.waitMs() > 0) return Promise.resolve(asking.refusal() ?? expect.fail('it has no refusal'));
          return () => {
            left += 1;
          };
        },
      },
    });
    const send = async (identity: Identity, headers: IncomingMessage['headers'], isGone = false) => {
      const request = new IncomingMessage(new Socket());
      request.headers = headers;
      if (isGone) request.destroy();
      const answer = new ServerResponse(request);
      await turn(identity, request, answer);
      return answer;
    };
    return { counted, asked, taken: () => taken, left: () => left, send };
  };
  const sender: Identity = {
    ...unrestricted(null),
    scopes: ['ingest'],
    credential: { kind: 'key', id: 'a', name: 'a', expiresAtMs: null },
  };
  const reader: Identity = { ...sender, scopes: ['read'] };
  const large = { 'content-length': '100000' };

  it.each([
    ['when its answer begins', (answer: ServerResponse) => answer.writeHead(200)],
    ['when its answer begins without a word', (answer: ServerResponse) => answer.write('…')],
    ['when nobody waits for its answer', (answer: ServerResponse) => answer.emit('close')],
  ])('takes one operation in its turn, which is over %s', async (_, end) => {
    const { send, asked, taken, left } = setUp();
    const answer = await send(reader, {});
    expect([asked[0]?.holder, asked[0]?.kind, taken(), left()]).toEqual(['a', 'question', 1, 0]);
    end(answer);
    expect(left()).toBe(1);
  });

  it('is refused before it takes anything while its share of operations is used up', async () => {
    const { send, taken } = setUp({ operations: 300 });
    await expect(send(sender, {})).rejects.toThrow('too many operations');
    expect(taken()).toBe(0);
  });

  it('waits for its share of readings only where it can carry many', async () => {
    const { send, asked } = setUp({ readings: 5_000 });
    for (const headers of [large, { 'transfer-encoding': 'chunked' }])
      await expect(send(sender, headers)).rejects.toThrow('too many readings');
    await send(sender, { 'content-length': '200' });
    await send(reader, large);
    expect(asked.map(({ kind }) => kind)).toEqual(['large', 'large', 'smallWrite', 'large']);
  });

  it('is counted by its bytes where it can carry no readings, at most as many as are read', async () => {
    const { send, counted } = setUp();
    for (const length of ['20000', '5000000']) await send(reader, { 'content-length': length });
    await send(reader, { 'transfer-encoding': 'chunked' });
    await send(sender, large);
    expect(counted).toEqual([20_000, 1_000_000, 1_000_000]);
  });

  it('is not gone on with when its client has left meanwhile, and leaves its turn to the next', async () => {
    const { send, taken, left } = setUp();
    await expect(send(sender, large, true)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect([taken(), left()]).toEqual([0, 1]);
  });

  it('waits for nobody where nobody has to prove anything', async () => {
    const { send, asked } = setUp({ operations: 1_000 });
    await send(unrestricted(null), large);
    expect(asked).toEqual([]);
  });
});
