import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlarmEvent } from '../../../src/domain/alarms/alarm.ts';
import { recommendationEventKinds } from '../../../src/domain/recommendations/recommendation.ts';
import type { AlarmSelection } from '../../../src/events/feed/alarm-feed.ts';
import { encodeCursor } from '../../../src/events/feed/cursor.ts';
import type { FeedEvent } from '../../../src/events/feed/event-broadcast.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';
import { type Reader, type RunningCore, read, runCore } from '../../support/server/core.ts';
import { until } from '../../support/until.ts';

let database: TestDatabase;
let server: RunningCore;
let open: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  database = await createTestDatabase();
  server = await runCore(database.url, { ANDON_PIPELINE: 'off' });
});
afterEach(async () => {
  await Promise.all(open.map((reader) => reader.close()));
  open = [];
  await server.close();
  await database.drop();
});

/** An alarm, and in the same transaction a recommendation, of a machine of that name. */
async function both(machine: string): Promise<void> {
  await database.pool.query(
    `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, request)
     VALUES ('default', '${machine}', 'leak_high', 4, '', 'raised');
     INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) VALUES ('${machine}', 'leak', 'critical')`,
  );
}
const machines = async (...names: string[]) => {
  for (const name of names) await both(name);
};

interface AlarmReader {
  readonly events: readonly FeedEvent<AlarmEvent>[];
  readonly error: unknown;
  machines(): string[];
  has(count: number): Promise<void>;
}

async function alarms(choice: AlarmSelection & { readonly after?: string } = {}): Promise<AlarmReader> {
  const abort = new AbortController();
  const { after, ...selection } = choice;
  const stream = server.core.alarmFeed.events(await server.core.alarmFeed.open(after), {
    ...selection,
    signal: abort.signal,
  });
  const events: FeedEvent<AlarmEvent>[] = [];
  const state = { error: undefined as unknown };
  const reading = (async () => {
    try {
      for await (const event of stream) events.push(event);
    } catch (error) {
      state.error = error;
    }
  })();
  open.push({
    close: () => {
      abort.abort();
      return reading;
    },
  });
  return {
    events,
    get error() {
      return state.error;
    },
    machines: () => events.map(({ event }) => event.alarm.equipmentId),
    has: (count) => until(`the subscriber has ${count} alarms`, () => events.length >= count).then(() => undefined),
  };
}
async function recommendations(after?: string): Promise<Reader> {
  const reader = await read(server.core, {
    kinds: recommendationEventKinds,
    ...(after === undefined ? {} : { after }),
  });
  open.push(reader);
  return reader;
}
const machinesOf = ({ events }: Reader) => events.map(({ event }) => event.recommendation.equipmentId);

describe('a cursor of either stream', () => {
  it('FEED-33: a cursor of an alarm is a place among recommendations and the other way round, across restarts', async () => {
    const [allAlarms, all] = [await alarms(), await recommendations()];
    await machines('A', 'B', 'C', 'D');
    await Promise.all([allAlarms.has(4), all.has(4)]);
    await server.close();
    server = await runCore(database.url, { ANDON_PIPELINE: 'off' });
    for (const at of [0, 2, 3]) {
      const rest = ['A', 'B', 'C', 'D'].slice(at + 1);
      // Of one transaction the alarm was first: what its recommendation is, is still to come.
      const [fromAlarm, fromRecommendation] = [
        await recommendations(allAlarms.events[at]?.cursor),
        await alarms({ after: all.events[at]?.cursor ?? '' }),
      ];
      await Promise.all([fromAlarm.has(rest.length + 1), fromRecommendation.has(rest.length)]);
      expect(machinesOf(fromAlarm)).toEqual([...(['A', 'B', 'C', 'D'] as const).slice(at)]);
      expect(fromRecommendation.machines()).toEqual(rest);
    }
    const page = await server.core.feed.page({ after: allAlarms.events[1]?.cursor ?? '', first: 1 });
    expect(page.events.map(({ event }) => event.recommendation.equipmentId)).toEqual(['B']);
  });

  it('that is of another log is CURSOR_EXPIRED in the other stream too, and so is one past retention', async () => {
    await machines('A', 'B', 'C');
    const { epoch } = server.core.feed.health();
    const foreign = { number: 2, token: 'another' };
    await expect(alarms({ after: encodeCursor(epoch, foreign) })).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    await expect(recommendations(encodeCursor(epoch, foreign, 'alarm'))).rejects.toMatchObject({
      code: 'CURSOR_EXPIRED',
    });
    const early = await server.core.feed.page({ first: 1 });
    await database.pool.query('DELETE FROM andon.alarm_event WHERE number <= 2');
    await expect(alarms({ after: early.endCursor })).rejects.toMatchObject({ code: 'CURSOR_EXPIRED' });
    const later = await server.core.feed.page({ first: 2 });
    expect((await alarms({ after: later.endCursor })).error).toBeUndefined();
  });

  it('from before alarms had events is as good as ever', async () => {
    await database.pool.query(
      `INSERT INTO agentic_hmi.agent_recommendations (equipment_id, issue_type, severity) SELECT 'OLD', 'i' || n, 'high' FROM generate_series(1, 3) AS n`,
    );
    const { rows } = await database.pool.query<{ epoch: string; token: string }>(
      'SELECT head.epoch, event.token FROM andon.event_head AS head CROSS JOIN andon.recommendation_event AS event WHERE event.number = 2',
    );
    const old = Buffer.from(`${rows[0]?.epoch}:2:${rows[0]?.token}`).toString('base64url');
    const reader = await recommendations(old);
    const newer = await alarms({ after: old });
    await machines('NEW');
    await Promise.all([reader.has(2), newer.has(1)]);
    expect(reader.numbers()).toEqual([3, 4]);
  });
});

describe('alarm events', () => {
  it('FEED-34: alarm events have gapless numbers and name the one before, and recommendations never see them', async () => {
    const [all, told] = [await alarms(), await recommendations()];
    const head = server.core.feed.health().headCursor;
    await database.pool.query(
      `INSERT INTO andon.alarm (site_id, equipment_id, problem, severity_rank, sentence, request)
       SELECT 'default', 'MANY', 'p' || n, 2, '', 'raised' FROM generate_series(1, 5) AS n`,
    );
    await all.has(5);
    expect(server.core.feed.health().headCursor).toBe(head);
    await machines('LAST');
    await Promise.all([all.has(6), told.has(1)]);
    expect(told.numbers()).toEqual([1]);
    expect(all.events.map(({ event }) => event.number)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const [i, { epoch, event }] of all.events.entries()) {
      const previous = encodeCursor(epoch, { number: event.number - 1, token: event.previousToken }, 'alarm');
      if (i > 0) expect(previous).toBe(all.events[i - 1]?.cursor);
    }
  });

  it('come by kind, site and state as they were', async () => {
    const [raised, other, acknowledged] = [
      await alarms({ kinds: ['raised'] }),
      await alarms({ filter: { siteIds: ['elsewhere'] } }),
      await alarms({ filter: { states: ['acknowledged'] } }),
    ];
    await machines('A');
    await database.pool.query(
      `UPDATE agentic_hmi.alarms SET acknowledged = true, operator_id = 'maria', note = 'seen'`,
    );
    await database.pool.query(`UPDATE agentic_hmi.alarms SET note = 'and heard'`);
    await acknowledged.has(2);
    expect(raised.events.map(({ event }) => event.kind)).toEqual(['raised']);
    expect(other.events).toEqual([]);
    expect(acknowledged.events.map(({ event }) => [event.kind, event.operatorId, event.note])).toEqual([
      ['acknowledged', 'maria', 'seen'],
      ['commented', null, 'and heard'],
    ]);
    expect(acknowledged.events[0]?.event.alarm).toMatchObject({
      isActive: true,
      acknowledgedBy: 'maria',
      severity: 'critical',
    });
  });

  it('end with CURSOR_EXPIRED when the log went back in time', async () => {
    const reader = await alarms();
    await machines('A', 'B');
    await reader.has(2);
    await database.pool.query(
      `WITH lost AS (DELETE FROM andon.alarm_event WHERE number = 2 RETURNING previous_token)
       UPDATE andon.event_head SET alarm_number = 1, alarm_token = lost.previous_token FROM lost`,
    );
    await until('the subscriber was told', () => reader.error);
    expect(reader.error).toMatchObject({ code: 'CURSOR_EXPIRED' });
  });
});
