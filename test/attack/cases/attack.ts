/** The form of an attack, and what several of them do. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import WebSocket from 'ws';
import { z } from 'zod';
import type { AttackedSite, Sender } from '../../support/fixtures/attacked-site.ts';

export interface Attack {
  /** What lists of attacks call it. */
  readonly item: string;
  /** What is tried. */
  readonly attack: string;
  /** What it gets. */
  readonly answer: string;
  /** Tries it, and tells what it got. */
  run(site: AttackedSite): Promise<string>;
}

export const aliased = (count: number, field: string): string =>
  Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(' ');

/** The status of a request that is no operation, as `HTTP 404`. */
export async function statusOf(
  { server }: AttackedSite,
  path: string,
  init: RequestInit = {},
  sender: Sender = {},
): Promise<string> {
  const headers = {
    ...(sender.token === undefined ? {} : { authorization: `Bearer ${sender.token}` }),
    ...sender.headers,
  };
  const response = await fetch(`${server.url}${path}`, { redirect: 'manual', ...init, headers });
  await response.arrayBuffer();
  return `HTTP ${response.status}`;
}

/** The status of a request that is written by hand, line by line. */
export async function statusOfLines({ server }: AttackedSite, lines: readonly string[]): Promise<string> {
  const { port, hostname } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.write([...lines, 'Connection: close', '', ''].join('\r\n'));
  return `HTTP ${/^HTTP\/1\.1 (\d+)/.exec(await text(socket))?.[1]}`;
}

const message = z.object({ type: z.string(), id: z.string().optional(), payload: z.unknown().optional() });
const failures = z.array(z.object({ extensions: z.record(z.string(), z.unknown()) })).min(1);

export interface Socket {
  /** Subscribes, and does not wait for anything. */
  subscribe(id: string, query: string, variables?: unknown): void;
  /** The extensions of the error that an operation ends with. */
  failureOf(id: string): Promise<Readonly<Record<string, unknown>>>;
  /** False when the socket was closed instead. */
  readonly isAcknowledged: boolean;
  /** `close 4403`, once it is closed. */
  readonly closed: Promise<string>;
  close(): void;
}

/** A socket that has introduced itself. */
export async function openSocket(
  { server }: AttackedSite,
  payload: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Socket> {
  const socket = new WebSocket(server.websocketUrl, 'graphql-transport-ws', { headers: { ...headers } });
  const closed = once(socket, 'close').then(([code]) => `close ${code}`);
  const failed = new Map<string, Readonly<Record<string, unknown>>>();
  const waiting = new Map<string, (failure: Readonly<Record<string, unknown>>) => void>();
  const acknowledged = new Promise<void>((resolve) => {
    socket.on('message', (data) => {
      const told = message.safeParse(JSON.parse(String(data)));
      if (!told.success) return;
      const { type, id = '' } = told.data;
      if (type === 'connection_ack') return resolve();
      const errors = failures.safeParse(
        type === 'error'
          ? told.data.payload
          : z.object({ errors: z.unknown() }).safeParse(told.data.payload).data?.errors,
      );
      const [failure] = errors.success ? errors.data : [];
      if (failure === undefined) return;
      failed.set(id, failure.extensions);
      waiting.get(id)?.(failure.extensions);
    });
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  const isAcknowledged = await Promise.race([acknowledged.then(() => true), closed.then(() => false)]);
  return {
    isAcknowledged,
    subscribe: (id, query, variables) =>
      socket.send(JSON.stringify({ id, type: 'subscribe', payload: { query, variables } })),
    failureOf: (id) =>
      new Promise((resolve) => {
        const known = failed.get(id);
        if (known !== undefined) return resolve(known);
        waiting.set(id, resolve);
      }),
    closed,
    close: () => socket.terminate(),
  };
}

/** The code that an operation on a socket ends with. */
export async function askBySocket(site: AttackedSite, { token }: { token: string }, query: string): Promise<string> {
  const socket = await openSocket(site, { authorization: `Bearer ${token}` });
  socket.subscribe('1', query);
  const failure = await Promise.race([socket.failureOf('1').then(({ code }) => String(code)), socket.closed]);
  socket.close();
  return failure;
}
