import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { documentText } from '../support/clients/clients-http.ts';
import { PipelineHealthQuery, RecommendationEvents } from '../support/clients/operations.ts';
import { byForm, count, noteFault } from '../support/fault-form.ts';
import { megabytes, residentBytes, watchMemory } from '../support/server/process-memory.ts';
import { useSite } from '../support/server/server-fixture.ts';
import { serverLiveBytes, withInspector } from '../support/server/server-memory.ts';
import { until } from '../support/until.ts';

const timeoutMs = byForm({ short: 60_000, long: 900_000 });
const megabyte = 1_048_576;
const subscribe = { query: documentText(RecommendationEvents) };

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

describe('Hostile sockets cost only themselves', () => {
  const site = useSite(withInspector);
  const feedSubscribers = async () =>
    (await site.http.request(PipelineHealthQuery, {})).pipelineHealth.feed.subscribers;
  /** A socket that says what it likes. */
  const open = async (greet = true) => {
    const socket = new WebSocket(site.server.websocketUrl, 'graphql-transport-ws');
    const messages: Message[] = [];
    let closeCode: number | undefined;
    socket.on('message', (data) => void messages.push(JSON.parse(String(data))));
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      closeCode = code;
    });
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    const say = (message: object) => socket.send(JSON.stringify(message));
    if (greet) {
      say({ type: 'connection_init' });
      await until('it is greeted', () => messages.some(({ type }) => type === 'connection_ack'));
    }
    const closed = async () => {
      await until('it is closed', () => closeCode !== undefined, { withinMs: 30_000 });
      return closeCode;
    };
    /** Until everything said so far has been heard and answered. */
    const heard = async () => {
      const pongs = () => messages.filter(({ type }) => type === 'pong').length;
      const before = pongs();
      say({ type: 'ping' });
      await until('the server keeps up', () => pongs() > before || closeCode !== undefined, { withinMs: 60_000 });
    };
    return { socket, messages, say, heard, closed, closeCode: () => closeCode };
  };
  type OpenSocket = Awaited<ReturnType<typeof open>>;
  const settled = () =>
    until('nobody is subscribed', async () => (await feedSubscribers()) === 0, { withinMs: 60_000 });

  it(
    'tens of thousands of subscriptions on one socket: held to the cap, told so, and nothing is left of them',
    async (context) => {
      const wanted = byForm({ short: 3_000, long: 20_000 });
      const ask = ({ say }: OpenSocket, id: number) => say({ id: String(id), type: 'subscribe', payload: subscribe });
      // As many from a client that ends each before it asks for the next: what is garbage is garbage there as well.
      const usual = watchMemory(site.server.pid);
      const polite = await open();
      for (let id = 0; id < wanted; id += 1) {
        ask(polite, id);
        polite.say({ id: String(id), type: 'complete' });
        if (id % 500 === 499) await polite.heard();
      }
      polite.socket.terminate();
      await settled();
      usual.stop();
      const liveBefore = await serverLiveBytes(site.server);
      const memory = watchMemory(site.server.pid);
      const hostile = await open();
      const { messages, closeCode } = hostile;
      for (let id = 0; id < wanted; id += 1) {
        ask(hostile, id);
        if (id % 500 === 499) await hostile.heard();
      }
      const countRefused = () =>
        messages.filter(({ type, payload }) => type === 'error' && JSON.stringify(payload).includes('RATE_LIMITED'))
          .length;
      // A pong takes a shorter way than a refusal, and may overtake the last of them.
      await until('all that are too many are told so', () => countRefused() >= wanted - 1_000, {
        state: () => countRefused(),
      });
      const refused = countRefused();
      const stillOpen = await feedSubscribers();
      expect({ stillOpen, refused, closed: closeCode() }).toEqual({
        stillOpen: 1_000,
        refused: wanted - 1_000,
        closed: undefined,
      });
      memory.stop();
      const heldBytes = (await serverLiveBytes(site.server)) - liveBefore;
      hostile.socket.terminate();
      await settled();
      const leftBytes = (await serverLiveBytes(site.server)) - liveBefore;
      const moreBytes = memory.highestBytes - usual.highestBytes;
      noteFault(context, {
        done: `${count(wanted)} subscriptions asked for on one socket`,
        seen:
          `${count(stillOpen)} open, ${count(refused)} told RATE_LIMITED; they hold ${megabytes(heldBytes)}, and ${megabytes(leftBytes)} are left afterwards; ` +
          `resident memory at its highest ${megabytes(memory.highestBytes)}, ${megabytes(usual.highestBytes)} when as many were opened and ended one by one; 0 left`,
      });
      expect(heldBytes).toBeLessThan(10 * megabyte);
      expect(leftBytes).toBeLessThan(2 * megabyte);
      expect(moreBytes).toBeLessThan(byForm({ short: 40, long: 10 }) * megabyte);
    },
    timeoutMs,
  );

  it(
    'a message of a hundred megabytes: cut off with 1009 before it is held in memory',
    async (context) => {
      const rounds = byForm({ short: 2, long: 20 });
      const greetingOf = (bytes: number) =>
        JSON.stringify({ type: 'connection_init', payload: { x: 'x'.repeat(bytes) } });
      const body = greetingOf(byForm({ short: 20, long: 100 }) * megabyte);
      // The largest that is taken, for comparison.
      const allowed = greetingOf(999_900);
      const flood = async () => {
        const { socket, closed } = await open(false);
        socket.send(body, () => undefined);
        expect(await closed()).toBe(1009);
      };
      const greet = async () => {
        const { socket, messages } = await open(false);
        socket.send(allowed);
        await until('it is greeted', () => messages.length > 0);
        socket.terminate();
      };
      const highest = async (work: () => Promise<void>) => {
        const memory = watchMemory(site.server.pid);
        for (let round = 0; round < rounds; round += 1) await work();
        memory.stop();
        return memory.highestBytes;
      };
      for (let warmUp = 0; warmUp < 3; warmUp += 1) await flood();
      const usualBytes = await highest(greet);
      const liveBefore = await serverLiveBytes(site.server);
      const highestBytes = await highest(flood);
      const leftBytes = (await serverLiveBytes(site.server)) - liveBefore;
      noteFault(context, {
        done: `a frame of ${megabytes(body.length)} × ${rounds}`,
        seen:
          `closed with 1009 each time; ${megabytes(leftBytes)} left; resident memory at its highest ${megabytes(highestBytes)}, ` +
          `${megabytes(usualBytes)} with as many messages of the largest size that is taken`,
      });
      expect(leftBytes).toBeLessThan(2 * megabyte);
      expect(highestBytes - usualBytes).toBeLessThan(10 * megabyte);
    },
    timeoutMs,
  );

  it(
    'no greeting, a second greeting, an id used twice, no protocol at all: closed with the documented code',
    async (context) => {
      const rounds = byForm({ short: 20, long: 500 });
      const silent = await open(false);
      const codes = async (misbehave: (socket: Awaited<ReturnType<typeof open>>) => void) => {
        const seen = new Set<number | undefined>();
        for (let round = 0; round < rounds; round += 1) {
          const socket = await open();
          misbehave(socket);
          seen.add(await socket.closed());
        }
        return [...seen];
      };
      expect(await codes(({ say }) => say({ type: 'connection_init' }))).toEqual([4429]);
      expect(
        await codes(({ say }) => {
          for (let n = 0; n < 2; n += 1) say({ id: '1', type: 'subscribe', payload: subscribe });
        }),
      ).toEqual([4409]);
      expect(await codes(({ socket }) => socket.send('not JSON'))).toEqual([4400]);
      expect(await codes(({ say }) => say({ type: 'surprise' }))).toEqual([4400]);
      expect(await silent.closed()).toBe(4408);
      await settled();
      noteFault(context, {
        done: `a second connection_init, an id twice, text that is no JSON, an unknown message type × ${rounds} each; a socket that says nothing`,
        seen: 'closed with 4429, 4409, 4400, 4400 and 4408; 0 subscriptions left',
      });
    },
    timeoutMs,
  );

  it(
    'subscriptions opened and ended without a pause, some before they were open: none is left, and no memory',
    async (context) => {
      const cycles = byForm({ short: 4_000, long: 100_000 });
      const sockets = 10;
      const turn = async (howMany: number) => {
        await Promise.all(
          Array.from({ length: sockets }, async () => {
            let { socket, messages, say, heard } = await open();
            for (let n = 0; n < howMany / sockets; n += 1) {
              const id = String(n);
              say({ id, type: 'subscribe', payload: subscribe });
              // A third is ended in the same breath, a third a moment later, of the others now and then the whole socket.
              if (n % 3 === 1) await pause(0);
              if (n % 3 === 2 && n % 300 === 2) {
                socket.terminate();
                ({ socket, messages, say, heard } = await open());
              } else say({ id, type: 'complete' });
              if (n % 100 === 99) await heard();
            }
            expect(messages.filter(({ type }) => type === 'error' || type === 'next').slice(0, 3)).toEqual([]);
            socket.terminate();
          }),
        );
        await settled();
      };
      // The first round warms the server up: code is compiled and pools are filled once.
      await turn(cycles / 4);
      const liveBefore = await serverLiveBytes(site.server);
      await turn(cycles);
      const liveAfter = await serverLiveBytes(site.server);
      const growth = (liveAfter - liveBefore) / liveBefore;
      noteFault(context, {
        done: `${count(cycles)} subscriptions opened and ended on ${sockets} sockets, a third in the same breath, some with the whole socket`,
        seen:
          `0 left; what the server holds after a collection ${megabytes(liveBefore)} before and ${megabytes(liveAfter)} afterwards ` +
          `(${growth > 0 ? '+' : ''}${(growth * 100).toFixed(1)} %); resident memory ${megabytes(residentBytes(site.server.pid))}`,
      });
      expect(growth).toBeLessThan(0.05);
    },
    timeoutMs,
  );
});
