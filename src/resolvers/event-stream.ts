import type { Context } from './context.ts';

type Done = IteratorReturnResult<undefined>;
const done: Done = { done: true, value: undefined };

/**
 * The source's items, mapped, until the caller or the server goes. Each item starts with empty loaders. Written by hand rather
 * than as an async generator: a generator's return() waits for the pending next(), which for a quiet stream is for ever.
 */
export function eventStream<Item, Result>(
  source: AsyncIterator<Item>,
  map: (item: Item) => Result | Promise<Result>,
  { signal, stopping, loaders, log }: Context,
): AsyncIterableIterator<Result> {
  const ends = [signal, stopping];
  let ended = false;
  let wake: ((result: Done) => void) | undefined;

  const end = async () => {
    if (ended) return;
    ended = true;
    for (const each of ends) each.removeEventListener('abort', onAbort);
    wake?.(done);
    await source.return?.();
  };
  function onAbort() {
    end().catch((error: unknown) => log.error({ err: error }, 'a subscription’s source failed while it was left'));
  }
  for (const each of ends) {
    if (each.aborted) onAbort();
    else each.addEventListener('abort', onAbort, { once: true });
  }

  const take = async (): Promise<IteratorResult<Result, undefined>> => {
    const item = await source.next();
    if (ended) return done;
    if (item.done) {
      await end();
      return done;
    }
    loaders.forget();
    return { done: false, value: await map(item.value) };
  };
  return {
    next: () =>
      new Promise((resolve, reject) => {
        if (ended) return resolve(done);
        wake = resolve;
        take().then(resolve, (error: unknown) => {
          // A source that failed has nothing more to give; what is left is to let go of it.
          onAbort();
          reject(error);
        });
      }),
    return: async () => {
      await end();
      return done;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
