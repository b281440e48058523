import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import WebSocket, { WebSocketServer } from 'ws';
import { FakeSocket } from '../../../support/clients/fake-server-socket.ts';
import {
  accept,
  away,
  inTurn,
  newest,
  refused,
  settle,
  silent,
  sockets,
  useServedClient,
} from '../../../support/fixtures/served-client.ts';

const served = useServedClient();
const { open, state, waitMs } = served;

describe('A token goes with each connection', () => {
  it('a connection carries the token beside the operator’s name', async () => {
    open({ token: 'andon_1', operatorId: 'maria' }).subscribe('subscription { s }');
    expect((await accept()).introduction).toEqual({ authorization: 'Bearer andon_1', operatorId: 'maria' });
  });

  it('a connection that is closed because it expired is offline for that reason, and goes on by its cursor with a fresh one', async () => {
    const token = inTurn(
      () => 'first',
      () => 'second',
    );
    const feed = open({ token }).subscribeRecommendationEvents({ after: 'c6' });
    const numbers: number[] = [];
    void feed.each((message) => void (message.type === 'event' && numbers.push(message.event.number)));
    const first = await accept();
    expect(first.introduction).toEqual({ authorization: 'Bearer first' });
    first.tell(7);
    await settle();
    expect(feed.state.current.status).toBe('live');

    first.end(4_403, 'The key "maria" expired at 2026-11-28T07:00:00.000Z');
    await settle();
    expect(feed.state.current).toMatchObject({
      status: 'offline',
      reason: expect.stringContaining('The key "maria" expired at 2026-11-28T07:00:00.000Z'),
      retryAtMs: Date.now() + 500,
    });
    expect(token).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(500);
    const second = await accept();
    expect(second.introduction).toEqual({ authorization: 'Bearer second' });
    expect(second.subscription?.payload?.variables).toMatchObject({ after: 'c7' });
    second.tell(8);
    await settle();
    expect(feed.state.current.status).toBe('live');
    expect(numbers).toEqual([7, 8]);
  });

  it('live values subscribe again after their connection was closed', async () => {
    const values = open({ token: 'andon_1' }).subscribe<{ s: number }, unknown>('subscription { s }');
    const first = await accept();
    first.end(4_403, 'The key "maria" was revoked');
    await settle();
    await vi.advanceTimersByTimeAsync(waitMs());
    const second = await accept();
    second.say({ type: 'next', id: second.subscription?.id, payload: { data: { s: 2 } } });
    expect(await values.next()).toEqual({ done: false, value: { s: 2 } });
  });

  it('a stream with cursors goes on behind the last event that was handled, since its variables are asked for each time', async () => {
    let after = 'c1';
    const values = open({}).subscribe<{ s: string }, unknown>('subscription { s }', () => ({ after }));
    const first = await accept();
    expect(first.subscription?.payload?.variables).toEqual({ after: 'c1' });
    first.say({ type: 'next', id: first.subscription?.id, payload: { data: { s: 'c2' } } });
    after = (await values.next()).value.s;
    first.end(1_006);
    await settle();
    await vi.advanceTimersByTimeAsync(waitMs());
    expect((await accept()).subscription?.payload?.variables).toEqual({ after: 'c2' });
  });

  it('a connection whose token is refused at once is tried again with growing pauses', async () => {
    open({ token: 'andon_1' }).subscribe('subscription { s }');
    for (const pauseMs of [500, 1_000, 2_000]) {
      await settle();
      newest().end(4_403, 'The key "maria" was revoked');
      await settle();
      expect(state()).toMatchObject({ status: 'offline', reason: expect.stringContaining('was revoked') });
      expect(waitMs()).toBe(pauseMs);
      await vi.advanceTimersByTimeAsync(pauseMs);
    }
  });

  it('a function that throws, rejects or stays silent is a failed attempt: offline in words, growing pauses, and online at last', async () => {
    const token = inTurn(away, refused, silent, () => 'fresh');
    const feed = open({ token }).subscribeRecommendationEvents();
    const pauses: unknown[] = [];
    feed.state.observe(({ status, reason, retryAtMs }) => {
      if (retryAtMs !== null) pauses.push([status, reason, retryAtMs - Date.now()]);
    });
    await vi.advanceTimersByTimeAsync(500 + 1_000 + 10_000 + 2_000 + 10);
    expect(pauses).toEqual([
      ['offline', 'no token could be had: the provider is away', 500],
      ['offline', 'no token could be had: the provider is away', 1_000],
      ['offline', 'no token could be had: none came within 10 s', 2_000],
    ]);
    // Nothing was said on the sockets of those attempts.
    expect(FakeSocket.opened.flatMap(({ sent }) => sent)).toEqual([]);
    expect((await accept()).introduction).toEqual({ authorization: 'Bearer fresh' });
    expect(feed.state.current.status).toBe('live');
    expect(token).toHaveBeenCalledTimes(4);
  });

  it('a connection is not initialised before its token is there, however fast the socket opens', async () => {
    open({ token: away }).subscribe('subscription { s }');
    for (let turn = 0; turn < 50 && sockets() === 0; turn += 1) await Promise.resolve();
    const socket = newest();
    socket.readyState = FakeSocket.OPEN;
    socket.onopen?.();
    await settle();
    expect(state()).toMatchObject({ status: 'offline', reason: 'no token could be had: the provider is away' });
    expect(socket.sent).toEqual([]);
    expect(socket.closedWith).not.toBeNull();
  });

  it('a slow function holds up no server, which waits 3 s only: the socket is opened when the token is there', async () => {
    const slow = () => new Promise<string>((resolve) => setTimeout(() => resolve('late'), 9_000));
    open({ token: slow }).subscribe('subscription { s }');
    await vi.advanceTimersByTimeAsync(8_999);
    expect(sockets()).toBe(0);
    expect(state().status).toBe('connecting');
    await vi.advanceTimersByTimeAsync(1);
    expect((await accept()).introduction).toEqual({ authorization: 'Bearer late' });
    expect(state().status).toBe('online');
  });

  it('a client that is closed while it waits for one leaves nothing behind', async () => {
    open({ token: silent }).subscribe('subscription { s }');
    await settle();
    await served.client.close();
    await settle();
    expect(FakeSocket.opened.map(({ readyState }) => readyState)).toEqual([FakeSocket.CLOSED]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

it('an attempt without a token does not end a process that uses the package ws', async () => {
  vi.useRealTimers();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket) => {
    socket.on('message', (text) => {
      const { type, payload } = JSON.parse(String(text));
      if (type === 'connection_init' && payload.authorization === 'Bearer fresh') {
        socket.send(JSON.stringify({ type: 'connection_ack' }));
      }
    });
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const token = inTurn(away, () => 'fresh');
  open({ url: `http://127.0.0.1:${port}/graphql`, webSocket: WebSocket, token }, () => 0);
  const statuses: string[] = [];
  const online = new Promise<void>((resolve) => {
    served.client.connection.observe(({ status, retryAtMs }) => {
      if (retryAtMs === null) statuses.push(status);
      if (status === 'offline' && retryAtMs !== null) served.client.retryNow();
      if (status === 'online') resolve();
    });
  });
  served.client.subscribe('subscription { s }');
  await online;
  expect(statuses).toEqual(['idle', 'connecting', 'offline', 'online']);
  await served.client.close();
  server.close();
});
