import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type OpenConnection, openConnection } from '../../../../clients/typescript/src/connection.ts';
import { AndonError } from '../../../../clients/typescript/src/errors.ts';
import { FakeSocket } from '../../../support/clients/fake-server-socket.ts';

const chance = { value: 0.5 };
let connection: OpenConnection;
let stop: AbortController;

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  FakeSocket.opened = [];
  chance.value = 0.5;
  stop = new AbortController();
  connection = openConnection({
    url: 'ws://server/graphql',
    webSocketImpl: FakeSocket,
    connectionParams: () => ({}),
    now: Date.now,
    random: () => chance.value,
  });
});
afterEach(async () => {
  stop.abort();
  await connection.close();
  vi.useRealTimers();
});

/** Keeps a subscription open, as a feed does. */
async function hold(failures: unknown[] = []): Promise<void> {
  while (!stop.signal.aborted) {
    await connection.due(stop.signal);
    await connection
      .run('subscription { s }', {}, () => undefined, stop.signal)
      .catch((error: unknown) => failures.push(error));
  }
}

async function online(): Promise<FakeSocket> {
  await vi.advanceTimersByTimeAsync(0);
  const socket = FakeSocket.newest;
  socket.accept();
  await vi.advanceTimersByTimeAsync(0);
  expect(connection.state.current.status).toBe('online');
  return socket;
}
const state = () => connection.state.current;
const waitMs = () => (state().retryAtMs ?? 0) - Date.now();

describe('A connection tells how it stands', () => {
  it('idle until it is needed, connecting, online since when', async () => {
    expect(state()).toEqual({ status: 'idle', sinceMs: 1_000_000, reason: null, retryAtMs: null });
    void hold();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(state()).toEqual({ status: 'connecting', sinceMs: 1_000_000, reason: null, retryAtMs: null });
    await online();
    expect(state()).toEqual({ status: 'online', sinceMs: 1_002_000, reason: null, retryAtMs: null });
  });

  it('a server that falls silent is noticed within 25 s, and one that answers pings stays', async () => {
    void hold();
    const socket = await online();
    for (let minute = 0; minute < 6; minute += 1) {
      await vi.advanceTimersByTimeAsync(10_000);
      socket.say({ type: 'pong' });
    }
    await vi.advanceTimersByTimeAsync(9_000);
    expect(state().status).toBe('online');
    // The last sign of life was 9 s ago.
    await vi.advanceTimersByTimeAsync(16_000);
    expect(state()).toMatchObject({ status: 'offline', reason: 'nothing is heard from the server' });
    expect(socket.sent.filter(({ type }) => type === 'ping').length).toBe(7);
  });

  it('an address that swallows the first packet is noticed likewise, and tried again', async () => {
    void hold();
    await vi.advanceTimersByTimeAsync(25_000);
    expect(state().status).toBe('offline');
    expect(FakeSocket.opened.length).toBeGreaterThan(1);
    await online();
  });

  it('offline is since the loss, through all attempts, with the reason of the last', async () => {
    void hold();
    (await online()).end(1_006);
    await vi.advanceTimersByTimeAsync(0);
    const { sinceMs } = state();
    expect(state().reason).toBe('the connection is lost');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await vi.advanceTimersByTimeAsync(waitMs());
      expect(state()).toMatchObject({ status: 'offline', sinceMs, retryAtMs: null });
      FakeSocket.newest.end(4_403, 'not today');
      await vi.advanceTimersByTimeAsync(0);
      expect(state()).toMatchObject({
        status: 'offline',
        sinceMs,
        reason: 'the connection was closed: not today',
      });
    }
  });

  it('a socket that fails before it closes is one loss, not two', async () => {
    void hold();
    const socket = await online();
    const changes = vi.fn();
    connection.state.observe(changes);
    socket.onerror?.({ message: 'reset by peer' });
    socket.end(1_006);
    await vi.advanceTimersByTimeAsync(0);
    expect(changes.mock.calls.map(([{ status, reason }]) => [status, reason])).toEqual([
      ['online', null],
      ['offline', 'reset by peer'],
    ]);
  });

  it('a connection without subscriptions is closed after a while and is idle, not offline', async () => {
    const ending = new AbortController();
    const run = connection.run('{ q }', {}, () => undefined, ending.signal);
    const socket = await online();
    ending.abort();
    await run;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(socket.closedWith).toBe(1_000);
    expect(state().status).toBe('idle');
  });
});

describe('A connection comes back', () => {
  it('after pauses from a span that doubles to 10 s, drawn from all of it', async () => {
    void hold();
    await vi.advanceTimersByTimeAsync(0);
    const spans: number[][] = [];
    for (let failure = 0; failure < 7; failure += 1) {
      chance.value = failure % 2 === 0 ? 1 : 0;
      FakeSocket.newest.end(1_006);
      await vi.advanceTimersByTimeAsync(0);
      spans.push([failure, waitMs()]);
      await vi.advanceTimersByTimeAsync(waitMs());
    }
    expect(spans).toEqual([
      [0, 500],
      [1, 100],
      [2, 2_000],
      [3, 100],
      [4, 8_000],
      [5, 100],
      [6, 10_000],
    ]);
  });

  it('with small pauses again after a connection that lasted, and not after one that was cut at once', async () => {
    chance.value = 1;
    void hold();
    for (const [lastsMs, expected] of [
      [0, 500],
      [0, 1_000],
      [0, 2_000],
      [5_000, 500],
    ] as const) {
      const socket = await online();
      await vi.advanceTimersByTimeAsync(lastsMs);
      socket.end(1_006);
      await vi.advanceTimersByTimeAsync(0);
      expect(waitMs()).toBe(expected);
      await vi.advanceTimersByTimeAsync(waitMs());
    }
  });

  it('when a server that stops said it should; words that are no hint are none', async () => {
    void hold();
    (await online()).end(1_001, '{"message":"The server is stopping","retryAfterMs":4321}');
    await vi.advanceTimersByTimeAsync(0);
    expect(state().reason).toBe('the server has been stopped');
    expect(waitMs()).toBe(4_321);
    for (const reason of ['The server is stopping', '{"retryAfterMs":"soon"}', '{"retryAfterMs":-5}', 'null']) {
      await vi.advanceTimersByTimeAsync(waitMs());
      (await online()).end(1_001, reason);
      await vi.advanceTimersByTimeAsync(0);
      expect(waitMs()).toBeLessThan(4_321);
    }
    await vi.advanceTimersByTimeAsync(waitMs());
    (await online()).end(1_001, '{"retryAfterMs":86400000}');
    await vi.advanceTimersByTimeAsync(0);
    expect(waitMs()).toBe(60_000);
  });

  it('at once when it is told to', async () => {
    void hold();
    (await online()).end(1_001, '{"retryAfterMs":30000}');
    await vi.advanceTimersByTimeAsync(0);
    expect(FakeSocket.opened).toHaveLength(1);
    connection.retryNow();
    await online();
    expect(FakeSocket.opened).toHaveLength(2);
  });

  it('never with what the server has refused for good: that is an error of its own', async () => {
    const run = connection.run('{ q }', {}, () => undefined, stop.signal);
    const refused = expect(run).rejects.toMatchObject({ name: 'AndonError', code: 'PROTOCOL', passes: false });
    (await online()).end(4_400, 'An operator id has 200 characters at most');
    await refused;
  });
});

describe('A connection that asks before each attempt whether it will be let in', () => {
  const asked = vi.fn<() => Promise<void>>();
  beforeEach(() => {
    asked.mockReset();
    asked.mockRejectedValueOnce(new AndonError('UNAUTHENTICATED', 'no key has this secret')).mockResolvedValue();
    connection = openConnection({
      url: 'ws://server/graphql',
      webSocketImpl: FakeSocket,
      connectionParams: () => ({}),
      beforeConnecting: asked,
      now: Date.now,
      random: () => 0,
    });
  });

  it('says that it is refused, and asks again after 30 s at the soonest, though the page is looked at', async () => {
    void hold();
    await vi.advanceTimersByTimeAsync(0);
    expect(state()).toMatchObject({ status: 'offline', refused: true, reason: 'no key has this secret' });
    await vi.advanceTimersByTimeAsync(29_000);
    connection.wake();
    expect(asked).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1_000);
    await online();
    expect(asked).toHaveBeenCalledTimes(2);
    expect(state()).not.toHaveProperty('refused');
  });

  it('asks again at once when it is told to', async () => {
    void hold();
    await vi.advanceTimersByTimeAsync(0);
    connection.retryNow();
    await online();
    expect(asked).toHaveBeenCalledTimes(2);
  });
});

describe('A connection tells for how long nothing was heard', () => {
  it('since the last message, also when the machine has slept, and a clock that is set back hides nothing', async () => {
    void hold();
    const socket = await online();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(connection.silentForMs()).toBe(4_000);
    vi.setSystemTime(Date.now() - 60_000);
    expect(connection.silentForMs()).toBe(4_000);
    socket.say({ type: 'pong' });
    expect(connection.silentForMs()).toBe(0);
    // Asleep: the stopwatch stands still and the clock goes on.
    vi.setSystemTime(Date.now() + 3_600_000);
    expect(connection.silentForMs()).toBe(3_600_000);
  });
});
