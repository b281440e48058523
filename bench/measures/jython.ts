/** Measures how long an event takes to the message handler behind the Ignition pack. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { type Gateway, startGateway } from '../../test/support/ignition/gateway.ts';
import { until } from '../../test/support/until.ts';
import { type Bench, say } from '../bench.ts';
import { recommendationWriter } from '../load/recommendation-writer.ts';
import { withSite } from '../site/site.ts';
import { percentile, rounded } from '../statistics.ts';

const defaultRounds = 500;
/** Java compiles what it runs often: a gateway that has been up for a while is what is measured. */
const warmUpRounds = 500;
const pauseMs = 20;
const goalMs = 100;
const nowUs = finerClock();
const subscription =
  'subscription { recommendationEvents(kinds: [CREATED]) { cursor recommendation { recommendationId equipmentId } } }';

export const jython: Bench = {
  name: 'jython',
  about: `an event written by SQL to the message handler of a session behind the Ignition pack, ${defaultRounds} times; needs Debian's jython`,
  run: ({ rounds = defaultRounds, profileDir }) =>
    withSite({ profileDir }, async ({ url, database }) => {
      const gateway = await startGateway({ URL: url }, { java: ['-Xmx512m'] });
      const writer = await database.connect({ applicationName: 'bench writer' });
      try {
        await gateway.start();
        await gateway.untilTag('Bridge/State', 'live');
        const screen = await plainScreen(url);
        say(
          `jython: ${warmUpRounds} events to warm up, ${rounds} to measure, each to the gateway and to a plain WebSocket client`,
        );
        await write(recommendationWriter(writer, 'WARM'), warmUpRounds);
        const sentUs = await write(recommendationWriter(writer, 'JYTHON'), rounds);
        const own = await handled(gateway, sentUs);
        const plain = sentUs.map((fromUs, n) => ((screen.arrivedUs.get(`JYTHON-${n}`) ?? Number.NaN) - fromUs) / 1_000);
        screen.close();
        const own99 = percentile(own, 0.99);
        const plain99 = percentile(plain, 0.99);
        return [
          {
            what: 'event written by SQL to the message handler of the Ignition pack on Jython, p99, beside a plain WebSocket client',
            measured: `${rounded(own99)} ms, p50 ${rounded(percentile(own, 0.5))} ms`,
            floor: `${rounded(plain99)} ms, p50 ${rounded(percentile(plain, 0.5))} ms`,
            ratio: `${rounded(own99 / plain99)} ×`,
            goal: `≤ ${goalMs} ms`,
            met: own99 <= goalMs,
          },
        ];
      } finally {
        await writer.end();
        await gateway.close();
      }
    }),
};

/** Epoch µs just before each was sent; paced, as events are. */
async function write(ring: () => Promise<unknown>, rounds: number): Promise<number[]> {
  const sentUs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    sentUs.push(nowUs());
    await ring();
    await delay(pauseMs);
  }
  return sentUs;
}

/** Milliseconds from each event's sending to its session message handler. */
async function handled(gateway: Gateway, sentUs: readonly number[]): Promise<number[]> {
  const arrivedUs = new Map<unknown, number>();
  await until('every event has reached the handler', async () => {
    for (const { atUs, payload } of await gateway.sent()) arrivedUs.set(payload.data['equipmentId'], atUs);
    return arrivedUs.has(`JYTHON-${sentUs.length - 1}`);
  });
  return sentUs.map((fromUs, n) => ((arrivedUs.get(`JYTHON-${n}`) ?? Number.NaN) - fromUs) / 1_000);
}

async function plainScreen(url: string): Promise<{ readonly arrivedUs: ReadonlyMap<string, number>; close(): void }> {
  const arrivedUs = new Map<string, number>();
  const screen = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  await once(screen, 'open');
  screen.send('{"type":"connection_init"}');
  await once(screen, 'message');
  screen.on('message', (data: Buffer) => {
    const atUs = nowUs();
    const equipmentId = /"equipmentId":"([^"]+)"/.exec(data.toString())?.[1];
    if (equipmentId !== undefined) arrivedUs.set(equipmentId, atUs);
  });
  screen.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: subscription } }));
  return { arrivedUs, close: () => screen.terminate() };
}

/** The clock of the machine, which Java's reads too, finer than Date tells it: taken in the instant in which Date goes on. */
function finerClock(): () => number {
  const before = Date.now();
  while (Date.now() === before);
  const originMs = Date.now() - performance.now();
  return () => (originMs + performance.now()) * 1_000;
}
