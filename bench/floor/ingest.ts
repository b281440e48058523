/** The floor under the ingest measurement: the same rows by one prepared statement, without a server. */
import type pg from 'pg';
import type { Database } from '../../src/db/connection/database.ts';

const readings = 500 * 10;
const rowsAtOnce = 1_000;

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
  await database.pool.query('DROP TABLE floor_ingest');
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
