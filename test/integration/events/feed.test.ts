import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { tokenAt } from '../../support/database/rewind.ts';
import { only } from '../../support/database/stored-rows.ts';
import { connect, type Reader, type RunningCore, read, runCore } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
let server: RunningCore;
let readers: Reader[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  server = await runCore(database.url, { ANDON_PIPELINE: 'off' });
});
afterAll(async () => {
  await server.close();
  await database.drop();
});
afterEach(async () => {
  await Promise.all(readers.map((reader) => reader.close()));
  readers = [];
  expect(server.core.feed.health().subscribers).toBe(0);
});

async function subscribe(options: Parameters<typeof read>[1] = {}): Promise<Reader> {
  const reader = await read(server.core, options);
  readers.push(reader);
  return reader;
}

const insert = `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) VALUES ($1, $2, 'high')`;
let issue = 0;
const nextIssue = () => `issue-${++issue}`;

async function insertMany(count: number): Promise<void> {
  await database.pool.query(
    `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity)
     SELECT 'BULK', $1 || n, 'high' FROM generate_series(1, $2::int) AS n`,
    [nextIssue(), count],
  );
}

async function head(): Promise<number> {
  return only((await database.pool.query<{ number: number }>('SELECT number FROM andon.event_head')).rows).number;
}

const countUp = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + 1 + i);

/** A program that writes recommendations and decisions by plain SQL, in transactions of 0 to 20 ms of which a fifth roll back. */
async function write(writer: number, transactions: number): Promise<number> {
  const client = await connect(database.url);
  let events = 0;
  try {
    for (let n = 0; n < transactions; n++) {
      const equipmentId = `W-${writer}`;
      const type = nextIssue();
      await client.query('BEGIN');
      await client.query(insert, [equipmentId, type]);
      if (n % 4 === 0) await client.query('SELECT pg_sleep($1)', [((writer + n) % 5) * 0.005]);
      let inTransaction = 1;
      if (n % 3 === 0) {
        await client.query(
          `UPDATE agentic_hmi.agent_recommendations SET status = 'approved' WHERE equipment_id = $1 AND issue_type = $2`,
          [equipmentId, type],
        );
        inTransaction += 1;
      }
      const undone = (writer + n) % 5 === 0;
      await client.query(undone ? 'ROLLBACK' : 'COMMIT');
      if (!undone) events += inTransaction;
    }
  } finally {
    await client.end();
  }
  return events;
}

describe('the feed', () => {
  it('FEED-2, FEED-4: every subscriber gets every event once, in commit order, while sixteen programs write and roll back', async () => {
    const from = await head();
    await Promise.all(Array.from({ length: 5 }, () => subscribe()));
    // Others come while the writing goes on, at whatever cursor there is then.
    let writing = true;
    const attached: { reader: Reader; after: number }[] = [];
    const attaching = (async () => {
      while (writing && attached.length < 40) {
        const known = readers[0]?.events ?? [];
        const seen = known[Math.floor((known.length - 1) * ((attached.length % 10) / 10))];
        if (seen !== undefined) {
          attached.push({ reader: await subscribe({ after: seen.cursor }), after: seen.event.number });
        }
        await until(
          'another event',
          () => !writing || (readers[0]?.events.length ?? 0) > known.length || known.length > 0,
        );
      }
    })();
    const written = await Promise.all(Array.from({ length: 16 }, (_, writer) => write(writer, 20)));
    writing = false;
    await attaching;
    const to = from + written.reduce((sum, events) => sum + events, 0);
    expect(await head()).toBe(to);
    for (const reader of readers.slice(0, 5)) {
      await reader.has(to - from);
      expect(reader.numbers()).toEqual(countUp(from, to));
    }
    expect(attached.length).toBeGreaterThan(10);
    for (const { reader, after } of attached) {
      await reader.has(to - after);
      expect(reader.numbers()).toEqual(countUp(after, to));
    }
    const { rows } = await database.pool.query<{ number: number; id: string }>(
      'SELECT number, recommendation_id AS id FROM andon.recommendation_event WHERE number > $1 ORDER BY number',
      [from],
    );
    expect(readers[0]?.events.map(({ event }) => ({ number: event.number, id: event.recommendation.id }))).toEqual(
      rows,
    );
  });

  it('does not wait for a transaction that has written and stays open', async () => {
    const reader = await subscribe();
    const open = await connect(database.url);
    await open.query('BEGIN');
    await open.query(insert, ['OPEN', nextIssue()]);
    await database.pool.query(insert, ['OTHER', nextIssue()]);
    await reader.has(1);
    expect(reader.events[0]?.event.recommendation.equipmentId).toBe('OTHER');
    await open.query('COMMIT');
    await open.end();
    await reader.has(2);
    expect(reader.events[1]?.event.recommendation.equipmentId).toBe('OPEN');
  });

  it('gives the events of one transaction in the order they happened, each with its recommendation as it was', async () => {
    const reader = await subscribe();
    const type = nextIssue();
    const client = await connect(database.url);
    await client.query('BEGIN');
    await client.query(insert, ['ORDER', type]);
    const where = 'WHERE equipment_id = $1 AND issue_type = $2';
    await client.query(
      `UPDATE agentic_hmi.agent_recommendations SET status = 'approved', operator_id = 'maria', operator_notes = 'go' ${where}`,
      ['ORDER', type],
    );
    await client.query(
      `UPDATE agentic_hmi.agent_recommendations SET status = 'executed', operator_id = 'tom' ${where}`,
      ['ORDER', type],
    );
    await client.query('COMMIT');
    await client.end();
    await reader.has(3);
    expect(reader.events.map(({ event }) => event)).toMatchObject([
      { kind: 'created', oldStatus: null, operatorId: null, recommendation: { status: 'pending', version: 1 } },
      { kind: 'status_changed', oldStatus: 'pending', newStatus: 'approved', operatorId: 'maria', operatorNotes: 'go' },
      {
        kind: 'status_changed',
        oldStatus: 'approved',
        newStatus: 'executed',
        operatorId: 'tom',
        recommendation: { version: 3 },
      },
    ]);
  });

  it('FEED-13: each subscriber gets what its filter and kinds let through', async () => {
    const created = await subscribe({ kinds: ['created'] });
    const mine = await subscribe({ filter: { equipmentIds: ['MINE'] } });
    for (const equipmentId of ['THEIRS', 'MINE']) await database.pool.query(insert, [equipmentId, nextIssue()]);
    await database.pool.query(
      `UPDATE agentic_hmi.agent_recommendations SET status = 'approved' WHERE equipment_id IN ('MINE', 'THEIRS')`,
    );
    await Promise.all([created.has(2), mine.has(2)]);
    expect(created.events.map(({ event }) => event.kind)).toEqual(['created', 'created']);
    expect(mine.events.map(({ event }) => [event.kind, event.recommendation.equipmentId])).toEqual([
      ['created', 'MINE'],
      ['status_changed', 'MINE'],
    ]);
  });

  it('FEED-8: a subscriber that did not read while 2,000 events passed gets all of them, and the feed kept only its place', async () => {
    const abort = new AbortController();
    const slow = server.core.feed.events(await server.core.feed.open(), { signal: abort.signal });
    const from = await head();
    const first = slow.next();
    await database.pool.query(insert, ['SLOW', nextIssue()]);
    expect((await first).value?.event.number).toBe(from + 1);
    const fast = await subscribe();
    for (let n = 0; n < 20; n++) await insertMany(100);
    await fast.has(2_000);
    const numbers: number[] = [];
    for await (const { event } of slow) {
      numbers.push(event.number);
      if (event.number === from + 2_001) abort.abort();
    }
    expect(numbers).toEqual(countUp(from + 1, from + 2_001));
  });

  it('brings an event whose payload is longer than a notification may be, whole', async () => {
    const reader = await subscribe();
    const text = 'ä"\\'.repeat(20_000);
    await database.pool.query(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity, issue_description, recommended_action)
       VALUES ('LONG', $1, 'high', $2, $2)`,
      [nextIssue(), text],
    );
    await reader.has(1);
    expect(reader.events[0]?.event.recommendation).toMatchObject({ issueDescription: text, recommendedAction: text });
  });

  it('ends a subscriber at its signal, also one that waits', async () => {
    const reader = await subscribe();
    await until('it is counted', () => server.core.feed.health().subscribers === 1);
    await reader.close();
    expect(server.core.feed.health().subscribers).toBe(0);
    expect(reader.error).toBeUndefined();
  });

  it('takes no offence at a reconciliation poll that is older than what the signal brought', async () => {
    const reader = await subscribe();
    await insertMany(3);
    await reader.has(3);
    const { epoch, head: known } = server.core.feed.health();
    server.core.feed.notice({ epoch, number: known - 2, token: (await tokenAt(database.pool, known - 2)) ?? '' });
    await insertMany(1);
    await reader.has(4);
    expect(reader.numbers()).toEqual(countUp(known - 3, known + 1));
    expect(server.logged.filter(({ msg }) => msg.includes('no longer the one'))).toEqual([]);
  });
});
