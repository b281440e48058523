/** The feed as its user sees it: messages by iterator or callback, a state, and the place kept after each handled message. */

import type { CursorStore } from './cursor-store.ts';
import type { Mailbox } from './mailbox.ts';
import type { Observed } from './observed.ts';
import type { FeedMessage } from './recommendation-events.ts';

export interface FeedState {
  /** `live`: everything up to now has been handed over. `offline` until a server answers again, attempts included. */
  readonly status: 'connecting' | 'catching-up' | 'live' | 'offline' | 'stopped';
  /** Epoch ms. */
  readonly sinceMs: number;
  /** Why it is offline, in words; else null. */
  readonly reason: string | null;
  /** When the next attempt is made, epoch ms; null while one is under way or none is needed. */
  readonly retryAtMs: number | null;
}

/** For one consumer, by iterator or by callback. A message counts as handled when the next one is asked for. */
export interface RecommendationFeed<Recommendation> extends AsyncIterable<FeedMessage<Recommendation>> {
  readonly state: Observed<FeedState>;
  /** Calls the handler with one message after another and waits for it; ends with the feed, or with what went wrong for good. */
  each(handler: (message: FeedMessage<Recommendation>) => void | Promise<void>): Promise<void>;
  stop(): void;
}

/** What waits to be handled; `message` is null where only the place in the log has moved on. */
export interface FeedItem<Recommendation> {
  readonly cursor: string;
  readonly message: FeedMessage<Recommendation> | null;
}

export interface FeedSource<Recommendation> {
  readonly state: Observed<FeedState>;
  readonly mailbox: Mailbox<FeedItem<Recommendation>>;
  readonly store: CursorStore | null;
  stop(): void;
}

export function recommendationFeed<Recommendation>({
  state,
  mailbox,
  store,
  stop,
}: FeedSource<Recommendation>): RecommendationFeed<Recommendation> {
  let handled: string | null = null;

  async function save(): Promise<FeedMessage<Recommendation> | null> {
    const cursor = handled;
    handled = null;
    if (cursor === null) return null;
    try {
      await store?.save(cursor);
      return null;
    } catch (error) {
      return { type: 'cursor-not-saved', error };
    }
  }

  async function next(): Promise<IteratorResult<FeedMessage<Recommendation>, undefined>> {
    for (;;) {
      const failure = await save();
      if (failure !== null) return { done: false, value: failure };
      const item = await mailbox.take();
      if (item === undefined) return { done: true, value: undefined };
      handled = item.cursor;
      if (item.message !== null) return { done: false, value: item.message };
    }
  }

  const feed: RecommendationFeed<Recommendation> = {
    state,
    stop,
    each: async (handler) => {
      for await (const message of feed) await handler(message);
    },
    [Symbol.asyncIterator]: () => ({
      next,
      return: async () => {
        stop();
        return { done: true, value: undefined };
      },
    }),
  };
  return feed;
}
