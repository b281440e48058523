/**
 * WebSockets on the GraphQL path: accepts upgrades, speaks graphql-transport-ws, authenticates the connection, and closes sockets
 * with the right code.
 */
import { isUtf8 } from 'node:buffer';
import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { CloseCode, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Access } from '../../auth/access.ts';
import type { CallerQueues } from '../../auth/caller-queues.ts';
import type { CallerShares } from '../../auth/caller-shares.ts';
import { anonymous, type Identity, mayCarryBulk } from '../../auth/identity.ts';
import { AndonError } from '../../errors.ts';
import { maxJsonDepth, maxJsonMembers, maxMessageBytes } from '../../limits.ts';
import type { Logger } from '../../log.ts';
import type { GraphqlEngine } from '../graphql/graphql-engine.ts';
import { credentialsOfConnection } from '../http/credentials.ts';
import { jsonExcess } from '../http/json-excess.ts';
import { withQuotedTokens } from '../http/json-with-nan.ts';
import { isOwnOrigin } from '../http/origin.ts';
import type { FanOutCounters } from './fan-out-counters.ts';
import { goodbye, sayGoodbye } from './goodbye.ts';
import { keepAlive } from './keep-alive.ts';
import { OpenSocket } from './open-socket.ts';
import { OperationIds } from './operation-ids.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { OperatorSockets } from './socket-limits.ts';
import { createSocketOperations, operationOf } from './socket-operation.ts';
import { SocketRefusals } from './socket-refusals.ts';
import { chooseSubprotocol, refuseSubprotocol } from './subprotocol.ts';

const tryAgainLater = 1013;
const invalidText = 1007;
/** Close code for callers without valid credentials; every other refusal is 4403. */
const closeCodes: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: CloseCode.BadRequest,
  UNAVAILABLE: tryAgainLater,
};
const hangUpMs = 1_000;
const maxReasonBytes = 123;

/** What a socket gives to each of its operations. */
interface SocketExtra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
  readonly out: OpenSocket;
  /** The request that opened it. */
  readonly request: IncomingMessage;
  /** Aborted when the socket is closed. */
  readonly signal: AbortSignal;
  identity: Identity;
  /** Releases what the connection holds. */
  leave: () => void;
  readonly ids: OperationIds;
}

export interface GraphqlSockets {
  /** Takes over an upgrade to `websocket` on the GraphQL path. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  openSockets(): number;
  readonly fanOut: Readonly<FanOutCounters>;
  /** Closes every socket with 1001 and the time to come back, and terminates those that do not answer in time. */
  close(graceMs: number): Promise<void>;
}

export interface SocketsOptions {
  readonly engine: GraphqlEngine;
  readonly access: Access;
  readonly shares: Pick<CallerShares, 'operation' | 'bytes' | 'waitMs' | 'refusal'>;
  readonly queues: Pick<CallerQueues, 'enter'>;
  readonly maxWebSockets: number;
  readonly elapsedMs: () => number;
  readonly log: Logger;
}

/** graphql-transport-ws, with the same engine, limits and error codes as HTTP; one more than `maxWebSockets` is answered with 503. */
export function createSockets(options: SocketsOptions): GraphqlSockets {
  const { engine, access, shares, queues, maxWebSockets, elapsedMs, log } = options;
  const { renderError } = engine;
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: maxMessageBytes,
    handleProtocols: chooseSubprotocol,
  });
  const operations = createSocketOperations(engine, { shares, queues });
  const operators = new OperatorSockets();
  const refusals = new SocketRefusals(elapsedMs);
  const protocol = makeServer<Record<string, unknown>, SocketExtra>({
    execute: (args) => operationOf(args).execute(args),
    subscribe: (args) => operationOf(args).subscribe(args),
    // The close frame that is on its way is the answer: no acknowledgement follows it.
    onConnect: async ({ connectionParams, extra }) => {
      try {
        const identity = await access.identify(credentialsOfConnection(connectionParams, extra.request));
        if (extra.signal.aborted) return true;
        // To connect is an operation, too: else a client that connects without end would cost more than one that asks.
        const refusal = shares.operation(identity)?.message ?? operators.admit(identity);
        if (refusal === null) enter(extra, identity);
        else refusals.close(extra.out, tryAgainLater, closeReason(refusal));
        return true;
      } catch (error) {
        if (!(error instanceof AndonError)) throw error;
        refusals.close(extra.out, closeCodes[error.code] ?? CloseCode.Forbidden, closeReason(error.message));
        return true;
      }
    },
    onSubscribe: ({ extra }, id, payload) => operations.prepare(payload, { ...extra, id }),
  });

  const enter = (extra: SocketExtra, identity: Identity): void => {
    // The subscriptions get no errors of their own: the client treats this as a lost connection and comes back with its cursors.
    const stopWatching = access.watch(identity, ({ message }) =>
      extra.socket.close(CloseCode.Forbidden, closeReason(message)),
    );
    extra.identity = identity;
    extra.leave = () => {
      stopWatching();
      operators.leave(identity);
    };
  };

  const opened = (socket: WebSocket, stream: Duplex, request: IncomingMessage): void => {
    const out = new OpenSocket(socket, stream);
    const gone = new AbortController();
    setMaxListeners(0, gone.signal);
    const extra: SocketExtra = {
      socket,
      out,
      signal: gone.signal,
      request,
      identity: anonymous,
      leave: () => undefined,
      ids: new OperationIds(),
    };
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => (out.isOver ? Promise.resolve() : send(socket, data)),
        close: (code, reason) => refusals.close(out, code, reason),
        onMessage: (handle) => {
          const answer = async (text: string): Promise<void> => {
            // A message that waited for its id has no receiver once the socket is closed.
            if (out.isOver) return;
            try {
              await handle(text);
            } catch (error) {
              const { message } = renderError(error);
              socket.close(CloseCode.InternalServerError, message.slice(0, 120));
            }
          };
          socket.on('message', (data, isBinary) => {
            // `ws` checks text frames itself and closes with the same code.
            if (isBinary && !(data instanceof Buffer && isUtf8(data))) {
              return socket.close(invalidText, 'The message is not UTF-8');
            }
            // Backpressure: pause reading while the send buffer is full.
            if (out.isFull && !socket.isPaused) {
              socket.pause();
              out.whenDrained(() => socket.resume());
            }
            out.receive(String(data), take);
          });
          const take = (text: string): void => {
            if (!mayCarryBulk(extra.identity)) shares.bytes(extra.identity, text.length);
            if (jsonExcess(text) !== null) {
              const most = `nested ${maxJsonDepth} deep, with ${maxJsonMembers} members to an object`;
              socket.close(CloseCode.BadRequest, `A message may be ${most}`);
            } else if (!extra.ids.pass(withQuotedTokens(text) ?? text, answer)) {
              socket.close(CloseCode.SubscriberAlreadyExists, 'An id that is in use was used again, twice');
            }
          };
        },
      },
      extra,
    );
    const stopKeepAlive = keepAlive(socket);
    // Too large a message, a broken frame, a reset: `ws` closes the socket with the right code by itself.
    // It would read the rest only to throw it away: stop reading, and give the client a second to hang up by itself.
    let hangUp: NodeJS.Timeout | undefined;
    socket.on('error', (error) => {
      log.debug({ event: 'websocket.failed', err: error }, 'a WebSocket failed');
      setImmediate(() => stream.pause());
      hangUp ??= setTimeout(() => socket.terminate(), hangUpMs);
    });
    socket.once('close', (code, reason) => {
      stopKeepAlive();
      clearTimeout(hangUp);
      gone.abort();
      extra.leave();
      closed(code, String(reason)).catch((error: unknown) =>
        log.error(
          { event: 'websocket.release_failed', err: error },
          'what a closed WebSocket held could not be released',
        ),
      );
    });
  };

  return {
    accept: (request, socket, head) => {
      if (!isOwnOrigin(request)) {
        return refuseUpgrade(socket, 403, {
          text: 'A page of another origin may not open a WebSocket here; behind a proxy, let it hand on the Host that the page was loaded from.\n',
        });
      }
      if (sockets.clients.size >= maxWebSockets) {
        return refuseUpgrade(socket, 503, {
          headers: ['Retry-After: 5'],
          text: `All ${maxWebSockets} WebSockets of this server are taken; come back later.\n`,
        });
      }
      sockets.handleUpgrade(request, socket, head, (client) => {
        if (!refuseSubprotocol(client)) opened(client, socket, request);
      });
    },
    openSockets: () => sockets.clients.size,
    fanOut: operations.counters,
    close: async (graceMs) => {
      const open = [...sockets.clients];
      const goodbyes = open.map((socket) => sayGoodbye(socket, goodbye(open.length, Math.random), graceMs));
      sockets.close();
      await Promise.all(goodbyes);
    },
  };
}

/** A close frame holds 123 bytes of reason. */
function closeReason(message: string): string {
  let reason = message;
  while (Buffer.byteLength(reason) > maxReasonBytes) reason = reason.slice(0, -1);
  return reason;
}

/** Never rejects: what cannot be written has a receiver that is gone, which is its own affair and no fault of the operation. */
function send(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    socket.send(data, () => resolve());
  });
}
