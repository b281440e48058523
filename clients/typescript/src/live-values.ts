/** Subscriptions to values of which only the latest count, across disconnects. */

import { ConnectionLost } from './close-event.ts';
import type { Connection } from './connection.ts';
import { AndonError } from './errors.ts';
import { Mailbox } from './mailbox.ts';
import { pause, pauseMs } from './pause.ts';

/** How many updates may wait for a slow consumer; above, they are dropped and the subscription starts again with the present state. */
const mostWaiting = 100;

interface LiveOptions {
  readonly connection: Connection;
  readonly query: string;
  /** Asked for each subscription: a stream that is resumed by a cursor begins at another place each time. */
  readonly variables: () => Readonly<Record<string, unknown>>;
  readonly random: () => number;
}

export interface LiveValues extends AsyncIterableIterator<unknown> {
  stop(): void;
  /** Resolves when the subscription has ended for good. */
  readonly ended: Promise<void>;
}

/** Subscribes to values of which the latest count. After a disconnect it subscribes again, and gets the present state first. */
export function liveValues({ connection, query, variables, random }: LiveOptions): LiveValues {
  const mailbox = new Mailbox<{ readonly value: unknown }>();
  const stopping = new AbortController();
  const { signal } = stopping;

  async function follow(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      await connection.due(signal);
      const leaving = new AbortController();
      const next = (value: unknown) => {
        failures = 0;
        mailbox.put({ value });
        if (mailbox.size >= mostWaiting) leaving.abort();
      };
      try {
        await connection.run(query, variables(), next, AbortSignal.any([signal, leaving.signal]));
        if (leaving.signal.aborted) mailbox.clear();
        else await pause(pauseMs(failures++, null, random), signal);
      } catch (error) {
        if (error instanceof ConnectionLost) continue;
        if (!(error instanceof AndonError && error.passes)) throw error;
        await pause(pauseMs(failures++, error.retryAfterMs, random), signal);
      }
    }
  }
  const ended = follow().then(
    () => mailbox.end(),
    (error: unknown) => mailbox.end(error),
  );
  const stop = () => {
    stopping.abort();
    mailbox.end();
  };
  const values: LiveValues = {
    stop,
    ended,
    next: async () => {
      const item = await mailbox.take();
      return item === undefined ? { done: true, value: undefined } : { done: false, value: item.value };
    },
    return: async () => {
      stop();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => values,
  };
  return values;
}
