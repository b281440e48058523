import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../../src/events/cursor.ts';
import { type Reader, type RunningCore, read, runCore } from '../../support/core.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
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
const at = (number: number, epoch = server.core.feed.health().epoch) => encodeCursor({ epoch, number });

describe('a cursor of the feed', () => {
  it('brings everything after it, from the beginning if that is where it is', async () => {
    const [all, some, none] = await Promise.all([subscribe(at(0)), subscribe(at(7)), subscribe(at(10))]);
    await insert(1);
    await Promise.all([all.has(11), some.has(4), none.has(1)]);
    expect(some.numbers()).toEqual([8, 9, 10, 11]);
    expect(none.numbers()).toEqual([11]);
    expect(some.events.map(({ cursor }) => decodeCursor(cursor).number)).toEqual(some.numbers());
  });

  it('that is absent brings what happens from now on', async () => {
    const reader = await subscribe();
    await insert(2);
    await reader.has(2);
    expect(reader.numbers()).toEqual([11, 12]);
  });

  it('that is no cursor, or beyond the newest event, is CURSOR_INVALID', async () => {
    for (const after of ['', 'garbage', 'x'.repeat(100_000), at(11), at(Number.MAX_SAFE_INTEGER)]) {
      await expect(subscribe(after)).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
    }
  });

  it('of another log is CURSOR_EXPIRED', async () => {
    await expect(subscribe(at(3, 'anotherepoch'))).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
  });

  it('whose following events are past retention is CURSOR_EXPIRED and learns the oldest that is left', async () => {
    await database.pool.query('DELETE FROM andon.recommendation_event WHERE number <= 6');
    await expect(subscribe(at(5))).rejects.toMatchObject({ code: 'CURSOR_EXPIRED', details: { oldestCursor: at(6) } });
    const reader = await subscribe(at(6));
    await reader.has(4);
    expect(reader.numbers()).toEqual([7, 8, 9, 10]);
  });

  it('of an event that another server has told of first is good here, too', async () => {
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
  it('is told CURSOR_EXPIRED when the log was replaced under it, and so is who comes with an old cursor', async () => {
    const reader = await subscribe();
    const old = at(10);
    await database.pool.query(`UPDATE andon.event_head SET epoch = 'restored', number = 5`);
    await database.pool.query('DELETE FROM andon.recommendation_event WHERE number > 5');
    await until('the subscriber was told', () => reader.error);
    expect(reader.error).toMatchObject({ code: 'CURSOR_EXPIRED' });
    await expect(subscribe(old)).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    const anew = await subscribe(at(3, 'restored'));
    await insert(1);
    await anew.has(3);
    expect(anew.numbers()).toEqual([4, 5, 6]);
  });

  it('is told CURSOR_EXPIRED when what it has not read yet is gone', async () => {
    const abort = new AbortController();
    const slow = server.core.feed.events(await server.core.feed.open(at(0)), { signal: abort.signal });
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
    const slow = server.core.feed.events(await server.core.feed.open(at(0)), { signal: abort.signal });
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
    await database.pool.query('UPDATE andon.event_head SET number = 5');
    await database.pool.query('DELETE FROM andon.recommendation_event WHERE number > 5');
    await until('the subscriber was told', () => reader.error);
    expect(reader.error).toMatchObject({ code: 'CURSOR_EXPIRED' });
  });
});
