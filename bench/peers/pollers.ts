/** Screens that poll a peer for new recommendations instead of subscribing. */
import { setTimeout as delay } from 'node:timers/promises';
import { HttpClient } from '../load/http-client.ts';
import { pollQuery } from './peer.ts';

const everyMs = 1_000;
const lookMs = 50;
const withinMs = 20_000;

export interface Pollers {
  /** Milliseconds from `expect` to the answer that held it, for each poller and equipment. */
  readonly latencies: readonly number[];
  /** The recommendation for this equipment is about to be written. */
  expect(equipmentId: string): void;
  /** Resolves when so many were received. */
  until(received: number): Promise<void>;
  close(): Promise<void>;
}

interface Answer {
  readonly created: readonly { readonly equipment_id: string; readonly timestamp: string }[];
}

/** Screens that ask once a second, each at its own time, for what is newer than what they have. */
export async function openPollers(url: string, count: number): Promise<Pollers> {
  const http = new HttpClient(url, count);
  const latencies: number[] = [];
  const writtenMs = new Map<string, number>();
  const closing = new AbortController();
  let failure: unknown;
  const poll = async (): Promise<void> => {
    let after = new Date().toISOString();
    await delay(Math.random() * everyMs);
    while (!closing.signal.aborted) {
      const startedMs = performance.now();
      const { created } = await http.query<Answer>(pollQuery, { after });
      for (const { equipment_id: id, timestamp } of created) {
        const fromMs = writtenMs.get(id);
        if (fromMs !== undefined) latencies.push(performance.now() - fromMs);
        after = timestamp;
      }
      await delay(Math.max(0, everyMs - (performance.now() - startedMs)));
    }
  };
  const polling = Promise.all(Array.from({ length: count }, poll)).catch((error: unknown) => {
    failure = error;
  });
  return {
    latencies,
    expect: (equipmentId) => {
      writtenMs.set(equipmentId, performance.now());
    },
    until: async (received) => {
      const endsMs = performance.now() + withinMs;
      while (latencies.length < received && failure === undefined) {
        if (performance.now() > endsMs) throw new Error(`${latencies.length} of ${received} within ${withinMs} ms`);
        await delay(lookMs);
      }
      if (failure !== undefined) throw failure;
    },
    close: async () => {
      closing.abort();
      await polling;
      http.close();
    },
  };
}
