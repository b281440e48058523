import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { HttpClient } from './http-client.ts';

const ingest = 'mutation ($readings: [ReadingInput!]!) { ingestReadings(readings: $readings) { accepted } }';
const roundTimeoutMs = 10_000;

/**
 * Milliseconds from sending a reading by mutation to receiving its recommendation by subscription, through every layer. Each round has
 * equipment of its own, known beforehand, so that no round is held back by the dedupe of another.
 */
export async function alertLatencies(url: string, name: string, rounds: number, pauseMs: number): Promise<number[]> {
  const http = new HttpClient(url, 1);
  const ids = Array.from({ length: rounds }, (_, i) => `${name}-${i}`);
  for (let first = 0; first < ids.length; first += 100) {
    const readings = ids.slice(first, first + 100).map((id) => reading(id, 60));
    await http.query(ingest, { readings });
  }
  const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, lazy: false });
  const waiting = new Map<string, () => void>();
  const subscription = client.iterate<{ recommendationEvents: { recommendation: { equipmentId: string } } }>({
    query:
      'subscription { recommendationEvents(kinds: [CREATED]) { cursor recommendation { id equipmentId severity issueDescription recommendedAction } } }',
  });
  const received = (async () => {
    for await (const { data } of subscription)
      waiting.get(data?.recommendationEvents.recommendation.equipmentId ?? '')?.();
  })();
  await http.query('{ __typename }');
  await new Promise((resolve) => setTimeout(resolve, 500));
  const latencies: number[] = [];
  for (const id of ids) {
    const seen = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`no alert for ${id} within ${roundTimeoutMs} ms`)),
        roundTimeoutMs,
      );
      waiting.set(id, () => {
        clearTimeout(timer);
        resolve();
      });
    });
    const from = performance.now();
    const acknowledged = http.query(ingest, { readings: [reading(id, 95)] });
    await seen;
    latencies.push(performance.now() - from);
    await acknowledged;
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  await subscription.return?.();
  await client.dispose();
  await received;
  http.close();
  return latencies;
}

function reading(equipmentId: string, value: number) {
  return { equipmentId, sensorType: 'temperature', value, units: '°C', timestamp: new Date().toISOString() };
}
