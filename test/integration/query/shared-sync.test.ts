import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config.ts';
import { type Database, openDatabase } from '../../../src/db/connection/database.ts';
import { shareSync } from '../../../src/db/query/shared-sync.ts';
import { createLogger } from '../../../src/log.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';

let testDatabase: TestDatabase;
let database: Database;
let client: pg.Client;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = await openDatabase(loadConfig({ DATABASE_URL: testDatabase.url }).database, createLogger('silent'));
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});
beforeEach(async () => {
  client = await database.connect({ applicationName: 'andon pipeline', pipeline: true });
});
afterEach(() => client.end());

/** Says `value` back; a statement that PostgreSQL prepares under this name. */
const say = (value: number, name = 'say') =>
  client.query<{ said: number }>({ name, text: 'SELECT $1::int AS said', values: [value] });
const fail = (name = 'fail') => client.query({ name, text: 'SELECT 1 / $1::int', values: [0] });
const said = (answer: PromiseSettledResult<pg.QueryResult<{ said: number }>> | undefined) =>
  answer?.status === 'fulfilled' ? answer.value.rows[0]?.said : String(answer?.reason);

/** How often PostgreSQL says ReadyForQuery: the byte that begins it, and its length. */
function countReady(): { readonly count: number } {
  let heard = Buffer.alloc(0);
  client.connection.stream.on('data', (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk]);
  });
  return {
    get count() {
      return heard.toString('hex').split('5a00000005').length - 1;
    },
  };
}

describe('statements that share one Sync', () => {
  it('are answered each by its own rows, and PostgreSQL is ready once', async () => {
    await say(0);
    const ready = countReady();
    const answers = await Promise.allSettled(shareSync(client, () => [say(1), say(2, 'say-another'), say(3)]));
    expect(answers.map(said)).toEqual([1, 2, 3]);
    expect(ready.count).toBe(1);
    expect(said((await Promise.allSettled([say(4)]))[0])).toBe(4);
  });

  it('take one of the simple protocol among them, which is a Sync of its own', async () => {
    const ready = countReady();
    const [first, simple, last] = await Promise.all(
      shareSync(client, () => [say(1), client.query('SELECT 2 AS said'), say(3)] as const),
    );
    expect([first, simple, last].map(({ rows }) => rows[0]?.said)).toEqual([1, 2, 3]);
    expect(ready.count).toBe(3);
  });

  it('fail with the first that fails, which those before it do not notice, and those after the Sync neither', async () => {
    const sent = [...shareSync(client, () => [say(1), fail(), say(2), say(3, 'skipped')]), say(4)];
    const answers = await Promise.allSettled(sent);
    expect(answers.map((answer) => answer.status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    for (const answer of answers.slice(1, 4)) expect(said(answer)).toContain('division by zero');
    expect(said(answers[4])).toBe(4);
    // PostgreSQL never came to prepare it; the driver must not think that it did.
    expect((await say(5, 'skipped')).rows[0]?.said).toBe(5);
    expect(said((await Promise.allSettled([fail()]))[0])).toContain('division by zero');
  });

  it('fail when the last of them does, and when one cannot be parsed', async () => {
    const last = await Promise.allSettled(shareSync(client, () => [say(1), fail()]));
    expect(last.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    const wrong = () => client.query({ name: 'wrong', text: 'SELEC $1', values: [1] });
    const first = await Promise.allSettled(shareSync(client, () => [wrong(), say(2)]));
    expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect((await say(3)).rows[0]?.said).toBe(3);
  });

  it('roll back together', async () => {
    await client.query('CREATE TEMPORARY TABLE kept (value int)');
    const insert = { name: 'insert', text: 'INSERT INTO kept VALUES ($1)', values: [1] };
    const begin = { name: 'begin', text: 'BEGIN' };
    await Promise.allSettled([
      ...shareSync(client, () => [client.query(begin), client.query(insert), fail()]),
      client.query('COMMIT'),
    ]);
    expect((await client.query('SELECT FROM kept')).rowCount).toBe(0);
    await Promise.all([
      ...shareSync(client, () => [client.query(begin), client.query(insert)]),
      client.query('COMMIT'),
    ]);
    expect((await client.query('SELECT FROM kept')).rowCount).toBe(1);
  });

  it('all fail when the connection is lost', async () => {
    await say(0);
    const answering = Promise.allSettled(
      shareSync(client, () => [say(1), client.query({ name: 'sleep', text: 'SELECT pg_sleep(60)' }), say(2)]),
    );
    const { rows } = await database.pool.query<{ gone: boolean }>('SELECT pg_terminate_backend($1::int) AS gone', [
      'processID' in client ? client.processID : null,
    ]);
    expect(rows[0]?.gone).toBe(true);
    const answers = await answering;
    expect(answers.slice(1).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    client = await database.connect({ applicationName: 'andon pipeline', pipeline: true });
  });
});
