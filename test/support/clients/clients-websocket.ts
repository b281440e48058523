import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { until } from '../until.ts';
import { type Caller, connectionParamsOf } from './caller.ts';
import { documentText, type GraphqlFailure } from './clients-http.ts';

/** One subscription on a connection of its own, which keeps everything it is sent. */
export interface Subscriber<Result> {
  readonly events: readonly Result[];
  readonly errors: readonly GraphqlFailure[];
  /** True once the server has ended the subscription. */
  ended(): boolean;
  /** The connection's close code, once it is closed. */
  closeCode(): number | undefined;
  /** The reason that came with it. */
  closeReason(): string | undefined;
  /** Waits until an event matches and returns it. */
  event(what: string, matches: (event: Result) => boolean, withinMs?: number): Promise<Result>;
  count(wanted: number, withinMs?: number): Promise<readonly Result[]>;
  close(): Promise<void>;
}

/** Subscribes over graphql-transport-ws and resolves when the server has acknowledged the connection. */
export async function subscribe<Result, Variables extends Record<string, unknown>>(
  websocketUrl: string,
  operation: DocumentTypeDecoration<Result, Variables>,
  variables: Variables,
  caller: Caller = {},
): Promise<Subscriber<Result>> {
  const events: Result[] = [];
  const errors: GraphqlFailure[] = [];
  let ended = false;
  let acknowledged = false;
  let closed: CloseFrame | undefined;
  let connectionError: unknown;
  const client = createClient({
    url: websocketUrl,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { ...connectionParamsOf(caller) },
    on: {
      connected: () => {
        acknowledged = true;
      },
      closed: (event) => {
        closed = closeFrameOf(event);
      },
    },
  });
  const unsubscribe = client.subscribe<Result>(
    { query: documentText(operation), variables: { ...variables } },
    {
      next: ({ data, errors: failures }) => {
        if (data) events.push(data);
        for (const failure of failures ?? []) errors.push(asFailure(failure));
      },
      error: (error) => {
        ended = true;
        if (Array.isArray(error)) for (const failure of error) errors.push(asFailure(failure));
        else connectionError = error;
      },
      complete: () => {
        ended = true;
      },
    },
  );
  await until('the WebSocket connection is acknowledged', () => {
    if (!acknowledged && connectionError !== undefined) throw connectionError;
    return acknowledged;
  });
  return {
    events,
    errors,
    ended: () => ended,
    closeCode: () => closed?.code,
    closeReason: () => closed?.reason,
    event: (what, matches, withinMs = 15_000) =>
      until(what, () => events.find(matches), { withinMs, state: () => ({ events: events.slice(-5), errors }) }),
    count: async (wanted, withinMs = 15_000) => {
      await until(`the subscriber has ${wanted} events`, () => events.length >= wanted, {
        withinMs,
        state: () => ({ received: events.length, errors }),
      });
      return events;
    },
    close: async () => {
      unsubscribe();
      await client.dispose();
    },
  };
}

interface CloseFrame {
  readonly code: number;
  readonly reason: string;
}

function closeFrameOf(event: unknown): CloseFrame | undefined {
  if (typeof event !== 'object' || event === null || !('code' in event) || typeof event.code !== 'number')
    return undefined;
  return { code: event.code, reason: 'reason' in event ? String(event.reason) : '' };
}

function asFailure(value: { readonly message: string; readonly extensions?: unknown }): GraphqlFailure {
  const { extensions } = value;
  return typeof extensions === 'object' && extensions !== null
    ? { message: value.message, extensions: { ...extensions } }
    : { message: value.message };
}
