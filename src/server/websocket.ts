import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type ExecutionArgs, type ExecutionResult, GraphQLError } from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Identity, identify } from '../auth/identity.ts';
import { AndonError } from '../errors.ts';
import type { Logger } from '../log.ts';
import { goodbye, sayGoodbye } from './goodbye.ts';
import type { GraphqlEngine } from './graphql-engine.ts';
import { keepAlive } from './keep-alive.ts';
import { isOwnOrigin } from './origin.ts';
import type { RenderError } from './render-error.ts';

const maxMessageBytes = 1_000_000;
const maxOperationsPerSocket = 1_000;

/** What one socket brings to its operations. */
interface SocketExtra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
  /** Aborted when the socket is closed. */
  readonly signal: AbortSignal;
  identity: Identity;
}

type Engine = ReturnType<GraphqlEngine['yoga']['getEnveloped']>;

export interface GraphqlSockets {
  /** Takes over an upgrade to `websocket` on the GraphQL path. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  openSockets(): number;
  /** Says goodbye to everybody (1001, and when to come back) and hangs up on who does not answer in time. */
  close(graceMs: number): Promise<void>;
}

/** graphql-transport-ws, with the same engine, limits and error codes as HTTP. */
export function createSockets({ yoga, renderError }: GraphqlEngine, log: Logger): GraphqlSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes, handleProtocols });
  const protocol = makeServer<Record<string, unknown>, SocketExtra>({
    execute: (args) => engineOf(args).execute(args),
    subscribe: (args) => engineOf(args).subscribe(args),
    onConnect: ({ connectionParams, extra }) => {
      try {
        extra.identity = identify(connectionParams?.['operatorId']);
        return true;
      } catch (error) {
        if (!(error instanceof AndonError)) throw error;
        extra.socket.close(CloseCode.BadRequest, error.message);
        return true; // the close frame is on its way; an acknowledgement after it is not sent
      }
    },
    onSubscribe: async ({ extra, subscriptions }, _id, { query, operationName, variables }) => {
      if (Object.keys(subscriptions).length > maxOperationsPerSocket) {
        return [
          renderError(
            new AndonError('RATE_LIMITED', `One connection carries ${maxOperationsPerSocket} operations at most.`),
          ),
        ];
      }
      const { identity, signal } = extra;
      try {
        const engine: Engine = yoga.getEnveloped({ socketOperation: { identity, signal } });
        const document = engine.parse(query);
        const errors = engine.validate(engine.schema, document);
        if (errors.length > 0) return errors.map(withoutHttp);
        return {
          schema: engine.schema,
          document,
          operationName: operationName ?? null,
          variableValues: variables ?? null,
          contextValue: await engine.contextFactory(),
          rootValue: { engine },
        };
      } catch (error) {
        return [withoutHttp(renderError(error))];
      }
    },
    onOperation: (_context, _id, _payload, _args, result) =>
      isStream(result) ? endWithError(result, renderError) : result,
  });

  sockets.on('connection', (socket: WebSocket) => {
    const gone = new AbortController();
    setMaxListeners(0, gone.signal);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (data) => send(socket, data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) =>
          socket.on('message', (data) => {
            handle(String(data)).catch((error: unknown) => {
              const { message } = renderError(error);
              socket.close(CloseCode.InternalServerError, message.slice(0, 120));
            });
          }),
      },
      { socket, signal: gone.signal, identity: identify(undefined) },
    );
    const stopKeepAlive = keepAlive(socket);
    // Too large a message, a broken frame, a reset: `ws` closes the socket with the right code by itself.
    socket.on('error', (error) => log.debug({ err: error }, 'a WebSocket failed'));
    socket.once('close', (code, reason) => {
      stopKeepAlive();
      gone.abort();
      closed(code, String(reason)).catch((error: unknown) =>
        log.error({ err: error }, 'a closed WebSocket was not let go of'),
      );
    });
  });

  return {
    accept: (request, socket, head) => {
      if (!isOwnOrigin(request)) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
        return;
      }
      sockets.handleUpgrade(request, socket, head, (opened) => sockets.emit('connection', opened, request));
    },
    openSockets: () => sockets.clients.size,
    close: async (graceMs) => {
      const open = [...sockets.clients];
      const goodbyes = open.map((socket) => sayGoodbye(socket, goodbye(open.length, Math.random), graceMs));
      sockets.close();
      await Promise.all(goodbyes);
    },
  };
}

function engineOf({ rootValue }: ExecutionArgs): Engine {
  if (typeof rootValue !== 'object' || rootValue === null || !('engine' in rootValue)) throw new TypeError('no engine');
  return rootValue.engine as Engine;
}

function send(socket: WebSocket, data: string): Promise<void> {
  return new Promise((resolve, reject) => {
    if (socket.readyState !== socket.OPEN) return resolve();
    socket.send(data, (error) => (error ? reject(error) : resolve()));
  });
}

function isStream(result: unknown): result is AsyncIterableIterator<ExecutionResult> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result;
}

/** A stream that breaks tells its subscriber why, as its last result, instead of closing the socket that others share. */
function endWithError(
  stream: AsyncIterableIterator<ExecutionResult>,
  renderError: RenderError,
): AsyncIterableIterator<ExecutionResult> {
  let broken = false;
  return {
    next: async () => {
      if (broken) return { done: true, value: undefined };
      try {
        return await stream.next();
      } catch (error) {
        broken = true;
        return { done: false, value: { errors: [withoutHttp(renderError(error))] } };
      }
    },
    return: async () => (await stream.return?.()) ?? { done: true, value: undefined },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Hints for an HTTP status have no meaning here. */
function withoutHttp(error: GraphQLError): GraphQLError {
  const { http, ...extensions } = error.extensions;
  if (http === undefined) return error;
  const { message, nodes, source, positions, path } = error;
  const place = { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null, path: path ?? null };
  return new GraphQLError(message, { ...place, extensions });
}
