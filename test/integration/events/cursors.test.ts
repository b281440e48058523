import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../../src/events/feed/cursor.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { rewindEvents, tokenAt } from '../../support/database/rewind.ts';
import { type Reader, type RunningCore, read, runCore } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
let server: RunningCore;
let readers: Reader[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  await insert(10);
  server = await runCore(database.url, { ANDON_PIPELINE: 'off' });
});
afterEach(async () => {
  await Promise.all(readers.map((reader) => reader.close()));
  readers = [];
  await server.close();
  await database.drop();
});

let issue = 0;
async function insert(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await database.pool.query(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) VALUES ('E', $1, 'high')`,
      [`issue-${++issue}`],
    );
  }
}

async function subscribe(after?: string): Promise<Reader> {
  const reader = await read(server.core, after === undefined ? {} : { after });
  readers.push(reader);
  return reader;
}
/** With a token that no event has, beyond the log. */
const at = async (number: number, epoch = server.core.feed.health().epoch) =>
  encodeCursor(epoch, { number, token: (await tokenAt(database.pool, number)) ?? 'none' });

describe('a cursor of the feed', () => {
  it('brings everything after it, from the beginning if that is where it is', async () => {
    const [all, some, none] = await Promise.all([0, 7, 10].map(async (number) => subscribe(await at(number))));
    await insert(1);
    await Promise.all([all?.has(11), some?.has(4), none?.has(1)]);
    expect(some?.numbers()).toEqual([8, 9, 10, 11]);
    expect(none?.numbers()).toEqual([11]);
    expect(some?.events.map(({ cursor }) => decodeCursor(cursor).number)).toEqual(some?.numbers());
  });

  it('that is absent brings what happens from now on', async () => {
    const reader = await subscribe();
    await insert(2);
    await reader.has(2);
    expect(reader.numbers()).toEqual([11, 12]);
  });

  it('that is no cursor is CURSOR_INVALID', async () => {
    for (const after of ['', 'garbage', 'x'.repeat(100_000)]) {
      await expect(subscribe(after)).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
    }
  });

  it('of another log, beyond the newest event, or from before events had tokens, is CURSOR_EXPIRED', async () => {
    const { epoch } = server.core.feed.health();
    const oldForm = Buffer.from(`${epoch}:3`).toString('base64url');
    const foreign = encodeCursor(epoch, { number: 3, token: 'another' });
    const beyond = [await at(11), await at(Number.MAX_SAFE_INTEGER)];
    for (const after of [await at(3, 'anotherepoch'), foreign, oldForm, ...beyond]) {
      await expect(subscribe(after)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    }
  });

  it('FEED-14: a cursor whose following events are past retention is CURSOR_EXPIRED and learns the oldest that is left', async () => {
    const [tooOld, oldestCursor] = [await at(5), await at(6)];
    await database.pool.query('DELETE FROM andon.recommendation_event WHERE number <= 6');
    await expect(subscribe(tooOld)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED', details: { oldestCursor } });
    expect(await at(6)).toBe(oldestCursor);
    const reader = await subscribe(oldestCursor);
    await reader.has(4);
    expect(reader.numbers()).toEqual([7, 8, 9, 10]);
  });

  it('FEED-4, FEED-25: a cursor from another server of the database is good here, too', async () => {
    const other = await runCore(database.url, { ANDON_PIPELINE: 'off' });
    const there = await read(other.core);
    await insert(1);
    await there.has(1);
    const after = there.events[0]?.cursor ?? '';
    const here = await subscribe(after);
    await insert(1);
    await here.has(1);
    expect(here.numbers()).toEqual([12]);
    await there.close();
    await other.close();
  });
});

describe('a subscriber', () => {
  it('FEED-7: a subscriber is told CURSOR_EXPIRED when the log was replaced under it, and so is one that comes with an old cursor', async () => {
    const reader = await subscribe();
    const old = await at(10);
    await database.pool.query(
      `UPDATE andon.event_head AS head SET epoch = 'restored', number = 5, token = event.token, previous_token = event.previous_token
       FROM andon.recommendation_event AS event WHERE event.number = 5`,
    );
    await database.pool.query('DELETE FROM andon.recommendation_event WHERE number > 5');
    await until('the subscriber was told', () => reader.error);
    expect(reader.error).toMatchObject({ code: 'CURSOR_EXPIRED' });
    await expect(subscribe(old)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    const anew = await subscribe(await at(3, 'restored'));
    await insert(1);
    await anew.has(3);
    expect(anew.numbers()).toEqual([4, 5, 6]);
  });

  it('is told CURSOR_EXPIRED when what it has not read yet is gone', async () => {
    const abort = new AbortController();
    const slow = server.core.feed.events(await server.core.feed.open(await at(0)), { signal: abort.signal });
    expect((await slow.next()).value?.event.number).toBe(1);
    // The rest of its page it has in hand, and the newest thousand are in memory: what lies between is gone.
    await database.pool.query(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity)
       SELECT 'BULK', 'bulk-' || n, 'high' FROM generate_series(1, 1300) AS n`,
    );
    await until('the feed has them', () => server.core.feed.health().head === 1_310);
    await database.pool.query('DELETE FROM andon.recommendation_event WHERE number < 200');
    const drained = (async () => {
      for await (const { event } of slow) if (event.number === 1_310) abort.abort();
    })();
    await expect(drained).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  });

  it('is told CURSOR_EXPIRED, and asks the table no more, when every event is gone', async () => {
    const abort = new AbortController();
    const slow = server.core.feed.events(await server.core.feed.open(await at(0)), { signal: abort.signal });
    await database.pool.query('DELETE FROM andon.recommendation_event');
    try {
      await expect(slow.next()).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    } finally {
      abort.abort();
    }
  });

  it('is told CURSOR_EXPIRED when the log was rewound without a new epoch', async () => {
    const reader = await subscribe();
    await until('it waits at the head', () => server.core.feed.health().subscribers === 1);
    await rewindEvents(database.pool, 5);
    await until('the subscriber was told', () => reader.error);
    expect(reader.error).toMatchObject({ code: 'CURSOR_EXPIRED' });
  });

  it('FEED-7: a subscriber is told CURSOR_EXPIRED, and given nothing of it, when another log has come as far or further meanwhile', async () => {
    for (const written of [3, 5]) {
      const reader = await subscribe();
      await until('it waits at the head', () => server.core.feed.health().subscribers === 1);
      const head = server.core.feed.health().head;
      const client = await database.pool.connect();
      try {
        await client.query('BEGIN');
        await rewindEvents(client, head - 3);
        for (let n = 0; n < written; n++) {
          await client.query(
            `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) VALUES ('E', $1, 'high')`,
            [`issue-${++issue}`],
          );
        }
        await client.query('COMMIT');
      } finally {
        client.release();
      }
      await until('the subscriber was told', () => reader.error);
      expect(reader.error).toMatchObject({ code: 'CURSOR_EXPIRED' });
      expect(reader.events).toEqual([]);
      const anew = await subscribe();
      await insert(1);
      await anew.has(1);
      expect(anew.numbers()).toEqual([head - 3 + written + 1]);
      await anew.close();
    }
  });

  it('that reads what is past memory is told CURSOR_EXPIRED before it is given another log', async () => {
    const abort = new AbortController();
    const slow = server.core.feed.events(await server.core.feed.open(await at(0)), { signal: abort.signal });
    await database.pool.query(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity)
       SELECT 'BULK', 'bulk-' || n, 'high' FROM generate_series(1, 1300) AS n`,
    );
    await until('the feed has them', () => server.core.feed.health().head === 1_310);
    const seen: number[] = [];
    const read = (async () => {
      for await (const { event } of slow) {
        seen.push(event.number);
        // The rest of its page it has in hand; what follows is read from the table.
        if (event.number !== 1) continue;
        await rewindEvents(database.pool, 50);
        await database.pool.query(
          `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity)
           SELECT 'OTHER', 'other-' || n, 'high' FROM generate_series(1, 1300) AS n`,
        );
      }
    })();
    await expect(read).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    expect(Math.max(...seen)).toBeLessThanOrEqual(101);
    abort.abort();
  });

  it('that comes with the cursor of another server, which has read a log that this one does not know yet, misses nothing', async () => {
    await rewindEvents(database.pool, 7);
    await insert(5);
    const other = await runCore(database.url, { ANDON_PIPELINE: 'off' });
    const after = other.core.feed.health().headCursor;
    const reader = await subscribe(after);
    await insert(2);
    await reader.has(2);
    expect(reader.numbers()).toEqual([13, 14]);
    await other.close();
  });

  it('goes on with an unbroken log, whatever is deleted behind it', async () => {
    const reader = await subscribe();
    await database.pool.query('DELETE FROM andon.recommendation_event');
    await server.core.feed.verify();
    await insert(1);
    await reader.has(1);
    expect(reader.numbers()).toEqual([11]);
    expect(reader.error).toBeUndefined();
  });
});
