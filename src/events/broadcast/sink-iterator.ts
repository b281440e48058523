/** Adapts a broadcast to an async iterator for one subscriber. */
import type { Membership, Sink } from './sink.ts';

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

interface Waiting<Item> {
  readonly resolve: (result: IteratorResult<Item, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

export interface IterateOptions {
  /** Most items that wait for a busy reader; with 0 it gets the newest item whenever it asks. */
  readonly room: number;
  readonly signal?: AbortSignal | undefined;
}

/** A broadcast as one subscriber's iterator. It joins when the first item is asked for, and leaves when it is returned or aborted. */
export function iterate<Item>(
  join: (sink: Sink<Item>) => Membership,
  { room, signal }: IterateOptions,
): AsyncIterableIterator<Item> {
  let items: Item[] = [];
  let waiting: Waiting<Item> | null = null;
  let membership: Membership | null = null;
  let full = false;
  let ended: { readonly error?: unknown } | null = null;

  const end = (how: { readonly error?: unknown }): void => {
    if (ended !== null) return;
    ended = how;
    signal?.removeEventListener('abort', leave);
    const waiter = waiting;
    waiting = null;
    if (waiter !== null) settle(waiter, how);
  };
  const leave = (): void => {
    items = [];
    membership?.leave();
    end({});
    // A reader that has left gets no error of before.
    ended = {};
  };
  const sink: Sink<Item> = {
    send: (item) => {
      const waiter = waiting;
      waiting = null;
      full = waiter === null && items.length >= room;
      if (full) return false;
      if (waiter === null) items.push(item);
      else waiter.resolve({ done: false, value: item });
      return true;
    },
    end: (error) => end(error === undefined ? {} : { error }),
  };
  const next = (): Promise<IteratorResult<Item, undefined>> => {
    const item = items.shift();
    if (item !== undefined) return Promise.resolve({ done: false, value: item });
    if (signal?.aborted) leave();
    const result = new Promise<IteratorResult<Item, undefined>>((resolve, reject) => {
      if (ended === null) waiting = { resolve, reject };
      else settle({ resolve, reject }, ended);
    });
    if (ended !== null) {
      ended = {};
    } else if (membership === null) {
      signal?.addEventListener('abort', leave, { once: true });
      membership = join(sink);
    } else if (full) {
      full = false;
      membership.goOn();
    }
    return result;
  };
  const iterator: AsyncIterableIterator<Item> = {
    next,
    return: async () => {
      leave();
      return done;
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return iterator;
}

function settle<Item>({ resolve, reject }: Waiting<Item>, how: { readonly error?: unknown }): void {
  if ('error' in how) reject(how.error);
  else resolve(done);
}
