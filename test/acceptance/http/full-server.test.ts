import { readdirSync } from 'node:fs';
import net from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import WebSocket from 'ws';
import { followRecommendations } from '../../support/clients/clients-events.ts';
import { insertRecommendation } from '../../support/clients/clients-sql.ts';
import { PipelineHealthQuery } from '../../support/clients/operations.ts';
import { createTestDatabase } from '../../support/database/database.ts';
import { type OwnSite, startOwnSite } from '../../support/server/own-site.ts';
import { until } from '../../support/until.ts';

/** So few that the server is soon full; half of them it keeps for everything that is no WebSocket. */
const openFiles = 384;
const places = openFiles / 2;

interface Knock {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly socket: WebSocket;
}

/** Comes to the source with a WebSocket: 101 is a place. */
function knock(url: string): Promise<Knock> {
  const socket = new WebSocket(url, 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.once('upgrade', () => resolve({ status: 101, retryAfter: undefined, socket }));
    socket.once('unexpected-response', (_request, { statusCode = 0, headers }) => {
      resolve({ status: statusCode, retryAfter: headers['retry-after'], socket });
    });
    socket.on('error', reject);
  });
}

describe('A server whose places are all taken', () => {
  it('FEED-31: answers one WebSocket more with 503, serves those it has, and takes another when one has gone', async () => {
    const site = await startSmallSite();
    const { websocketUrl, pid } = site.server;
    const screen = await followRecommendations(site, {});
    const taken: WebSocket[] = [];
    for (;;) {
      const { status, retryAfter, socket } = await knock(websocketUrl);
      if (status === 101) {
        // Greeted, else the server would send it away before the test is over.
        socket.send(JSON.stringify({ type: 'connection_init' }));
        taken.push(socket);
        continue;
      }
      expect({ status, retryAfter }).toEqual({ status: 503, retryAfter: '5' });
      break;
    }
    expect(taken.length + 1).toBe(places);

    const files = () => readdirSync(`/proc/${pid}/fd`).length;
    const filesWhenFull = files();
    // More than there are files, a few at a time.
    for (let come = 0; come < openFiles; come += 16) {
      const impolite = Array.from({ length: 16 }, () => keepsTheLine(websocketUrl));
      await until('they are refused', () => impolite.every((answer) => answer().includes(' 503 ')), {
        state: () => impolite.map((answer) => answer()),
      });
    }
    await until('they hold nothing', () => files() <= filesWhenFull + 5, { state: files });

    const id = await insertRecommendation(site.sql, 'FULL-1', { severity: 'high' });
    await screen.event('an alert', ({ recommendationEvents }) => recommendationEvents.recommendation.id === id);
    await site.http.request(PipelineHealthQuery, {});
    expect((await fetch(`${site.server.url}/readyz`)).status).toBe(200);

    taken[0]?.close();
    await until('a place is free', async () => (await knock(websocketUrl)).status === 101);
    await screen.close();
  });

  it('comes back to its database however many connections are held open that say nothing', async () => {
    const site = await startSmallSite();
    const screen = await followRecommendations(site, {});
    const crowd = silentCrowd(site.server.url, openFiles + 50);
    await until('some are hung up on', () => crowd.refusals() > 0);
    const listeners = () =>
      site.sql.rows<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE application_name = 'andon listener' AND datname = current_database()`,
      );
    const [before] = await listeners();
    await site.sql.rows('SELECT pg_terminate_backend($1)', [before?.pid]);
    await until('it listens again', async () => (await listeners()).some(({ pid }) => pid !== before?.pid));
    const id = await insertRecommendation(site.sql, 'CROWD-1', { severity: 'high' });
    await screen.event('an alert', ({ recommendationEvents }) => recommendationEvents.recommendation.id === id);
    crowd.leave();
    await until('it is ready', async () => (await fetch(`${site.server.url}/readyz`)).ok);
    await screen.close();
  });
});

async function startSmallSite(): Promise<OwnSite> {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  return startOwnSite({ databaseUrl: database.url, openFiles, sqlUrl: () => database.url });
}

/** Connections that say nothing; who is hung up on comes again, and takes whatever has become free meanwhile. */
function silentCrowd(url: string, size: number) {
  const { hostname, port } = new URL(url);
  const inside = new Set<net.Socket>();
  const state = { refusals: 0, left: false };
  const come = () => {
    if (state.left) return;
    const socket = net.connect({ host: hostname, port: Number(port) });
    inside.add(socket);
    socket.on('error', () => undefined); // to be hung up on is what they are here for
    socket.on('close', () => {
      inside.delete(socket);
      state.refusals += 1;
      setTimeout(come, 50);
    });
  };
  for (let n = 0; n < size; n += 1) come();
  const leave = () => {
    state.left = true;
    for (const socket of inside) socket.destroy();
  };
  onTestFinished(leave);
  return { refusals: () => state.refusals, leave };
}

/** Asks for a WebSocket and never hangs up by itself, whatever the answer is. */
function keepsTheLine(websocketUrl: string): () => string {
  const { hostname, port, pathname } = new URL(websocketUrl);
  const socket = net.connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  let answer = '';
  socket.setEncoding('latin1').on('data', (text: string) => {
    answer += text;
  });
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined); // its answer is what counts
  socket.write(
    `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  );
  return () => answer;
}
