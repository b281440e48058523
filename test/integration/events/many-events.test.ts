import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { only } from '../../support/database/stored-rows.ts';
import { connect } from '../../support/server/core.ts';

let database: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  client = await connect(database.url);
});
afterAll(() => database.drop());

const insert = (equipment: string, count: number) =>
  client.query(
    `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity)
     SELECT concat($1::text, n), 'bulk', 'high' FROM generate_series(1, $2::int) AS n`,
    [equipment, count],
  );

/** The log as it stands: its numbers from 1 on, each with its equipment. */
async function log(): Promise<string[]> {
  const { rows } = await database.pool.query<{ number: string; equipment: string }>(
    `SELECT number::text, recommendation ->> 'equipment_id' AS equipment FROM andon.recommendation_event ORDER BY recommendation_event.number`,
  );
  const { rows: head } = await database.pool.query<{ number: string }>('SELECT number::text FROM andon.event_head');
  expect(rows.map(({ number }) => Number(number))).toEqual(rows.map((_, i) => i + 1));
  expect(Number(only(head).number)).toBe(rows.length);
  return rows.map(({ equipment }) => equipment);
}

it('a transaction with many events looks for the head of the log once, so that each costs the same', async () => {
  await client.query('BEGIN');
  await insert('MANY-', 500);
  await client.query(
    `UPDATE agentic_hmi.agent_recommendations SET status = 'rejected' WHERE equipment_id LIKE 'MANY-%'`,
  );
  await client.query('SET CONSTRAINTS ALL IMMEDIATE');
  const { rows } = await client.query<{ scans: number }>(
    `SELECT (seq_scan + coalesce(idx_scan, 0))::int AS scans FROM pg_stat_xact_user_tables WHERE relid = 'andon.event_head'::regclass`,
  );
  await client.query('COMMIT');
  await client.end();
  expect(rows).toEqual([{ scans: 1 }]);
  expect(await log()).toHaveLength(1_000);
});

it('FEED-2: numbers stay gapless when a savepoint takes events back, and whatever a session says of the head’s place', async () => {
  const before = (await log()).length;
  await client.query('BEGIN');
  await client.query('SET CONSTRAINTS ALL IMMEDIATE');
  await insert('KEPT-A', 2);
  await client.query('SAVEPOINT s');
  await insert('GONE-', 3);
  await client.query('ROLLBACK TO s');
  await insert('KEPT-B', 2);
  await client.query('SAVEPOINT s');
  await insert('KEPT-C', 1);
  await client.query('RELEASE s');
  await insert('KEPT-D', 1);
  await client.query(`SET LOCAL andon.event_head_place = '(0,1)'`);
  await insert('KEPT-E', 1);
  await client.query('COMMIT');
  await client.query(`SET andon.event_head_place = '(4000,7)'`);
  await insert('KEPT-F', 2);
  await client.end();
  expect((await log()).slice(before)).toEqual(
    ['A1', 'A2', 'B1', 'B2', 'C1', 'D1', 'E1', 'F1', 'F2'].map((name) => `KEPT-${name}`),
  );
});
