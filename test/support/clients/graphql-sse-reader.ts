import { createClient } from 'graphql-sse';
import { until } from '../until.ts';

interface Event {
  readonly cursor: string;
  readonly number: number;
  readonly recommendation: { readonly id: string };
}

/** A screen on the package graphql-sse, which comes back by itself and gives its last cursor as docs/integrate/feed.md says. */
export interface GraphqlSseReader {
  readonly events: readonly Event[];
  /** Codes of the errors that came as results. */
  readonly codes: readonly string[];
  /** Times it connected. */
  connections(): number;
  /** Whether the client takes the stream for complete, or has given up. */
  ended(): boolean;
  count(wanted: number): Promise<void>;
  close(): void;
}

export function readByGraphqlSse(url: () => string, headers: Readonly<Record<string, string>> = {}): GraphqlSseReader {
  const events: Event[] = [];
  const codes: string[] = [];
  const state = { connections: 0, ended: false, failure: '' };
  const lastCursor = (): Record<string, string> => {
    const cursor = events.at(-1)?.cursor;
    return cursor === undefined ? {} : { 'last-event-id': cursor };
  };
  const client = createClient({
    url,
    headers: () => ({ ...headers, ...lastCursor() }),
    retryAttempts: 1_000,
    retry: () => new Promise((resolve) => setTimeout(resolve, 50)),
    on: {
      connected: () => {
        state.connections += 1;
      },
    },
  });
  client.subscribe<{ recommendationEvents: Event }>(
    { query: 'subscription { recommendationEvents { cursor number recommendation { id: recommendationId } } }' },
    {
      next: ({ data, errors = [] }) => {
        if (data) events.push(data.recommendationEvents);
        for (const { extensions } of errors) codes.push(String(extensions?.['code']));
      },
      complete: () => {
        state.ended = true;
      },
      error: (error) => {
        state.ended = true;
        state.failure = String(error);
      },
    },
  );
  return {
    events,
    codes,
    connections: () => state.connections,
    ended: () => state.ended,
    count: async (wanted) => {
      await until(`graphql-sse has ${wanted} events`, () => events.length >= wanted, {
        withinMs: 30_000,
        state: () => ({ ...state, events: events.length, codes }),
      });
    },
    close: () => client.dispose(),
  };
}
