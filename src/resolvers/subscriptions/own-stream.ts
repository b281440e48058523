/** The source of a subscription whose items are each subscriber's own: nothing of it is shared. */
import type { Membership } from '../../events/broadcast/sink.ts';
import type { SharedMember } from './shared-source.ts';

/** Tells a member one item after the other, the next one not before it can take it, until it leaves. */
export function tellMember<Item>(
  open: (signal: AbortSignal) => AsyncIterable<Item>,
  { render, sink }: Pick<SharedMember, 'render' | 'sink'>,
): Membership {
  const leaving = new AbortController();
  const { signal } = leaving;
  let goOn: () => void = () => undefined;
  const tell = async (): Promise<void> => {
    for await (const item of open(signal)) {
      const message = await render(item);
      while (!signal.aborted && !sink.send(message)) {
        await new Promise<void>((resolve) => {
          goOn = resolve;
        });
      }
      if (signal.aborted) return;
    }
  };
  const end = (error?: unknown) => {
    if (!signal.aborted) sink.end(error);
  };
  tell().then(() => end(), end);
  return {
    goOn: () => goOn(),
    leave: () => {
      leaving.abort();
      goOn();
    },
  };
}
