import type { Context } from '../context.ts';

/** Opens the source of a subscription; the signal ends it, also while it waits for its next item. */
type OpenSource<Item> = (signal: AbortSignal) => AsyncIterator<Item>;

/** The parts of the context that a stream needs: the signal that ends it, and loaders that are cleared for each item. */
type Caller = Pick<Context, 'signal' | 'stopping' | 'log'> & {
  readonly loaders: Pick<Context['loaders'], 'forget'>;
  readonly budget: Pick<Context['budget'], 'renew'>;
};

const done: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * The source's items, until the caller or the server goes. Each item starts with empty loaders and a whole budget. Written by hand rather
 * than as an async generator: a generator's return() waits for the pending next(), which for a quiet stream is for ever.
 */
export function eventStream<Item>(
  { signal, stopping, loaders, budget, log }: Caller,
  open: OpenSource<Item>,
  passing: (item: Item) => void = () => undefined,
): AsyncIterableIterator<Item> {
  const ending = new AbortController();
  const ended = ending.signal;
  const end = () => {
    signal.removeEventListener('abort', end);
    stopping.removeEventListener('abort', end);
    ending.abort();
  };
  signal.addEventListener('abort', end, { once: true });
  stopping.addEventListener('abort', end, { once: true });
  if (signal.aborted || stopping.aborted) end();

  const source = open(ended);
  let wake: (result: IteratorReturnResult<undefined>) => void = () => undefined;
  const leave = () => {
    wake(done);
    Promise.resolve(source.return?.()).catch((error: unknown) =>
      log.error(
        { event: 'subscription.close_failed', err: error },
        'the source of a subscription failed while it was closed',
      ),
    );
  };
  if (ended.aborted) leave();
  else ended.addEventListener('abort', leave, { once: true });

  const take = async (): Promise<IteratorResult<Item, undefined>> => {
    const item = await source.next();
    if (ended.aborted) return done;
    if (item.done) {
      end();
      return done;
    }
    loaders.forget();
    budget.renew();
    passing(item.value);
    return item;
  };
  const stream: AsyncIterableIterator<Item> = {
    next: () =>
      new Promise((resolve, reject) => {
        if (ended.aborted) return resolve(done);
        wake = resolve;
        take().then(resolve, (error: unknown) => {
          reject(error);
          end();
        });
      }),
    return: async () => {
      end();
      return done;
    },
    [Symbol.asyncIterator]: () => stream,
  };
  return stream;
}
