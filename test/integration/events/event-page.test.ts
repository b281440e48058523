import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { decodeCursor, encodeCursor } from '../../../src/events/feed/cursor.ts';
import { type EventPageRequest, readEventPage } from '../../../src/events/feed/event-page.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { rewindEvents, tokenAt } from '../../support/database/rewind.ts';

const eventCount = 1_300;
let database: TestDatabase;
let epoch: string;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity)
     SELECT 'E' || (n % 10), 'issue-' || n, CASE WHEN n = 1250 THEN 'critical' ELSE 'high' END
     FROM generate_series(1, ${eventCount}) AS n ORDER BY n`,
  );
  const { rows } = await database.pool.query<{ epoch: string }>('SELECT epoch FROM andon.event_head');
  epoch = rows[0]?.epoch ?? '';
});
afterAll(() => database.drop());

/** With a token that no event has, beyond the log. */
const at = async (number: number, inEpoch = epoch) =>
  encodeCursor(inEpoch, { number, token: (await tokenAt(database.pool, number)) ?? 'none' });
const page = (request: EventPageRequest) => readEventPage(database.pool, request);

/** Asks on and on as a program would; answers the numbers and how often it asked. */
async function all(request: Omit<EventPageRequest, 'after'>) {
  const numbers: number[] = [];
  let after: string | undefined;
  for (let asked = 1; ; asked += 1) {
    const { events, endCursor, hasMore } = await page({ ...request, ...(after === undefined ? {} : { after }) });
    numbers.push(...events.map(({ event }) => event.number));
    after = endCursor;
    if (!hasMore) return { numbers, asked, after };
  }
}

describe('The log read in pages', () => {
  it('FEED-22: the pages of the log hold every event once, in order, however long they are', async () => {
    const expected = Array.from({ length: eventCount }, (_, index) => index + 1);
    for (const [first, pages] of [
      [500, 3],
      [100, 13],
    ] as const) {
      const read = await all({ first });
      expect(read).toEqual({ numbers: expected, asked: pages, after: await at(eventCount) });
    }
  });

  it('each event’s cursor is where the next page goes on', async () => {
    const { events } = await page({ after: await at(7), first: 3 });
    expect(events.map(({ cursor }) => decodeCursor(cursor).number)).toEqual([8, 9, 10]);
  });

  it('FEED-13, FEED-22: a page with a filter looks through a bounded range and says when there is more, though nothing matched', async () => {
    const critical = { filter: { severities: ['critical'] }, first: 50 } as const;
    const beginning = await page(critical);
    expect(beginning).toEqual({ events: [], endCursor: await at(1_000), hasMore: true });
    expect(await all(critical)).toEqual({ numbers: [1_250], asked: 2, after: await at(eventCount) });
  });

  it('a page that is full ends at its last event, so that the next match is not skipped', async () => {
    const filter = { equipmentIds: ['E3'] };
    const { events, endCursor } = await page({ filter, first: 2 });
    expect(events.map(({ event }) => event.number)).toEqual([3, 13]);
    expect(endCursor).toBe(await at(13));
    expect((await all({ filter, first: 2 })).numbers).toHaveLength(eventCount / 10);
  });

  it('kinds leave out what is not asked for', async () => {
    expect((await all({ kinds: ['status_changed'], first: 500 })).numbers).toEqual([]);
  });

  it('FEED-22: a page after a cursor takes two statements, whatever its length', async () => {
    const counts: number[] = [];
    const after = await at(0);
    for (const first of [1, 500]) {
      const statements = vi.spyOn(database.pool, 'query');
      await page({ after, first });
      counts.push(statements.mock.calls.length);
      statements.mockRestore();
    }
    expect(counts).toEqual([2, 2]);
  });

  it('rejects cursors as a subscription does, and begins at the oldest event that is left', async () => {
    for (const after of ['', 'garbage']) {
      await expect(page({ after, first: 1 })).rejects.toMatchObject({ code: 'CURSOR_INVALID' });
    }
    const oldForm = Buffer.from(`${epoch}:3`).toString('base64url');
    const foreign = encodeCursor(epoch, { number: 3, token: 'another' });
    for (const after of [await at(3, 'another'), await at(eventCount + 1), oldForm, foreign]) {
      await expect(page({ after, first: 1 })).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    }
    const tooOld = await at(5);
    await database.pool.query('DELETE FROM andon.recommendation_event WHERE number <= 6');
    const oldestCursor = await at(6);
    await expect(page({ after: tooOld, first: 1 })).rejects.toMatchObject({
      code: 'CURSOR_EXPIRED',
      details: { oldestCursor },
    });
    const { events } = await page({ first: 1 });
    expect(events.map(({ event }) => event.number)).toEqual([7]);
    await database.pool.query('DELETE FROM andon.recommendation_event');
    expect(await page({ first: 1 })).toEqual({ events: [], endCursor: await at(eventCount), hasMore: false });
  });

  it('never goes on behind an event that another has replaced, and does behind one that is still there', async () => {
    const rewound = await createTestDatabase();
    const write = (from: number, to: number) =>
      rewound.pool.query(
        `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity)
         SELECT 'E', 'issue-' || n, 'high' FROM generate_series(${from}, ${to}) AS n ORDER BY n`,
      );
    try {
      await write(1, 10);
      const { events } = await readEventPage(rewound.pool, { first: 10 });
      await rewindEvents(rewound.pool, 6);
      const ask = (index: number) => readEventPage(rewound.pool, { after: events[index]?.cursor ?? '', first: 10 });
      for (const after of ['behind the head', 'ahead of it']) {
        for (const index of [6, 9]) await expect(ask(index), after).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
        expect((await ask(5)).events.map(({ event }) => event.number)).toEqual(
          after === 'ahead of it' ? [7, 8, 9, 10, 11] : [],
        );
        await write(11, 15);
      }
    } finally {
      await rewound.drop();
    }
  });
});
