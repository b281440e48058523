/**
 * The client of an Andon server: queries and decisions over HTTP; the feed of recommendations and live values over one WebSocket.
 */
import { type ConnectionState, openConnection } from './connection.ts';
import type { CursorStore } from './cursor-store.ts';
import { EventFollower } from './event-follower.ts';
import { liveValues } from './live-values.ts';
import type { Observed } from './observed.ts';
import { type Operation, type PrintDocument, textOf } from './operation.ts';
import {
  feedDocuments,
  type RecommendationEventKind,
  type RecommendationFields,
  type RecommendationFilter,
  type RecommendationFragment,
} from './recommendation-events.ts';
import { type RecommendationFeed, recommendationFeed } from './recommendation-feed.ts';
import { asHeader, type RequestOptions, request } from './request.ts';
import { authorization, type Token } from './token.ts';

const answerWithinMs = 15_000;

export interface ClientOptions {
  /** `http://host:4000/graphql`; in a page also a path, such as `/graphql`. */
  readonly url: string;
  /** Whose decisions these are; a function is asked for each request and each connection. */
  readonly operatorId?: string | (() => string | undefined);
  /** For servers that ask for one. */
  readonly token?: Token;
  /** Needed where there is no global WebSocket, as in Node 20: that of the package ws. */
  readonly webSocket?: unknown;
  readonly fetch?: typeof globalThis.fetch;
  /**
   * Awaited before each attempt to connect, for example to ask the server who the caller is. When it throws, the attempt has failed with
   * that reason; an AndonError UNAUTHENTICATED counts as the server's refusal.
   */
  readonly beforeConnecting?: () => Promise<void>;
  /** A screen by which people decide asks more often whether the server is there; 10,000 when absent. */
  readonly pingEveryMs?: number;
  /** Needed for parsed documents only: `print` of the package graphql. */
  readonly print?: PrintDocument;
}

/** The sources of time and random numbers. */
export interface Surroundings {
  /** Epoch ms. */
  readonly now: () => number;
  /** In [0, 1). */
  readonly random: () => number;
}

export interface FeedOptions<Recommendation> {
  readonly kinds?: readonly RecommendationEventKind[];
  readonly filter?: RecommendationFilter;
  /** Where to go on; absent: what the store has; else the head of the feed, told by a `reset`. */
  readonly after?: string;
  readonly store?: CursorStore;
  /** Fields of the recommendation: a fragment on Recommendation. */
  readonly fragment?: RecommendationFragment<Recommendation>;
}

export interface AndonClient {
  readonly connection: Observed<ConnectionState>;
  /** For how long nothing has been heard over the WebSocket, in ms; after sleep, the time asleep counts. */
  silentForMs(): number;
  query<Result, Variables>(
    operation: Operation<Result, Variables>,
    variables?: Variables,
    options?: RequestOptions,
  ): Promise<Result>;
  /** Does the same as `query`. After UNREACHABLE the mutation may have happened all the same. */
  mutate<Result, Variables>(
    operation: Operation<Result, Variables>,
    variables?: Variables,
    options?: RequestOptions,
  ): Promise<Result>;
  /**
   * Live values, across disconnects; of `recommendationEvents` use the method of its own, which misses nothing. A function is asked for
   * the variables of each subscription, such as the cursor of the last event that was handled, as `after` of `alarmEvents`.
   */
  subscribe<Result, Variables>(
    operation: Operation<Result, Variables>,
    variables?: Variables | (() => Variables),
  ): AsyncIterableIterator<Result>;
  subscribeRecommendationEvents<Recommendation = RecommendationFields>(
    options?: FeedOptions<Recommendation>,
  ): RecommendationFeed<Recommendation>;
  /** Ends the pause before the next attempt; a browser whose network is back, or whose page is looked at again, does so by itself. */
  retryNow(): void;
  close(): Promise<void>;
}

export function createAndonClient(
  options: ClientOptions,
  { now, random }: Surroundings = { now: Date.now, random: Math.random },
): AndonClient {
  const url = new URL(options.url, baseAddress()).href;
  const credentials = async (signal?: AbortSignal) => {
    const bearer = await authorization(options.token, signal);
    const name = typeof options.operatorId === 'function' ? options.operatorId() : options.operatorId;
    return {
      ...(bearer === undefined ? {} : { authorization: bearer }),
      ...(name === undefined ? {} : { operatorId: name }),
    };
  };
  const http = {
    url,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    headers: async (signal) => {
      const { operatorId, ...others } = await credentials(signal);
      return { ...others, ...(operatorId === undefined ? {} : { 'x-operator-id': asHeader(operatorId) }) };
    },
    answerWithinMs,
  } satisfies Parameters<typeof request>[0];
  const connection = openConnection({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: options.webSocket,
    connectionParams: credentials,
    beforeConnecting: options.beforeConnecting,
    pingEveryMs: options.pingEveryMs,
    now,
    random,
  });
  const feeds = new Set<() => void>();
  const stopListening = listenForReturns(connection.wake);

  async function ask<Result, Variables>(
    operation: Operation<Result, Variables>,
    variables?: Variables,
    requestOptions: RequestOptions = {},
  ): Promise<Result> {
    return (await request(http, textOf(operation, options.print), variables ?? {}, requestOptions)) as Result;
  }

  return {
    connection: connection.state,
    silentForMs: connection.silentForMs,
    query: ask,
    mutate: ask,
    subscribe: <Result, Variables>(
      operation: Operation<Result, Variables>,
      variables?: Variables | (() => Variables),
    ) => {
      const query = textOf(operation, options.print);
      const asked = () => ({ ...(isFunction(variables) ? variables() : variables) });
      const values = liveValues({ connection, query, variables: asked, random });
      feeds.add(values.stop);
      void values.ended.then(() => feeds.delete(values.stop));
      return values as AsyncIterableIterator<Result>;
    },
    subscribeRecommendationEvents: <Recommendation = RecommendationFields>({
      kinds,
      filter,
      after,
      store,
      fragment,
    }: FeedOptions<Recommendation> = {}) => {
      const follower = new EventFollower<Recommendation>({
        connection,
        documents: feedDocuments(fragment === undefined ? undefined : textOf(fragment, options.print)),
        wanted: { ...(kinds && { kinds }), ...(filter && { filter }) },
        after: after ?? null,
        store: store ?? null,
        now,
        random,
      });
      const stop = () => follower.stop();
      feeds.add(stop);
      void follower.follow().finally(() => feeds.delete(stop));
      return recommendationFeed({ state: follower.state, mailbox: follower.mailbox, store: follower.store, stop });
    },
    retryNow: connection.retryNow,
    close: async () => {
      stopListening();
      for (const stop of feeds) stop();
      await connection.close();
    },
  };
}

function isFunction<Variables>(given: Variables | (() => Variables) | undefined): given is () => Variables {
  return typeof given === 'function';
}

/** In a page, what a path is relative to. */
function baseAddress(): string | undefined {
  return 'location' in globalThis ? String(globalThis.location) : undefined;
}

/** In a page: the network is back, or the page is looked at again, perhaps after sleep. */
function listenForReturns(wake: () => void): () => void {
  if (!('addEventListener' in globalThis)) return () => undefined;
  globalThis.addEventListener('online', wake);
  if ('document' in globalThis) document.addEventListener('visibilitychange', wake);
  return () => {
    globalThis.removeEventListener('online', wake);
    if ('document' in globalThis) document.removeEventListener('visibilitychange', wake);
  };
}
