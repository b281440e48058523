import pino from 'pino';
import { describe, expect, it, vi } from 'vitest';
import { eventStream } from '../../../../src/resolvers/subscriptions/event-stream.ts';

function caller() {
  const gone = new AbortController();
  const stopping = new AbortController();
  const forget = vi.fn();
  const renew = vi.fn();
  const context = {
    signal: gone.signal,
    stopping: stopping.signal,
    loaders: { forget },
    budget: { renew },
    log: pino({ level: 'silent' }),
  };
  return { gone, stopping, forget, renew, context };
}

/** A quiet source as a generator: its return() cannot pass a next() that waits, only the signal ends it. */
async function* quiet(signal: AbortSignal, left: () => void): AsyncGenerator<number, void, undefined> {
  try {
    yield 1;
    await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  } finally {
    left();
  }
}

describe('A subscription’s stream', () => {
  it('hands on each item, with empty loaders and a whole budget of rows', async () => {
    const { context, forget, renew } = caller();
    const stream = eventStream(context, async function* () {
      yield* [1, 2];
    });
    expect([await stream.next(), await stream.next(), await stream.next()]).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: true, value: undefined },
    ]);
    expect(forget).toHaveBeenCalledTimes(2);
    expect(renew).toHaveBeenCalledTimes(2);
  });

  it.each(['return', 'the caller goes', 'the server stops'] as const)(
    'ends a waiting read at once and lets the source go: %s',
    async (how) => {
      const { context, gone, stopping } = caller();
      let left: () => void = () => undefined;
      const sourceLeft = new Promise<void>((resolve) => {
        left = resolve;
      });
      const stream = eventStream(context, (signal) => quiet(signal, left));
      await stream.next();
      const waiting = stream.next();
      if (how === 'return') await stream.return?.();
      if (how === 'the caller goes') gone.abort();
      if (how === 'the server stops') stopping.abort();
      expect(await waiting).toEqual({ done: true, value: undefined });
      await sourceLeft;
      expect(await stream.next()).toEqual({ done: true, value: undefined });
    },
  );

  it('a caller who was gone before the source opened leaves nothing open', async () => {
    const { context, gone } = caller();
    gone.abort();
    const returned = vi.fn(async () => ({ done: true as const, value: undefined }));
    const stream = eventStream(context, () => ({
      next: () => new Promise<IteratorResult<number>>(() => undefined),
      return: returned,
    }));
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(returned).toHaveBeenCalledOnce();
  });

  it('a source that fails says why, then is over', async () => {
    const { context } = caller();
    const stream = eventStream<number>(context, async function* () {
      yield 1;
      throw new Error('expired');
    });
    await stream.next();
    await expect(stream.next()).rejects.toThrow('expired');
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });
});
