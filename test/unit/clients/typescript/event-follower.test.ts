import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionLost } from '../../../../clients/typescript/src/close-event.ts';
import type { Connection, ConnectionState } from '../../../../clients/typescript/src/connection.ts';
import { AndonError } from '../../../../clients/typescript/src/errors.ts';
import { EventFollower } from '../../../../clients/typescript/src/event-follower.ts';
import { ObservedState } from '../../../../clients/typescript/src/observed.ts';
import { feedDocuments } from '../../../../clients/typescript/src/recommendation-events.ts';
import { recommendationFeed } from '../../../../clients/typescript/src/recommendation-feed.ts';

type Variables = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, unknown>>;

/** A server that answers as the test says, and notes what it was asked. */
function scriptedServer() {
  const connection = new ObservedState<ConnectionState>({ status: 'idle', sinceMs: 0, reason: null, retryAtMs: null });
  const asked: (string | Variables)[] = [];
  const script = {
    siteIds: null as readonly string[] | null,
    head: (): Answer => ({ recommendationEventHead: 'c0' }),
    log: ({ after }: Variables): Answer => ({ page: { events: [], endCursor: after, hasMore: false } }),
  };
  let send: (data: unknown) => void = () => undefined;
  let breakOff: (error: Error) => void = () => undefined;
  const live: Connection = {
    state: connection,
    due: async () => undefined,
    retryNow: () => undefined,
    close: async () => undefined,
    run: (query, variables, next, signal) => {
      const name = /Andon(EventHead|EventLog|Events)/.exec(query)?.[1] ?? '';
      asked.push(name, variables);
      if (name === 'EventHead') return answer(script.head, next);
      if (name === 'EventLog')
        return answer(() => ({ caller: { siteIds: script.siteIds }, ...script.log(variables) }), next);
      return new Promise((resolve, reject) => {
        send = (data) => next(data, []);
        breakOff = reject;
        signal.addEventListener('abort', () => resolve());
      });
    },
  };
  const answer = async (make: () => Answer, next: (data: unknown, failures: readonly never[]) => void) =>
    next(make(), []);
  return {
    connection: live,
    script,
    questions: () => asked.filter((entry) => typeof entry === 'string'),
    lastAfter: () => (asked.at(-1) as Variables)['after'],
    send: (...numbers: readonly number[]) => {
      for (const number of numbers) send({ event: event(number) });
    },
    sendOf: (log: string, ...numbers: readonly number[]) => {
      for (const number of numbers) send({ event: eventOf(log)(number) });
    },
    breakOff: (error: Error) => breakOff(error),
  };
}
/** In the log that a letter names. */
const eventOf = (log: string) => (number: number) => ({
  cursor: `${log}${number}`,
  previousCursor: `${log}${number - 1}`,
  number,
  kind: 'CREATED',
  recommendation: { id: `r${number}` },
});
const event = eventOf('c');

let server: ReturnType<typeof scriptedServer>;
const random = { value: 0 };
let stop: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  random.value = 0;
  server = scriptedServer();
});
afterEach(() => {
  stop();
  vi.useRealTimers();
});

interface Options {
  readonly after?: string;
  readonly wanted?: Variables;
  readonly save?: (cursor: string) => void;
}

/** Starts a feed and notes what comes out of it: numbers of events, reasons of resets. */
async function follow({ after, wanted = {}, save }: Options = {}) {
  const follower = new EventFollower({
    connection: server.connection,
    documents: feedDocuments(),
    wanted,
    after: after ?? null,
    store: save === undefined ? null : { load: () => null, save },
    now: Date.now,
    random: () => random.value,
  });
  const came: (number | string)[] = [];
  const feed = recommendationFeed({
    ...follower,
    state: follower.state,
    mailbox: follower.mailbox,
    stop: () => follower.stop(),
  });
  void follower.follow();
  stop = () => feed.stop();
  const ended = feed.each((message) => {
    if (message.type === 'event') came.push(message.event.number);
    else if (message.type === 'reset') came.push(`${message.reason} ${message.cursor}`);
    else came.push(String(message.error));
  });
  const failure = ended.then(
    () => null,
    (error: unknown) => error,
  );
  await settle();
  return { came, feed, failure, status: () => feed.state.current.status };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('A feed that is followed', () => {
  it('begins at the head, says so, and is live when all that was missed has been handed over', async () => {
    server.script.log = ({ after }) =>
      after === 'c0'
        ? { page: { events: [event(1), event(2)], endCursor: 'c2', hasMore: true } }
        : { page: { events: [event(3)], endCursor: 'c3', hasMore: false } };
    const { came, status } = await follow();
    expect(server.questions()).toEqual(['EventHead', 'EventLog', 'EventLog', 'Events']);
    expect(server.lastAfter()).toBe('c3');
    expect(status()).toBe('live');
    server.send(4, 5);
    await settle();
    expect(came).toEqual(['START c0', 1, 2, 3, 4, 5]);
  });

  it('drops what came before', async () => {
    const { came } = await follow({ after: 'c0' });
    server.send(1, 2, 2, 1, 3);
    await settle();
    expect(came).toEqual([1, 2, 3]);
  });

  it('never passes over a gap: it asks again after the last event that was right', async () => {
    const { came } = await follow({ after: 'c0' });
    server.send(1, 2);
    server.script.log = () => ({ page: { events: [3, 4, 5].map(event), endCursor: 'c5', hasMore: false } });
    server.send(5, 6);
    await settle();
    server.send(6);
    await settle();
    expect(came).toEqual([1, 2, 3, 4, 5, 6]);
    expect(server.questions()).toEqual(['EventLog', 'Events', 'EventLog', 'Events']);
  });

  it('takes no event of another log for its next one, though the numbers follow each other', async () => {
    const { came } = await follow({ after: 'c0' });
    server.send(1, 2);
    server.script.log = ({ after }) => {
      if (after === 'c2') throw new AndonError('CURSOR_EXPIRED', 'the database was restored');
      return { page: { events: [], endCursor: after, hasMore: false } };
    };
    server.script.head = () => ({ recommendationEventHead: 'd9' });
    server.sendOf('d', 3, 4);
    await settle();
    server.sendOf('d', 10);
    await settle();
    expect(came).toEqual([1, 2, 'CURSOR_EXPIRED d9', 10]);
  });

  it('checks the very first event behind a cursor that it was given', async () => {
    const { came } = await follow({ after: 'c4' });
    server.script.log = () => ({ page: { events: [5, 6].map(event), endCursor: 'c6', hasMore: false } });
    server.send(6);
    await settle();
    expect(came).toEqual([5, 6]);
  });

  it('says that events are missing when asking again does not bring them', async () => {
    const { came } = await follow({ after: 'c0' });
    server.send(1);
    server.script.head = () => ({ recommendationEventHead: 'c9' });
    server.script.log = ({ after }) =>
      after === 'c1'
        ? { page: { events: [event(5)], endCursor: 'c5', hasMore: false } }
        : { page: { events: [], endCursor: after, hasMore: false } };
    server.send(5);
    await settle();
    server.send(10);
    await settle();
    expect(came).toEqual([1, 'GAP c9', 10]);
  });

  it('with access to some sites alone numbers leave gaps too, which are none', async () => {
    server.script.siteIds = ['north'];
    const { came } = await follow({ after: 'c0' });
    server.send(9, 12);
    await settle();
    expect(came).toEqual([9, 12]);
  });

  it('with a filter numbers leave gaps, and the place moves on over what did not match', async () => {
    const saved: string[] = [];
    server.script.log = () => ({ page: { events: [event(2)], endCursor: 'c7', hasMore: false } });
    const { came } = await follow({
      after: 'c0',
      wanted: { kinds: ['CREATED'] },
      save: (cursor) => void saved.push(cursor),
    });
    server.send(9, 12);
    await settle();
    expect(came).toEqual([2, 9, 12]);
    expect(saved).toEqual(['c2', 'c7', 'c9', 'c12']);
  });

  it.each(['CURSOR_EXPIRED', 'CURSOR_INVALID'] as const)(
    '%s, on the way in or in the middle, is a reset, and goes on from the new head',
    async (code) => {
      server.script.log = ({ after }) => {
        if (after === 'old') throw new AndonError(code, 'gone');
        return { page: { events: [], endCursor: after, hasMore: false } };
      };
      const { came, status } = await follow({ after: 'old' });
      server.send(1);
      await settle();
      server.script.head = () => ({ recommendationEventHead: 'd0' });
      server.breakOff(new AndonError(code, 'gone'));
      await settle();
      expect(status()).toBe('live');
      // Another log: its numbers begin anew.
      server.sendOf('d', 1);
      await settle();
      expect(came).toEqual([`${code} c0`, 1, `${code} d0`, 1]);
    },
  );

  it('a cursor that expires again and again is not asked for without a pause', async () => {
    server.script.log = () => {
      throw new AndonError('CURSOR_EXPIRED', 'gone');
    };
    random.value = 1;
    const { came, status } = await follow();
    expect(status()).toBe('offline');
    const before = came.length;
    await vi.advanceTimersByTimeAsync(10_000);
    expect(came.length - before).toBeLessThan(10);
  });

  it('a lost connection is taken up by the cursor of the last event', async () => {
    const { came } = await follow();
    server.send(1, 2);
    server.breakOff(new ConnectionLost('the connection is lost', 1_006));
    await settle();
    expect(server.lastAfter()).toBe('c2');
    server.send(3);
    await settle();
    expect(came).toEqual(['START c0', 1, 2, 3]);
  });

  it('a passing error puts the follower offline for as long as the server asks', async () => {
    const { came, status, feed } = await follow({ after: 'c0' });
    const failure = { message: 'no database', extensions: { code: 'UNAVAILABLE', retryAfterMs: 2_000 } };
    server.breakOff(new AndonError('UNAVAILABLE', failure.message, [failure]));
    await settle();
    expect(feed.state.current).toMatchObject({
      status: 'offline',
      reason: 'no database',
      retryAtMs: Date.now() + 2_000,
    });
    await vi.advanceTimersByTimeAsync(1_999);
    expect(status()).toBe('offline');
    await vi.advanceTimersByTimeAsync(1);
    expect(status()).toBe('live');
    server.send(1);
    await settle();
    expect(came).toEqual([1]);
  });

  it('a permanent error ends the follower, after every event before it', async () => {
    const { came, failure, status } = await follow({ after: 'c0' });
    server.send(1);
    server.breakOff(new AndonError('BAD_USER_INPUT', 'no such severity'));
    expect(await failure).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(came).toEqual([1]);
    expect(status()).toBe('stopped');
  });

  it('keeps its place only when the next message is asked for, and says when it cannot be kept', async () => {
    const saved: string[] = [];
    const { came } = await follow({
      save: (cursor) => {
        if (cursor === 'c2') throw new Error('quota');
        saved.push(cursor);
      },
    });
    server.send(1, 2, 3);
    await settle();
    expect(came).toEqual(['START c0', 1, 2, 'Error: quota', 3]);
    expect(saved).toEqual(['c0', 'c1', 'c3']);
  });
});
