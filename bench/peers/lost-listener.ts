/** Measures what a screen of each peer misses when the connection behind its listener is killed. */
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { HttpClient } from '../load/http-client.ts';
import type { Site } from '../site/site.ts';
import { type Peer, pollQuery } from './peer.ts';
import type { Writer } from './writer.ts';

const eventsAfterKill = 20;
const eventEveryMs = 250;
const eventsLater = 5;
const patienceMs = 10_000;
const lookMs = 50;
const subscribeMs = 2_000;
const settleMs = 500;
const settleAttempts = 40;

/** What one screen receives when the backend behind its server's listener is killed and recommendations go on being written. */
export interface LostListener {
  /** Of those written within 5 s after the kill. */
  readonly received: number;
  readonly written: number;
  /** Of those written 10 s after that. */
  readonly receivedLater: number;
  readonly writtenLater: number;
  /** Of as many written after the screen has closed and subscribed again. */
  readonly receivedAgain: number;
  readonly subscription: 'open' | 'ended';
  readonly server: 'runs' | 'ended';
}

export async function killListener(peer: Peer, site: Site, writer: Writer): Promise<LostListener> {
  const openScreen = () => (peer.query === null ? pollingScreen(peer.url) : subscribedScreen(peer.url, peer.query));
  const screen = await openScreen();
  await settled(screen, writer);
  const { rowCount } = await site.superuser.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND ${peer.listener}`,
  );
  if (rowCount === 0) throw new Error(`${peer.name} has no listener to kill`);
  const during = await written(writer, eventsAfterKill);
  await receivedAll(screen, during);
  const later = await written(writer, eventsLater);
  await receivedAll(screen, later);
  const subscription = screen.ended() ? 'ended' : 'open';
  screen.close();
  const receivedAgain = peer.isRunning() ? await receivedBy(await openScreen(), writer) : 0;
  return {
    received: count(screen, during),
    written: during.length,
    receivedLater: count(screen, later),
    writtenLater: later.length,
    receivedAgain,
    subscription,
    server: peer.isRunning() ? 'runs' : 'ended',
  };
}

async function receivedBy(screen: CountingScreen, writer: Writer): Promise<number> {
  // Nothing tells when a subscription stands.
  await delay(subscribeMs);
  const ids = await written(writer, eventsLater);
  await receivedAll(screen, ids);
  screen.close();
  return count(screen, ids);
}

interface CountingScreen {
  has(equipmentId: string): boolean;
  ended(): boolean;
  close(): void;
}

async function subscribedScreen(url: string, query: string): Promise<CountingScreen> {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws');
  let text = '';
  let ended = false;
  socket.on('close', () => {
    ended = true;
  });
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  socket.on('message', (data: Buffer) => {
    const { type }: { type: string } = JSON.parse(data.toString());
    if (type === 'complete' || type === 'error') ended = true;
    text += data.toString();
  });
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
  return { has: (id) => text.includes(`"${id}"`), ended: () => ended, close: () => socket.terminate() };
}

async function pollingScreen(url: string): Promise<CountingScreen> {
  const http = new HttpClient(url, 1);
  const seen = new Set<string>();
  let after = new Date().toISOString();
  const timer = setInterval(async () => {
    type Answer = { readonly created: readonly { readonly equipment_id: string; readonly timestamp: string }[] };
    try {
      for (const row of (await http.query<Answer>(pollQuery, { after })).created) {
        seen.add(row.equipment_id);
        after = row.timestamp;
      }
    } catch (error) {
      console.error(`    a poll failed: ${error}`);
    }
  }, 1_000);
  return {
    has: (id) => seen.has(id),
    ended: () => false,
    close: () => {
      clearInterval(timer);
      http.close();
    },
  };
}

async function settled(screen: CountingScreen, writer: Writer): Promise<void> {
  for (let attempt = 0; attempt < settleAttempts; attempt++) {
    const [id = ''] = await written(writer, 1);
    await delay(settleMs);
    if (screen.has(id)) return;
  }
  throw new Error('the subscription does not deliver');
}

async function written(writer: Writer, events: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < events; i++) {
    ids.push(writer.next());
    await writer.write();
    await delay(eventEveryMs);
  }
  return ids;
}

async function receivedAll(screen: CountingScreen, ids: readonly string[]): Promise<void> {
  const endsMs = performance.now() + patienceMs;
  while (count(screen, ids) < ids.length && performance.now() < endsMs) await delay(lookMs);
}

function count(screen: CountingScreen, ids: readonly string[]): number {
  return ids.filter((id) => screen.has(id)).length;
}
