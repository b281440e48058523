import { describe, expect, it, vi } from 'vitest';
import type { EventPlace } from '../../../../src/db/recommendations/event-rows.ts';
import { AndonError } from '../../../../src/errors.ts';
import type { EventSource, FeedEvent } from '../../../../src/events/feed/event-broadcast.ts';
import {
  countUp,
  event,
  log,
  open,
  placed,
  start,
  subscriber,
} from '../../../support/fixtures/event-broadcast-fixture.ts';

describe('a broadcast of events', () => {
  it('renders each event once and has sent it to all before it is told of the next', () => {
    const { state, source } = log(10);
    const { broadcast, rendered, add } = open(source);
    const all = Array.from({ length: 100 }, () => subscriber());
    for (const { sink } of all) broadcast.join(start(10), sink);
    add(state, 3);
    for (const { numbers } of all) expect(numbers).toEqual([11, 12, 13]);
    expect(rendered).toEqual([11, 12, 13]);
  });

  describe('of an event that is about to be committed', () => {
    function coming() {
      const next = event(11);
      const { state, source } = log(10);
      return { next, state, source: { ...source, head: placed(0), after: () => [next] } };
    }

    it('has the message ready, and sends it only when the event is there', () => {
      const { next, state, source } = coming();
      const { broadcast, rendered, add } = open(
        Object.defineProperty(source, 'head', { get: () => placed(state.head) }),
      );
      const all = [subscriber(), subscriber()];
      for (const { sink } of all) broadcast.join(start(10), sink);
      broadcast.prepare(next);
      expect(rendered).toEqual([11]);
      expect(all.map(({ numbers }) => numbers)).toEqual([[], []]);
      add(state);
      expect(all.map(({ numbers }) => numbers)).toEqual([[11], [11]]);
      expect(rendered).toEqual([11]);
    });

    it('forgets the message when another event came instead', () => {
      const { state, source } = log(10);
      const { broadcast, rendered, add } = open(source);
      const { numbers, sink } = subscriber();
      broadcast.join(start(10), sink);
      broadcast.prepare(event(11)); // not the object that the log has under this number
      add(state);
      expect(numbers).toEqual([11]);
      expect(rendered).toEqual([11, 11]);
    });

    it('makes no message that has to ask the database, which does not have the event yet', async () => {
      const { next, state, source } = coming();
      let answer = 'before the commit';
      const { broadcast, add } = open(Object.defineProperty(source, 'head', { get: () => placed(state.head) }), {
        render: async () => answer,
      });
      const sent: string[] = [];
      broadcast.join(start(10), { send: (message) => sent.push(message) > 0, end: () => undefined });
      broadcast.prepare(next);
      answer = 'after it';
      add(state);
      await vi.waitFor(() => expect(sent).toEqual(['after it']));
    });
  });

  it('brings who comes with an old cursor up to the others, without holding them up or repeating anything', async () => {
    const { state, source } = log(1_000, 50);
    const { broadcast, add } = open(source);
    const live = subscriber();
    const late = subscriber();
    broadcast.join(start(1_000), live.sink);
    broadcast.join(start(3), late.sink);
    add(state, 7);
    expect(live.numbers).toEqual(countUp(1_000, 1_007));
    await vi.waitFor(() => expect(late.numbers.length).toBe(1_004));
    add(state, 5);
    expect(live.numbers).toEqual(countUp(1_000, 1_012));
    // It has everything by now and may still be one turn away from standing with the others.
    await vi.waitFor(() => expect(late.numbers).toEqual(countUp(3, 1_012)));
  });

  it('renders once for many who come back with the same cursor', async () => {
    const { source } = log(60);
    const { broadcast, rendered } = open(source);
    const all = Array.from({ length: 20 }, () => subscriber());
    for (const { sink } of all) broadcast.join(start(20), sink);
    await vi.waitFor(() => expect(all.every(({ numbers }) => numbers.length === 40)).toBe(true));
    for (const { numbers } of all) expect(numbers).toEqual(countUp(20, 60));
    // The first of them is alone when it joins, so that nothing is kept for others yet.
    expect(rendered.length).toBeLessThanOrEqual(80);
  });

  it('holds a place for who takes no more, and goes on from there', async () => {
    const { state, source } = log(0, 50);
    const { broadcast, add } = open(source);
    const fast = subscriber();
    const slow = subscriber(2);
    broadcast.join(start(0), fast.sink);
    const { goOn } = broadcast.join(start(0), slow.sink);
    add(state, 500);
    expect(fast.numbers).toEqual(countUp(0, 500));
    expect(slow.numbers).toEqual([1, 2]);
    slow.state.room = 250;
    goOn();
    await vi.waitFor(() => expect(slow.numbers.length).toBe(250));
    slow.state.room = Number.POSITIVE_INFINITY;
    goOn();
    await vi.waitFor(() => expect(slow.numbers.length).toBe(500));
    add(state, 1);
    // It may still be one turn away from standing with the others.
    await vi.waitFor(() => expect(slow.numbers).toEqual(countUp(0, 501)));
    expect(fast.numbers).toEqual(countUp(0, 501));
  });

  it('keeps the order, gives everything once and loses nothing while rendering takes its time and people come and go', async () => {
    const { state, source } = log(0, 20);
    const render = ({ event: { number } }: FeedEvent) =>
      number % 3 === 0
        ? new Promise<string>((resolve) => setImmediate(resolve, String(number)))
        : Promise.resolve(String(number));
    const { broadcast, add, onEmpty } = open(source, { render });
    const all: { from: number; who: ReturnType<typeof subscriber>; leave: () => void }[] = [];
    for (let n = 0; n < 200; n++) {
      add(state);
      const who = subscriber();
      const from = (n * 7) % (n + 1);
      all.push({ from, who, ...broadcast.join(start(from), who.sink) });
      if (n % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await vi.waitFor(() => expect(all.every(({ from, who }) => who.numbers.length === 200 - from)).toBe(true));
    for (const { from, who } of all) expect(who.numbers).toEqual(countUp(from, 200));
    for (const { leave } of all) leave();
    expect(broadcast.members).toBe(0);
    expect(onEmpty).toHaveBeenCalledOnce();
  });

  it('sends what is wanted only, and nothing to who has left', () => {
    const { state, source } = log();
    const { broadcast, rendered, add } = open(source, {
      wants: ({ recommendation }) => recommendation.equipmentId === 'EVEN',
    });
    const stays = subscriber();
    const goes = subscriber();
    broadcast.join(start(0), stays.sink);
    const { leave } = broadcast.join(start(0), goes.sink);
    add(state, 2);
    leave();
    add(state, 2);
    expect(stays.numbers).toEqual([2, 4]);
    expect(goes.numbers).toEqual([2]);
    expect(rendered).toEqual([2, 4]);
  });

  it('ends everybody with CURSOR_EXPIRED when the log is replaced, those who are behind too', async () => {
    const { state, source } = log(500, 10);
    const { broadcast, onEmpty } = open(source);
    const live = subscriber();
    const behind = subscriber();
    const full = subscriber(0);
    broadcast.join(start(500), live.sink);
    broadcast.join(start(1), behind.sink);
    const { goOn } = broadcast.join(start(499), full.sink);
    state.generation += 1;
    broadcast.wake();
    goOn();
    const expired = expect.objectContaining({ code: 'CURSOR_EXPIRED' });
    await vi.waitFor(() => expect(behind.state.error).toEqual(expired));
    expect([live.state.error, full.state.error]).toEqual([expired, expired]);
    expect(onEmpty).toHaveBeenCalledOnce();
  });

  it('ends with CURSOR_EXPIRED, too, who could take nothing while the log was replaced by a shorter one', () => {
    const { state, source } = log(500, 10);
    const { broadcast } = open(source);
    const live = subscriber();
    const full = subscriber(0);
    broadcast.join(start(500), live.sink);
    const { goOn } = broadcast.join(start(499), full.sink);
    state.generation += 1;
    state.head = 3;
    broadcast.wake();
    goOn();
    expect([live.state.error, full.state.error].map((error) => error instanceof AndonError && error.code)).toEqual([
      'CURSOR_EXPIRED',
      'CURSOR_EXPIRED',
    ]);
  });

  it('ends who joins with a position of another log, and only them', () => {
    const { source } = log(5);
    const { broadcast } = open(source);
    const stays = subscriber();
    const foreign = subscriber();
    broadcast.join(start(5), stays.sink);
    broadcast.join(start(5, 7), foreign.sink);
    expect(foreign.state.error).toMatchObject({ code: 'CURSOR_EXPIRED' });
    expect(stays.state.error).toBeUndefined();
    expect(broadcast.members).toBe(1);
  });

  it('reads again what could not be read, for those who are behind', async () => {
    const { state, source } = log(30, 5);
    let failures = 1;
    const flaky: EventSource = Object.create(source, {
      after: {
        value: (place: EventPlace) => {
          if (place.number < 25 && failures-- > 0) return Promise.reject(new Error('no database'));
          return source.after(place);
        },
      },
    });
    const { broadcast } = open(flaky);
    const reader = subscriber();
    broadcast.join(start(0), reader.sink);
    await vi.waitFor(() => expect(reader.numbers).toEqual(countUp(0, 30)), { timeout: 5_000 });
    expect(state.reads).toBeGreaterThan(0);
  });
});
