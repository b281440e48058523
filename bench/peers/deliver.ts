/** Measures how long each peer takes to bring a recommendation to its subscribers, and at what CPU time. */
import { setTimeout as delay } from 'node:timers/promises';
import { openScreens } from '../load/start-screens.ts';
import { cpuSeconds } from '../site/usage.ts';
import { percentile } from '../statistics.ts';
import type { Peer } from './peer.ts';
import { openPollers } from './pollers.ts';
import type { Writer } from './writer.ts';

const warmUpEvents = 20;
const pauseMs = 20;
/** For those who poll: two events between two looks. */
const pollPauseMs = 500;

export interface Delivery {
  readonly subscribers: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly cpuUs: number;
}

/** From just before the recommendation is written to its arrival at each subscriber, and the server's CPU for one delivery. */
export async function measureDelivery(
  peer: Peer,
  writer: Writer,
  subscribers: number,
  events: number,
): Promise<Delivery> {
  const { latencies, cpuS } = await (peer.query === null
    ? byPolling(peer, writer, subscribers, Math.max(4, Math.ceil(events / 10)))
    : bySubscription(peer, peer.query, writer, subscribers, events));
  return {
    subscribers,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    cpuUs: (cpuS * 1e6) / latencies.length,
  };
}

interface Measured {
  readonly latencies: readonly number[];
  readonly cpuS: number;
}

async function bySubscription(
  { url, pid }: Peer,
  query: string,
  writer: Writer,
  count: number,
  events: number,
): Promise<Measured> {
  const screens = await openScreens({ url, query, count }, writer.write);
  for (let i = 0; i < warmUpEvents; i++) await screens.deliver(writer.write);
  const before = await cpuSeconds(pid);
  const latencies: number[] = [];
  for (let i = 0; i < events; i++) {
    for (const ms of await screens.deliver(writer.write)) latencies.push(ms);
    await delay(pauseMs);
  }
  const cpuS = (await cpuSeconds(pid)) - before;
  screens.close();
  return { latencies, cpuS };
}

async function byPolling({ url, pid }: Peer, writer: Writer, count: number, events: number): Promise<Measured> {
  const pollers = await openPollers(url, count);
  const before = await cpuSeconds(pid);
  for (let i = 0; i < events; i++) {
    pollers.expect(writer.next());
    await writer.write();
    await delay(pollPauseMs);
  }
  await pollers.until(count * events);
  const cpuS = (await cpuSeconds(pid)) - before;
  await pollers.close();
  return { latencies: pollers.latencies, cpuS };
}
