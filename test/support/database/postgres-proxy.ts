/** A proxy before PostgreSQL that does to connections what networks do: cut, silence, delay. */
import { once } from 'node:events';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

const headerBytes = 5;
const firstLengthBytes = 4;
const readyForQuery = 'Z'.charCodeAt(0);
const authentication = 'R'.charCodeAt(0);
const commandComplete = 'C'.charCodeAt(0);
const idle = 'I'.charCodeAt(0);

/** Stands between a server and PostgreSQL, and does to their connections what networks do. */
export interface PostgresProxy {
  readonly url: string;
  /** Connections by their application name; without a name all. */
  connections(applicationName?: string): number;
  cut(applicationName?: string): number;
  /** Cuts everything and hangs up on whoever comes, as if nobody listened there. */
  refuse(): void;
  accept(): void;
  /** Nothing passes any more, in either direction, on these connections and on new ones of that name; no error is to be seen. */
  freeze(applicationName?: string): void;
  /** The same for the connections that are open now; new ones are well. */
  freezeOpen(applicationName: string): void;
  thaw(): void;
  /** Holds up what PostgreSQL answers on these connections, by so many milliseconds a piece, in its order. */
  delay(applicationName: string, byMs: () => number): void;
  /**
   * Lets the next statement of that connection commit, keeps the answer to itself and cuts: the program cannot know the outcome.
   * Resolves when it has happened.
   */
  cutAfterCommit(applicationName: string): Promise<void>;
  /** Cuts as soon as that connection sends anything, before PostgreSQL has it. */
  cutBeforeCommit(applicationName: string): Promise<void>;
  /** Sends a statement to PostgreSQL in the program's name, and keeps the answer. The connection has to be at rest. */
  inject(applicationName: string, statement: string): Promise<void>;
  close(): Promise<void>;
}

interface Link {
  name: string;
  readonly client: net.Socket;
  readonly server: net.Socket;
  frozen: boolean;
  /** What PostgreSQL has said and the program has not been told. */
  held: Buffer;
  committed: boolean;
  onInjected: (() => void) | null;
  /** What was held up before; the next piece waits behind it. */
  delayed: Promise<void>;
}

interface Trap {
  readonly name: string;
  readonly when: 'before' | 'after';
  readonly sprung: () => void;
}

export async function startPostgresProxy(databaseUrl: string): Promise<PostgresProxy> {
  const target = new URL(databaseUrl);
  const links = new Set<Link>();
  const traps = new Set<Trap>();
  const slow = new Map<string, () => number>();
  let refusing = false;
  let frozen: { readonly name: string | undefined } | null = null;

  const isFrozen = (link: Link) =>
    link.frozen || (frozen !== null && (frozen.name === undefined || frozen.name === link.name));
  const matching = (name?: string) => [...links].filter((link) => name === undefined || link.name === name);
  const end = (link: Link) => {
    link.client.destroy();
    link.server.destroy();
    links.delete(link);
  };
  const spring = (trap: Trap, link: Link) => {
    traps.delete(trap);
    end(link);
    trap.sprung();
  };
  const trapOf = (link: Link, when: Trap['when']) =>
    [...traps].find((trap) => trap.name === link.name && trap.when === when);

  const fromClient = (link: Link, chunk: Buffer) => {
    if (link.name === '') link.name = applicationNameIn(chunk);
    if (isFrozen(link)) return keepFor(link.client, chunk);
    const trap = trapOf(link, 'before');
    if (trap !== undefined) return spring(trap, link);
    link.server.write(chunk);
  };
  /** Answers are passed on statement by statement while somebody waits for a commit; otherwise as they come. */
  const fromServer = (link: Link, chunk: Buffer) => {
    if (isFrozen(link)) return keepFor(link.server, chunk);
    const trap = trapOf(link, 'after');
    if (trap === undefined && link.onInjected === null && link.held.length === 0) {
      link.client.write(chunk);
      return;
    }
    link.held = Buffer.concat([link.held, chunk]);
    for (let at = 0; link.held.length - at >= headerBytes; ) {
      const length = link.held.readUInt32BE(at + 1) + 1;
      if (link.held.length - at < length) break;
      const type = link.held[at];
      at += length;
      if (type === commandComplete) link.committed = true;
      if (type === authentication) {
        // A connection that is only being opened waits for its client's word; nothing of it may be kept.
        link.client.write(link.held.subarray(0, at));
        link.held = link.held.subarray(at);
        at = 0;
        continue;
      }
      if (type !== readyForQuery) continue;
      const isIdle = link.held[at - 1] === idle;
      if (link.onInjected !== null) {
        link.onInjected();
        link.onInjected = null;
      } else if (trap !== undefined && isIdle && link.committed) return spring(trap, link);
      else link.client.write(link.held.subarray(0, at));
      link.committed = false;
      link.held = link.held.subarray(at);
      at = 0;
    }
    if (trapOf(link, 'after') === undefined && link.onInjected === null) {
      link.client.write(link.held);
      link.held = Buffer.alloc(0);
    }
  };

  const proxy = net.createServer((client) => {
    if (refusing) {
      client.resetAndDestroy();
      return;
    }
    const server = net.connect(Number(target.port), target.hostname);
    const link: Link = {
      name: '',
      client,
      server,
      frozen: false,
      held: Buffer.alloc(0),
      committed: false,
      onInjected: null,
      delayed: Promise.resolve(),
    };
    links.add(link);
    client.on('data', (chunk) => fromClient(link, chunk));
    server.on('data', (chunk) => {
      const byMs = slow.get(link.name);
      if (byMs === undefined) return fromServer(link, chunk);
      link.delayed = link.delayed.then(() => pause(byMs())).then(() => fromServer(link, chunk));
    });
    for (const socket of [client, server]) {
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      // A frozen line does not tell that the other end has hung up either.
      socket.on('close', () => {
        if (!isFrozen(link)) end(link);
      });
    }
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const address = proxy.address();
  const url = new URL(databaseUrl);
  url.port = typeof address === 'object' && address !== null ? String(address.port) : '';

  const setTrap = (name: string, when: Trap['when']) =>
    new Promise<void>((resolve) => void traps.add({ name, when, sprung: resolve }));
  return {
    url: url.href,
    connections: (name) => matching(name).length,
    cut: (name) => matching(name).map(end).length,
    refuse: () => {
      refusing = true;
      for (const link of links) end(link);
    },
    accept: () => {
      refusing = false;
    },
    freeze: (name) => {
      frozen = { name };
    },
    freezeOpen: (name) => {
      for (const link of matching(name)) link.frozen = true;
    },
    delay: (name, byMs) => void slow.set(name, byMs),
    thaw: () => {
      frozen = null;
      for (const link of links) {
        link.frozen = false;
        if (link.client.destroyed || link.server.destroyed) end(link);
        else for (const socket of [link.client, link.server]) socket.resume();
      }
    },
    cutAfterCommit: (name) => setTrap(name, 'after'),
    cutBeforeCommit: (name) => setTrap(name, 'before'),
    inject: (name, statement) =>
      new Promise((resolve, reject) => {
        const [link] = matching(name);
        if (link === undefined) return reject(new Error(`no connection named ${name}`));
        link.onInjected = resolve;
        link.server.write(simpleQuery(statement));
      }),
    close: async () => {
      for (const link of links) end(link);
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

function keepFor(socket: net.Socket, chunk: Buffer): void {
  socket.pause();
  socket.unshift(chunk);
}

function applicationNameIn(startup: Buffer): string {
  const fields = startup
    .subarray(2 * firstLengthBytes)
    .toString()
    .split('\0');
  return fields[fields.indexOf('application_name') + 1] ?? 'unnamed';
}

function simpleQuery(statement: string): Buffer {
  const text = Buffer.from(`${statement}\0`);
  const head = Buffer.alloc(headerBytes);
  head.write('Q');
  head.writeUInt32BE(text.length + firstLengthBytes, 1);
  return Buffer.concat([head, text]);
}
