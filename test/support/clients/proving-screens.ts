/** Screens that keep a list of recommendations, to compare it with the database at the end. */
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { createAndonClient } from '../../../clients/typescript/src/index.ts';
import type { ServerProcess } from '../server/server.ts';

/** What a screen shows, and what it was told. */
export interface ProvingScreen {
  readonly way: string;
  /** Ids of the recommendations that it knows: loaded, or told of since. */
  readonly shown: ReadonlySet<string>;
  /** How often it was told CURSOR_EXPIRED and began anew. */
  readonly expired: number;
  /** Events that did not name the one before them. */
  readonly breaks: readonly string[];
  close(): Promise<void>;
}

interface FeedEvent {
  readonly cursor: string;
  readonly previousCursor: string;
  readonly recommendation: { readonly id: string };
}

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
}

/** Follows the feed after the cursor until the stay ends; hands over whatever comes. */
type Stay = (
  server: ServerProcess,
  after: string,
  take: (answer: Answer) => void,
  signal: AbortSignal,
) => Promise<void>;

const fields = 'cursor previousCursor recommendation { id: recommendationId }';
const subscription = (more = '') =>
  `subscription($after: String) { recommendationEvents(after: $after) { ${fields} ${more} } }`;

/** Every way in which a program may follow the feed, as docs/integrate/feed.md asks it to. */
export function openScreens(server: ServerProcess): ProvingScreen[] {
  const screen = (way: string, stay: Stay) => follow(server, way, stay);
  return [
    screen('WebSocket, shared, one', bySocket(subscription())),
    screen('WebSocket, shared, two', bySocket(subscription())),
    screen('WebSocket alone', bySocket(subscription('number'))),
    screen('server-sent events', byStream),
    screen('recommendationEventLog', byPolling),
    followByClient(server),
  ];
}

function follow(server: ServerProcess, way: string, stay: Stay): ProvingScreen {
  const ending = new AbortController();
  const state = { shown: new Set<string>(), expired: 0, breaks: [] as string[], cursor: null as string | null };
  const take = ({ data, errors }: Answer) => {
    if (errors?.some(({ extensions }) => extensions?.code === 'CURSOR_EXPIRED')) {
      state.expired += 1;
      state.cursor = null;
    }
    const event = data?.['recommendationEvents'] as FeedEvent | undefined;
    if (event === undefined || state.cursor === null) return;
    if (event.previousCursor !== state.cursor) state.breaks.push(`${state.cursor} is followed by ${event.cursor}`);
    state.cursor = event.cursor;
    state.shown.add(event.recommendation.id);
  };
  const running = (async () => {
    while (!ending.signal.aborted) {
      try {
        state.cursor ??= await load(server, state);
        await stay(server, state.cursor, take, ending.signal);
      } catch {
        // The server, or its database, is away: this screen comes back.
      }
      await pause(50);
    }
  })();
  return {
    way,
    get shown() {
      return state.shown;
    },
    get expired() {
      return state.expired;
    },
    breaks: state.breaks,
    close: async () => {
      ending.abort();
      await running;
    },
  };
}

/** What is there now takes the place of what was shown. */
async function load(server: ServerProcess, state: { shown: Set<string> }): Promise<string> {
  const { recommendationEventHead: head } = (await ask(server, '{ recommendationEventHead }')) as {
    recommendationEventHead: string;
  };
  const shown = new Set<string>();
  for (let after: string | null = null, more = true; more; ) {
    const query =
      'query($after: String) { recommendations(first: 500, after: $after) { edges { node { id: recommendationId } } pageInfo { hasNextPage endCursor } } }';
    const { recommendations } = (await ask(server, query, { after })) as {
      recommendations: {
        edges: { node: { id: string } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string | null };
      };
    };
    for (const { node } of recommendations.edges) shown.add(node.id);
    more = recommendations.pageInfo.hasNextPage;
    after = recommendations.pageInfo.endCursor;
  }
  state.shown = shown;
  return head;
}

async function ask(
  server: ServerProcess,
  query: string,
  variables: object = {},
): Promise<Readonly<Record<string, unknown>>> {
  const { data, errors } = await post(server, query, variables);
  if (!data) throw new Error(JSON.stringify(errors));
  return data;
}

async function post(server: ServerProcess, query: string, variables: object): Promise<Answer> {
  const response = await fetch(server.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

function bySocket(query: string): Stay {
  return (server, after, take, signal) =>
    new Promise((resolve) => {
      const client = createClient({ url: server.websocketUrl, webSocketImpl: WebSocket, retryAttempts: 0 });
      const end = () => {
        void client.dispose();
        resolve();
      };
      signal.addEventListener('abort', end, { once: true });
      const error = (errors: unknown) => {
        if (Array.isArray(errors)) take({ errors });
        end();
      };
      client.subscribe(
        { query, variables: { after } },
        { next: (answer) => take(answer as Answer), error, complete: end },
      );
    });
}

const byStream: Stay = async (server, after, take, signal) => {
  const response = await fetch(server.graphqlUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: subscription(), variables: { after } }),
    signal,
  });
  let pending = '';
  for await (const chunk of (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream())) {
    const blocks = (pending + chunk).split('\n\n');
    pending = blocks.pop() ?? '';
    for (const block of blocks) {
      const data = /^event: next$/m.test(block) ? /^data: (.*)$/m.exec(block)?.[1] : undefined;
      if (data !== undefined) take(JSON.parse(data));
    }
  }
};

const byPolling: Stay = async (server, after, take, signal) => {
  const query = `query($after: String) { recommendationEventLog(after: $after, first: 100) { events { ${fields} } endCursor } }`;
  for (let cursor = after; !signal.aborted; await pause(100)) {
    const { data, errors } = await post(server, query, { after: cursor });
    const log = data?.['recommendationEventLog'] as { events: FeedEvent[]; endCursor: string } | undefined;
    if (log === undefined) return take({ ...(errors && { errors }) });
    for (const event of log.events) take({ data: { recommendationEvents: event } });
    cursor = log.endCursor;
  }
};

function followByClient(server: ServerProcess): ProvingScreen {
  const client = createAndonClient({ url: server.graphqlUrl, webSocket: WebSocket });
  const state = { shown: new Set<string>(), expired: 0, breaks: [] as string[] };
  const reading = client.subscribeRecommendationEvents().each(async (message) => {
    if (message.type === 'event') state.shown.add(message.event.recommendation.recommendationId);
    if (message.type !== 'reset') return;
    if (message.reason === 'CURSOR_EXPIRED') state.expired += 1;
    else if (message.reason !== 'START') state.breaks.push(message.reason);
    for (let loaded = false; !loaded; ) {
      loaded = await load(server, state).then(
        () => true,
        () => false,
      );
    }
  });
  return {
    way: '@andon/client',
    get shown() {
      return state.shown;
    },
    get expired() {
      return state.expired;
    },
    breaks: state.breaks,
    close: async () => {
      await client.close();
      await reading;
    },
  };
}
