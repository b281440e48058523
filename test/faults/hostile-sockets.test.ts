import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { documentText } from '../support/clients-http.ts';
import { byForm, count, noteFault } from '../support/fault-form.ts';
import { PipelineHealthQuery, RecommendationEvents } from '../support/operations.ts';
import { megabytes, residentBytes, watchMemory } from '../support/process-memory.ts';
import { useSite } from '../support/server-fixture.ts';
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
  const site = useSite();
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
    return { socket, messages, say, closed, closeCode: () => closeCode };
  };
  const settled = () =>
    until('nobody is subscribed', async () => (await feedSubscribers()) === 0, { withinMs: 60_000 });
  const heapBytes = async () => {
    const text = await (await fetch(`${site.server.url}/metrics`)).text();
    return Number(/^andon_nodejs_heap_size_used_bytes (\S+)$/m.exec(text)?.[1]);
  };
  /** What the heap comes down to while something is done: collected garbage does not count, what is kept does. */
  const heapFloorDuring = async (work: Promise<unknown>) => {
    const samples: number[] = [];
    let running = true;
    const sampling = (async () => {
      while (running) {
        samples.push(await heapBytes());
        await pause(100);
      }
    })();
    await work;
    running = false;
    await sampling;
    return Math.min(...samples.slice(samples.length >> 1));
  };

  it(
    'tens of thousands of subscriptions on one socket: held to the cap, told so, and nothing is left of them',
    async (context) => {
      const wanted = byForm({ short: 3_000, long: 20_000 });
      const memory = watchMemory(site.server.pid);
      const { socket, messages, say, closeCode } = await open();
      for (let id = 0; id < wanted && closeCode() === undefined; id += 1) {
        say({ id: String(id), type: 'subscribe', payload: subscribe });
        if (id % 500 === 0) await pause(1);
      }
      const refused = () =>
        messages.filter(({ type, payload }) => type === 'error' && JSON.stringify(payload).includes('RATE_LIMITED'));
      await until(
        'every one too many is refused',
        () => closeCode() !== undefined || refused().length >= wanted - 1_000,
        {
          withinMs: 60_000,
          state: () => messages.length,
        },
      );
      const stillOpen = await feedSubscribers();
      const closedWith = closeCode();
      expect(stillOpen).toBeLessThanOrEqual(1_000);
      socket.terminate();
      await settled();
      const grownBytes = memory.stop();
      noteFault(context, {
        done: `${count(wanted)} subscriptions asked for on one socket`,
        seen: `${count(stillOpen)} open, ${count(refused().length)} told RATE_LIMITED${closedWith === undefined ? '' : `, closed with ${closedWith}`}; resident memory at most + ${megabytes(grownBytes)}; 0 left afterwards`,
      });
      expect(grownBytes).toBeLessThan(100 * megabyte);
    },
    timeoutMs,
  );

  it(
    'a message of a hundred megabytes: cut off with 1009 before it is held in memory',
    async (context) => {
      const rounds = byForm({ short: 2, long: 20 });
      const body = JSON.stringify({
        type: 'connection_init',
        payload: { x: 'x'.repeat(byForm({ short: 20, long: 100 }) * megabyte) },
      });
      const flood = async () => {
        const { socket, closed } = await open(false);
        socket.send(body, () => undefined);
        expect(await closed()).toBe(1009);
      };
      for (let warmUp = 0; warmUp < 3; warmUp += 1) await flood();
      const memory = watchMemory(site.server.pid);
      for (let round = 0; round < rounds; round += 1) await flood();
      const grownBytes = memory.stop();
      noteFault(context, {
        done: `a frame of ${megabytes(body.length)} × ${rounds}`,
        seen: `closed with 1009 each time, resident memory at most + ${megabytes(grownBytes)}`,
      });
      // Less than one of the messages: what is left is chunks of the stream that wait for the collector.
      expect(grownBytes).toBeLessThan(64 * megabyte);
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
            let { socket, messages, say } = await open();
            for (let n = 0; n < howMany / sockets; n += 1) {
              const id = String(n);
              say({ id, type: 'subscribe', payload: subscribe });
              // A third is ended in the same breath, a third a moment later, of the others now and then the whole socket.
              if (n % 3 === 1) await pause(0);
              if (n % 3 === 2 && n % 300 === 2) {
                socket.terminate();
                ({ socket, messages, say } = await open());
              } else say({ id, type: 'complete' });
              if (n % 100 === 99) {
                const before = messages.length;
                say({ type: 'ping' });
                await until('the server keeps up', () => messages.length > before, { withinMs: 60_000 });
              }
            }
            expect(messages.filter(({ type }) => type === 'error' || type === 'next').slice(0, 3)).toEqual([]);
            socket.terminate();
          }),
        );
        await settled();
      };
      // The first round warms the server up: code is compiled and pools are filled once.
      await turn(cycles / 4);
      const floorBefore = await heapFloorDuring(turn(cycles / 2));
      const floorAfter = await heapFloorDuring(turn(cycles / 2));
      const residentAfter = residentBytes(site.server.pid);
      const growth = (floorAfter - floorBefore) / floorBefore;
      noteFault(context, {
        done: `${count(cycles)} subscriptions opened and ended on ${sockets} sockets, a third in the same breath, some with the whole socket`,
        seen:
          `0 left; the heap's floor ${megabytes(floorBefore)} in the first half and ${megabytes(floorAfter)} in the second ` +
          `(${growth > 0 ? '+' : ''}${(growth * 100).toFixed(1)} %); resident memory afterwards ${megabytes(residentAfter)}`,
      });
      expect(growth).toBeLessThan(byForm({ short: 0.5, long: 0.05 }));
    },
    timeoutMs,
  );
});
