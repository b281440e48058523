/** Loads the server with alerts: sends readings by mutation and times their recommendations on a subscription. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Rounds } from '../floor/alert.ts';
import { RawHttp } from './raw-http.ts';

const ingest = 'mutation ($readings: [ReadingInput!]!) { ingestReadings(readings: $readings) { accepted } }';
const subscription =
  'subscription ($after: String) { recommendationEvents(after: $after, kinds: [CREATED]) { cursor recommendation { recommendationId equipmentId severity issueDescription recommendedAction } } }';
const readingsAtOnce = 100;
const roundTimeoutMs = 10_000;

/**
 * Milliseconds from sending a reading by mutation to receiving its recommendation by subscription, through every layer. Each round has
 * equipment of its own, known beforehand, so that no round is held back by the dedupe of another: `mostRounds` in all. The client
 * speaks graphql-transport-ws on a plain socket and has its bodies ready: a heavy one would measure itself.
 */
export async function openAlerts(url: string, name: string, mostRounds: number, key?: string): Promise<Rounds> {
  const http = await RawHttp.open(url, key);
  const ids = Array.from({ length: mostRounds }, (_, i) => `${name}-${i}`);
  for (let first = 0; first < ids.length; first += readingsAtOnce) {
    await http.post(body(ids.slice(first, first + readingsAtOnce).map((id) => reading(id, 60))));
  }
  const head: { readonly data: { readonly recommendationEventHead: string } } = JSON.parse(
    await http.post('{"query":"{ recommendationEventHead }"}'),
  );
  const screen = await subscribed(url, subscription, head.data.recommendationEventHead, key);
  return {
    measure: async (rounds, pauseMs) => {
      const latencies: number[] = [];
      for (const id of ids.splice(0, rounds)) {
        const seen = messageWith(screen, `"${id}"`);
        const alert = body([reading(id, 95)]);
        const from = performance.now();
        const acknowledged = http.post(alert);
        latencies.push((await seen) - from);
        await acknowledged;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      return latencies;
    },
    close: async () => {
      screen.terminate();
      http.close();
    },
  };
}

/** A subscriber on a socket, from a cursor on. */
export async function subscribed(url: string, query: string, after: string, key?: string): Promise<WebSocket> {
  const screen = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  await once(screen, 'open');
  const acknowledged = messageWith(screen, '"connection_ack"');
  const payload = key === undefined ? {} : { authorization: `Bearer ${key}` };
  screen.send(JSON.stringify({ type: 'connection_init', payload }));
  await acknowledged;
  // From a cursor on: whenever the subscription begins to stand, no alert is before it.
  screen.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables: { after } } }));
  return screen;
}

/** When the message with this text arrived. */
export function messageWith(screen: WebSocket, text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`no message with ${text} within ${roundTimeoutMs} ms`)),
      roundTimeoutMs,
    );
    const look = (data: Buffer): void => {
      const atMs = performance.now();
      if (!data.includes(text)) return;
      clearTimeout(timer);
      screen.off('message', look);
      resolve(atMs);
    };
    screen.on('message', look);
  });
}

function body(readings: readonly unknown[]): string {
  return JSON.stringify({ query: ingest, variables: { readings } });
}

function reading(equipmentId: string, value: number) {
  return { equipmentId, sensorType: 'temperature', value, units: '°C', timestamp: new Date().toISOString() };
}
