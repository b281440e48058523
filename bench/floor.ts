import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { WebSocket } from 'ws';
import type { Database } from '../src/db/database.ts';

const readings = 500 * 10;
const rowsAtOnce = 1_000;

/**
 * Latencies of the least that could carry an alert: insert and NOTIFY in one transaction by the program that has the reading, and a
 * server of its own process that hears it and does one ws.send. Paced as the alerts are: a machine that idles in between answers
 * later, whatever it answers.
 */
export async function alertFloor(
  database: Database,
  dataDir: string,
  rounds: number,
  pauseMs: number,
): Promise<number[]> {
  await database.pool.query(
    'CREATE TABLE IF NOT EXISTS floor_alert (id bigint GENERATED ALWAYS AS IDENTITY, value float8, at timestamptz DEFAULT now())',
  );
  const writer = await database.connect({ applicationName: 'bench floor' });
  const relay = fork(fileURLToPath(new URL('floor-relay.ts', import.meta.url)), [dataDir], {
    execArgv: ['--import', 'tsx'],
  });
  const [port] = await once(relay, 'message');
  const screen = new WebSocket(`ws://127.0.0.1:${port}`);
  await once(screen, 'open');
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
  screen.terminate();
  relay.disconnect();
  await Promise.all([writer.end(), once(relay, 'exit')]);
  return latencies;
}

/** Readings a second of one client that stores the same rows by a prepared unnest into one table with one index. */
export async function ingestFloor(database: Database, seconds: number): Promise<number> {
  await database.pool.query(`DROP TABLE IF EXISTS floor_ingest;
    CREATE TABLE floor_ingest (sensor_id int, event_time timestamptz, value float8, quality smallint, units text);
    CREATE UNIQUE INDEX ON floor_ingest (sensor_id, event_time)`);
  const client = await database.connect({ applicationName: 'bench floor' });
  let stored = 0;
  const from = performance.now();
  for (let round = 0; performance.now() - from < seconds * 1_000; round++) {
    for (let first = 0; first < readings; first += rowsAtOnce) await storeRows(client, first, round);
    stored += readings;
  }
  const rate = stored / ((performance.now() - from) / 1_000);
  await client.end();
  return rate;
}

async function storeRows(client: pg.Client, first: number, round: number): Promise<void> {
  const ids = Array.from({ length: rowsAtOnce }, (_, i) => first + i);
  const at = new Date(1_700_000_000_000 + round * 1_000);
  await client.query({
    name: 'floor-ingest',
    text: `INSERT INTO floor_ingest SELECT * FROM unnest($1::int[], $2::timestamptz[], $3::float8[], $4::smallint[], $5::text[])`,
    values: [ids, ids.map(() => at), ids.map((id) => 20 + (id % 7)), ids.map(() => 0), ids.map(() => '°C')],
  });
}
