/** The floor under the alert measurement: LISTEN and one ws.send, measured round by round as the server is. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Database } from '../../src/db/connection/database.ts';
import { startFloorServer } from './start-floor.ts';

/** Something that is measured round by round, in as many goes as one likes. */
export interface Rounds {
  /** Latencies of further rounds, in milliseconds. */
  measure(rounds: number, pauseMs: number): Promise<number[]>;
  close(): Promise<void>;
}

/**
 * Latencies of the least that could carry an alert: insert and NOTIFY in one transaction by the program that has the reading, and a
 * server of its own process that hears it and does one ws.send. Paced as the alerts are: a machine that idles in between answers
 * later, whatever it answers.
 */
export async function openAlertFloor(database: Database, dataDir: string): Promise<Rounds> {
  await database.pool.query(
    'CREATE TABLE IF NOT EXISTS floor_alert (id bigint GENERATED ALWAYS AS IDENTITY, value float8, at timestamptz DEFAULT now())',
  );
  const writer = await database.connect({ applicationName: 'bench floor' });
  const relay = await startFloorServer('relay', dataDir);
  return {
    measure: async (rounds, pauseMs) => {
      const screen = new WebSocket(relay.url);
      await once(screen, 'message');
      const latencies: number[] = [];
      for (let i = 0; i < rounds; i++) {
        const seen = once(screen, 'message');
        const from = performance.now();
        await writer.query({
          name: 'floor-alert',
          text: `WITH stored AS (INSERT INTO floor_alert (value) VALUES ($1) RETURNING id)
                 SELECT pg_notify('floor_alert', json_build_object('id', id, 'value', $1::float8)::text) FROM stored`,
          values: [i],
        });
        await seen;
        latencies.push(performance.now() - from);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      screen.close();
      await once(screen, 'close');
      return latencies;
    },
    close: async () => {
      await Promise.all([writer.end(), relay.stop()]);
    },
  };
}
