import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { documentText } from '../../support/clients/clients-http.ts';
import { insertRecommendation } from '../../support/clients/clients-sql.ts';
import { CurrentStatus, RecommendationEvents } from '../../support/clients/operations.ts';
import { residentBytes } from '../../support/server/process-memory.ts';
import { useSite } from '../../support/server/server-fixture.ts';
import { until } from '../../support/until.ts';

const tenMegabytes = 10_000_000;

describe('The protocol’s manners', () => {
  const site = useSite();

  /** A socket by hand, which keeps what it is told. */
  const open = async (payload?: unknown) => {
    const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws');
    const messages: { readonly id?: string; readonly type: string; readonly payload?: unknown }[] = [];
    const state: { code?: number; reason?: string } = {};
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    socket.on('error', () => undefined); // its close code is what counts
    socket.on('close', (code, reason) => Object.assign(state, { code, reason: String(reason) }));
    await once(socket, 'open');
    const send = (message: unknown) => socket.send(JSON.stringify(message));
    const subscribe = (id: string, variables = {}) =>
      send({ id, type: 'subscribe', payload: { query: documentText(RecommendationEvents), variables } });
    if (payload !== null) send({ type: 'connection_init', ...(payload === undefined ? {} : { payload }) });
    const closed = () => until('the socket is closed', () => state.code !== undefined && state);
    const count = (type: string) => messages.filter((message) => message.type === type).length;
    return { socket, messages, state, send, subscribe, closed, count };
  };
  const openSubscriptions = async () => {
    const text = await (await fetch(`${site.server.url}/metrics`)).text();
    return Number(/^andon_websocket_subscriptions (\d+)$/m.exec(text)?.[1]);
  };

  it('FEED-29: a socket without connection_init within 3 s is closed with 4408', async () => {
    const silent = await open(null);
    expect(await silent.closed()).toMatchObject({ code: 4408 });
  });

  it('FEED-29: a second connection_init, an id used twice, an operation before connection_init and nonsense have close codes of their own', async () => {
    const twice = await open();
    twice.send({ type: 'connection_init' });
    expect(await twice.closed()).toMatchObject({ code: 4429 });

    const sameId = await open();
    await until('it is acknowledged', () => sameId.count('connection_ack') === 1);
    sameId.subscribe('1');
    sameId.subscribe('1');
    expect(await sameId.closed()).toMatchObject({ code: 4409 });

    const early = await open(null);
    early.subscribe('1');
    expect(await early.closed()).toMatchObject({ code: 4401 });

    const nonsense = await open();
    nonsense.socket.send('nonsense');
    expect(await nonsense.closed()).toMatchObject({ code: 4400 });
    await until('nothing of them is left', async () => (await openSubscriptions()) === 0);
  });

  it('a frame of 100 MB is refused with 1009 before it is taken in', async () => {
    const before = residentBytes(site.server.pid);
    const big = await open();
    big.socket.send(Buffer.alloc(100_000_000, 0x20));
    expect(await big.closed()).toMatchObject({ code: 1009 });
    expect(residentBytes(site.server.pid) - before).toBeLessThan(tenMegabytes);
  });

  it('FEED-31: of 20,000 subscriptions on one connection 1,000 are taken, and each other one is told RATE_LIMITED', async () => {
    const greedy = await open();
    await until('it is acknowledged', () => greedy.count('connection_ack') === 1);
    for (let id = 0; id < 20_000; id += 1) greedy.subscribe(String(id));
    await until('all others are refused', () => greedy.count('error') === 19_000, { withinMs: 60_000 });
    expect(greedy.messages.find(({ type }) => type === 'error')).toMatchObject({
      payload: [{ extensions: { code: 'RATE_LIMITED' } }],
    });
    await until('1,000 are open', async () => (await openSubscriptions()) === 1_000);
    const ids = greedy.messages.length;
    const event = await insertRecommendation(site.sql, 'GREEDY-1');
    await until('each is sent the event', () => greedy.count('next') === 1_000);
    expect(JSON.stringify(greedy.messages.slice(ids))).toContain(event);
    greedy.socket.close();
    await until('none is left', async () => (await openSubscriptions()) === 0);
  }, 90_000);

  it('FEED-31: one operator may have 200 connections, and the next is closed with 1013', async () => {
    const sockets = await Promise.all(Array.from({ length: 200 }, () => open({ operatorId: 'many-screens' })));
    await until('they are in', () => sockets.every(({ count }) => count('connection_ack') === 1));
    const last = await open({ operatorId: 'many-screens' });
    expect(await last.closed()).toMatchObject({ code: 1013, reason: 'One operator may have 200 connections' });
    const other = await open({ operatorId: 'someone-else' });
    await until('another operator is let in', () => other.count('connection_ack') === 1);
    for (const { socket } of sockets) socket.close();
    await Promise.all(sockets.map(({ closed }) => closed()));
    await until('there is room again', async () => {
      const again = await open({ operatorId: 'many-screens' });
      return until('it is answered', () => again.count('connection_ack') === 1 || again.state.code === 1013).then(
        () => again.state.code !== 1013,
      );
    });
    other.socket.close();
  });

  it('an id that is ended and used again before it has begun has one subscription, and ends as one', async () => {
    const hasty = await open();
    await until('it is acknowledged', () => hasty.count('connection_ack') === 1);
    for (let round = 0; round < 300; round += 1) {
      hasty.subscribe('same');
      hasty.send({ id: 'same', type: 'complete' });
    }
    hasty.subscribe('same');
    hasty.subscribe('other');
    await until('two are open', async () => (await openSubscriptions()) === 2);
    await insertRecommendation(site.sql, 'HASTY-1');
    await until('both are sent the event', () => hasty.count('next') >= 2);
    await insertRecommendation(site.sql, 'HASTY-2');
    await until('and the next one', () => hasty.count('next') >= 4);
    expect(hasty.messages.filter(({ id, type }) => id === 'same' && type === 'next')).toHaveLength(2);
    hasty.send({ id: 'same', type: 'complete' });
    hasty.send({ id: 'other', type: 'complete' });
    await until('none is left', async () => (await openSubscriptions()) === 0);
    expect(hasty.state.code).toBeUndefined();
    hasty.socket.close();
  });

  it('an id that is ended and used again in the same breath has the new subscription, and loses none', async () => {
    const hasty = await open();
    await until('it is acknowledged', () => hasty.count('connection_ack') === 1);
    hasty.subscribe('same');
    for (let round = 1; round <= 50; round += 1) {
      await until('it is open', async () => (await openSubscriptions()) === 1);
      const event = await insertRecommendation(site.sql, `AGAIN-${round}`);
      await until('it is sent the event', () =>
        hasty.messages.some((message) => JSON.stringify(message).includes(event)),
      );
      hasty.send({ id: 'same', type: 'complete' });
      hasty.subscribe('same');
    }
    expect(hasty.count('complete')).toBe(0);
    expect(hasty.count('next')).toBe(50);
    hasty.socket.close();
  });

  it('FEED-31: a client that asks and does not read its answers is not read from until it does, and costs a bounded memory', async () => {
    const deaf = await open();
    await until('it is acknowledged', () => deaf.count('connection_ack') === 1);
    deaf.socket.pause();
    const before = residentBytes(site.server.pid);
    const payload = { query: documentText(CurrentStatus), variables: {} };
    for (let id = 0; id < 20_000; id += 1) deaf.send({ id: `${id} ${'x'.repeat(1_000)}`, type: 'subscribe', payload });
    await until(
      'the server no longer takes its questions',
      async () => {
        const { bufferedAmount } = deaf.socket;
        return bufferedAmount > 0 && (await site.http.post('{"query":"{ recommendationEventHead }"}')) !== undefined;
      },
      { withinMs: 30_000 },
    );
    expect(residentBytes(site.server.pid) - before).toBeLessThan(5 * tenMegabytes);
    deaf.socket.terminate();
  }, 60_000);
});
