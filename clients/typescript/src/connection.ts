/**
 * The one WebSocket that all subscriptions of a client share: when it is opened, how a silent server is noticed, how long a lost
 * connection waits before the next attempt, and what is said of it meanwhile.
 */
import { createClient } from 'graphql-ws/client';
import { ConnectionLost, failureOf, isCloseEvent, isRefusal } from './close-event.ts';
import { AndonError, errorOf, type GraphqlFailure } from './errors.ts';
import { type Observed, ObservedState } from './observed.ts';
import { pauseMs } from './pause.ts';
import { guarded } from './web-socket.ts';

/** A dead server is noticed after at most a ping's interval and the time for its answer. */
const usualPingEveryMs = 10_000;
const longestPongMs = 8_000;
const acknowledgedWithinMs = 10_000;
/** A connection that lasted so long was a good one: the pauses begin small again. */
const steadyAfterMs = 5_000;
const keepIdleMs = 3_000;
/** A refused key may be taken later: the server had not heard of it, or its authentication is switched off. */
const refusedPauseMs = 30_000;

export interface ConnectionState {
  /** `idle`: nobody needs it now. `offline` lasts until a server has acknowledged, attempts included. */
  readonly status: 'idle' | 'connecting' | 'online' | 'offline';
  /** Epoch ms. */
  readonly sinceMs: number;
  /** Why it is offline, in words; else null. */
  readonly reason: string | null;
  /** When the next attempt is made, epoch ms; null while one is under way or none is needed. */
  readonly retryAtMs: number | null;
  /** Present while the client is offline because the server refuses it. */
  readonly refused?: true;
}

export interface Connection {
  readonly state: Observed<ConnectionState>;
  /** Resolves when an attempt to connect is due. */
  due(signal: AbortSignal): Promise<void>;
  /** Runs an operation to its end; rejects with AndonError or ConnectionLost, and never tries again by itself. */
  run(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    next: (data: unknown, failures: readonly GraphqlFailure[]) => void,
    signal: AbortSignal,
  ): Promise<void>;
  /** Ends the pause before the next attempt. */
  retryNow(): void;
  close(): Promise<void>;
}

export interface OpenConnection extends Connection {
  /** For how long nothing has been heard from the server, in ms; the time for which the machine slept counts. */
  silentForMs(): number;
  /** Ends the pause before the next attempt, except during the first 30 s after a refusal. */
  wake(): void;
}

export interface ConnectionOptions {
  readonly url: string;
  readonly webSocketImpl: unknown;
  /** What a connection begins with, asked for each attempt; when it fails, so does the attempt. */
  readonly connectionParams: (signal: AbortSignal) => Record<string, unknown> | Promise<Record<string, unknown>>;
  /** Awaited before each attempt; the attempt fails with what it throws, and counts as refused when that is UNAUTHENTICATED. */
  readonly beforeConnecting?: (() => Promise<void>) | undefined;
  readonly pingEveryMs?: number | undefined;
  /** Epoch ms. */
  readonly now: () => number;
  readonly random: () => number;
  /** Milliseconds of a clock that is never set. */
  readonly elapsed?: (() => number) | undefined;
}

/** Opens the socket when it is first needed. It repeats no operation: whoever asked continues by its own last cursor. */
export function openConnection({
  url,
  webSocketImpl,
  connectionParams,
  beforeConnecting = async () => undefined,
  pingEveryMs = usualPingEveryMs,
  now,
  random,
  elapsed = () => performance.now(),
}: ConnectionOptions): OpenConnection {
  const pongWithinMs = Math.min(longestPongMs, pingEveryMs);
  const state = new ObservedState<ConnectionState>(stateOf('idle', now()));
  let failures = 0;
  let onlineSinceMs: number | null = null;
  let params: Record<string, unknown> = {};
  /** Why there are none for the attempt under way; else null. */
  let refusal: Error | null = null;
  let isRefused = false;
  /** When a pause may be ended without the caller's word. */
  let wakesFromMs = 0;
  let heardAt = { epochMs: now(), elapsedMs: elapsed() };
  let ackTimer: Timer;
  let pongTimer: Timer;
  let retryTimer: Timer;
  let retry: () => void = () => undefined;
  let waiting: Promise<void> | null = null;
  const closing = new AbortController();

  const client = createClient({
    // Asked before the socket is opened: a server waits 3 s for them, and an identity provider may take longer.
    url: async () => {
      refusal = null;
      isRefused = false;
      try {
        await beforeConnecting().catch((error: unknown) => {
          isRefused = error instanceof AndonError && error.code === 'UNAUTHENTICATED';
          throw error;
        });
        params = await connectionParams(closing.signal);
      } catch (error) {
        // graphql-ws would wait for ever for an address that is rejected, so the socket is opened, and given up before it is.
        refusal = error instanceof Error ? error : new Error(String(error));
      }
      const isVain = refusal !== null || closing.signal.aborted;
      // Also while the network swallows the first packet, when no socket says anything.
      ackTimer = setTimeout(() => client.terminate(), isVain ? 0 : acknowledgedWithinMs);
      return url;
    },
    connectionParams: () => {
      if (refusal !== null) throw refusal;
      return params;
    },
    lazy: true,
    lazyCloseTimeout: keepIdleMs,
    keepAlive: pingEveryMs,
    retryAttempts: 0,
    ...(webSocketImpl === undefined ? {} : { webSocketImpl: guarded(webSocketImpl) }),
    on: {
      connecting: () => {
        if (state.current.status === 'idle') state.become(stateOf('connecting', now()));
      },
      connected: () => {
        clearTimeout(ackTimer);
        heard();
        onlineSinceMs = now();
        state.become(stateOf('online', now()));
      },
      message: heard,
      ping: (received) => {
        if (!received) pongTimer = setTimeout(() => client.terminate(), pongWithinMs);
      },
      pong: (received) => {
        heard();
        if (received) clearTimeout(pongTimer);
      },
      error: down,
      closed: down,
    },
  });

  function heard(): void {
    heardAt = { epochMs: now(), elapsedMs: elapsed() };
  }

  function down(event: unknown): void {
    clearTimeout(ackTimer);
    clearTimeout(pongTimer);
    // A socket that fails is also closed afterwards; that is one loss, not two.
    if (closing.signal.aborted || waiting !== null || state.current.status === 'idle') return;
    if (onlineSinceMs !== null && now() - onlineSinceMs >= steadyAfterMs) failures = 0;
    onlineSinceMs = null;
    if (isCloseEvent(event) && event.code === 1_000) {
      state.become(stateOf('idle', now()));
      return;
    }
    const failure = refusal === null ? failureOf(event) : new ConnectionLost(refusal.message, null);
    // What was asked before the attempt cannot be another answer at once; a socket that was refused may have a fresh token next time.
    const leastMs = isRefused ? refusedPauseMs : 0;
    if (refusal === null) isRefused = isRefusal(event);
    const waitMs = Math.max(pauseMs(failures, failure.retryAfterMs, random), leastMs * (1 + random() / 2));
    wakesFromMs = now() + leastMs;
    failures += 1;
    waiting = new Promise((resolve) => {
      retry = () => {
        clearTimeout(retryTimer);
        waiting = null;
        state.become({ ...state.current, retryAtMs: null });
        resolve();
      };
    });
    retryTimer = setTimeout(retry, waitMs);
    const sinceMs = state.current.status === 'offline' ? state.current.sinceMs : now();
    const refused = isRefused ? { refused: true as const } : {};
    state.become({ status: 'offline', sinceMs, reason: failure.message, retryAtMs: now() + waitMs, ...refused });
  }

  return {
    state,
    due: async (signal) => {
      if (waiting === null || signal.aborted) return;
      let leave: () => void = () => undefined;
      const left = new Promise<void>((resolve) => {
        leave = resolve;
        signal.addEventListener('abort', leave);
      });
      await Promise.race([waiting, left]);
      signal.removeEventListener('abort', leave);
    },
    run: (query, variables, next, signal) =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return resolve();
        const end = () => {
          unsubscribe();
          resolve();
        };
        const settled = () => signal.removeEventListener('abort', end);
        signal.addEventListener('abort', end);
        const unsubscribe = client.subscribe<unknown>(
          { query, variables: { ...variables } },
          {
            next: ({ data, errors = [] }) => {
              if (data !== undefined && data !== null) return next(data, errors);
              settled();
              reject(errorOf(errors));
              unsubscribe();
            },
            error: (error) => {
              settled();
              reject(failureOf(error));
            },
            complete: () => {
              settled();
              resolve();
            },
          },
        );
      }),
    retryNow: () => {
      if (waiting !== null) retry();
    },
    wake: () => {
      if (waiting !== null && now() >= wakesFromMs) retry();
    },
    // The clock can be set back, and the other one may stand still while the machine sleeps: the longer of the two counts.
    silentForMs: () => Math.max(now() - heardAt.epochMs, elapsed() - heardAt.elapsedMs),
    close: async () => {
      closing.abort();
      if (waiting !== null) retry();
      // A connection is closed in order; an attempt under way would be waited for.
      if (state.current.status === 'online') await client.dispose();
      else client.terminate();
      clearTimeout(ackTimer);
      clearTimeout(pongTimer);
    },
  };
}

type Timer = ReturnType<typeof setTimeout> | undefined;

function stateOf(status: 'idle' | 'connecting' | 'online', sinceMs: number): ConnectionState {
  return { status, sinceMs, reason: null, retryAtMs: null };
}
