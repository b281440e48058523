/** A screen that comes back with its last cursor, for tests of what the feed promises. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ResultOf } from '@graphql-typed-document-node/core';
import { expect } from 'vitest';
import WebSocket from 'ws';
import type { Key } from '../server/keys.ts';
import { until } from '../until.ts';
import { connectionParamsOf } from './caller.ts';
import { documentText, type GraphqlAnswer } from './clients-http.ts';
import type { SqlClient } from './clients-sql.ts';
import { RecommendationEvents } from './operations.ts';

type Answer = GraphqlAnswer<ResultOf<typeof RecommendationEvents>>;

interface Message {
  readonly type: string;
  readonly payload?: unknown;
}

/** A screen that does what the feed asks of a client, and nothing more: it comes back with the last cursor it has handled. */
export interface ResumingScreen {
  /** `id|kind|version` of each event, in the order received. */
  readonly received: readonly string[];
  readonly receivedAtMs: readonly number[];
  readonly cursor: string;
  /** Subscriptions that were opened, the first one included. */
  readonly attaches: number;
  /** Errors other than a passing UNAVAILABLE, and close codes that a client would not expect from a failure. */
  readonly surprises: readonly string[];
  live(): boolean;
  /** Stops reading from the socket, or goes on. */
  pause(): void;
  resume(): void;
  close(): Promise<void>;
}

export interface ScreenOptions {
  readonly websocketUrl: () => string;
  readonly after: string;
  /** Waits before coming back: 0…this, at random. */
  readonly comeBackWithinMs?: number;
  /** Asked for each connection; absent: none is needed. */
  readonly key?: () => Key;
  /** Close codes after which it comes back as after a failure. */
  readonly expectedCodes?: readonly number[];
}

const query = documentText(RecommendationEvents);
const passing = new Set(['UNAVAILABLE', 'RATE_LIMITED']);

export function followThroughFailures({
  websocketUrl,
  after,
  comeBackWithinMs = 200,
  key,
  expectedCodes = [],
}: ScreenOptions): ResumingScreen {
  const received: string[] = [];
  const receivedAtMs: number[] = [];
  const surprises: string[] = [];
  const state = { cursor: after, attaches: 0, live: false, running: true };
  let socket: WebSocket | null = null;

  const take = (answer: Answer) => {
    for (const error of answer.errors ?? []) {
      const code = error.extensions?.code ?? 'no code';
      if (!passing.has(code)) surprises.push(`${code}: ${error.message}`);
    }
    if (!answer.data) return;
    const { cursor, kind, recommendation } = answer.data.recommendationEvents;
    received.push(`${recommendation.id}|${kind}|${recommendation.version}`);
    receivedAtMs.push(performance.now());
    state.cursor = cursor;
  };
  const attend = () =>
    new Promise<void>((resolve) => {
      const opened = new WebSocket(websocketUrl(), 'graphql-transport-ws');
      socket = opened;
      const say = (message: object) => opened.send(JSON.stringify(message));
      opened.once('open', () =>
        say({ type: 'connection_init', payload: connectionParamsOf(key === undefined ? {} : { key: key() }) }),
      );
      opened.on('message', (data) => {
        const { type, payload }: Message = JSON.parse(String(data));
        if (type === 'connection_ack') {
          say({ id: '1', type: 'subscribe', payload: { query, variables: { after: state.cursor } } });
          state.attaches += 1;
          state.live = true;
        } else if (type === 'ping') say({ type: 'pong' });
        else if (type === 'next') take(payload as Answer);
        else if (type === 'error') take({ errors: payload as NonNullable<Answer['errors']> });
        if (type === 'error' || type === 'complete') opened.close();
      });
      opened.once('error', () => opened.terminate());
      opened.once('close', (code) => {
        state.live = false;
        if (code >= 4000 && !expectedCodes.includes(code)) surprises.push(`closed with ${code}`);
        resolve();
      });
    });
  const following = (async () => {
    while (state.running) {
      await attend();
      if (state.running) await pause(Math.random() * comeBackWithinMs);
    }
  })();
  return {
    received,
    receivedAtMs,
    surprises,
    get cursor() {
      return state.cursor;
    },
    get attaches() {
      return state.attaches;
    },
    live: () => state.live,
    pause: () => socket?.pause(),
    resume: () => socket?.resume(),
    close: async () => {
      state.running = false;
      socket?.terminate();
      await following;
    },
  };
}

/** The log after this number, as every screen has to have seen it; its numbers have no gap. */
export async function logAfter(sql: SqlClient, number: number): Promise<string[]> {
  const rows = await sql.rows<{ number: number; event: string }>(
    `SELECT number::float8 AS number, recommendation_id || '|' || upper(kind) || '|' || (recommendation ->> 'version') AS event
     FROM andon.recommendation_event WHERE number > $1 ORDER BY number`,
    [number],
  );
  expect(
    rows.findIndex((row, index) => row.number !== number + index + 1),
    'the first gap in the log',
  ).toBe(-1);
  return rows.map(({ event }) => event);
}

/** Every screen gets what the log says after this number: all of it, once, in its order. Returns how many events that are. */
export async function expectEveryEvent(
  sql: SqlClient,
  number: number,
  screens: readonly ResumingScreen[],
  withinMs = 30_000,
): Promise<number> {
  const log = await logAfter(sql, number);
  await until(
    `every screen has ${log.length} events`,
    () => screens.every(({ received }) => received.length >= log.length),
    { withinMs, state: () => screens.map(({ received, surprises }) => [received.length, ...surprises]).slice(0, 5) },
  );
  for (const { received, surprises } of screens) {
    expect(surprises).toEqual([]);
    const wrong = received.findIndex((event, index) => event !== log[index]);
    expect(
      wrong === -1 ? null : { at: wrong, got: received[wrong], log: log[wrong] },
      'the first wrong event',
    ).toBeNull();
    expect(received.length).toBe(log.length);
  }
  return log.length;
}
