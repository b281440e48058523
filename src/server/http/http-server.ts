/** The HTTP server: routes requests to GraphQL, console, health, metrics and export, and closes in order. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isIPv6 } from 'node:net';
import type { EdgeSettings, TlsSettings } from '../../auth/edge-settings.ts';
import type { ErrorCode } from '../../errors.ts';
import { maxHeadersBytes, maxRequestMs } from '../../limits.ts';
import type { Logger } from '../../log.ts';
import { type AddressGuard, guardAddresses } from '../edge/address-list.ts';
import { CertificateReload, type Certificates } from '../edge/certificates.ts';
import type { FileExport } from '../export/file-export.ts';
import type { GraphqlEngine } from '../graphql/graphql-engine.ts';
import { parameterTextFault } from '../graphql/graphql-parameters.ts';
import { serveAsPlainHttp } from '../sockets/plain-upgrade.ts';
import { refuseUpgrade } from '../sockets/refuse-upgrade.ts';
import type { GraphqlSockets } from '../sockets/websocket.ts';
import type { Authentication } from './authentication.ts';
import type { ConsolePages } from './console-pages.ts';
import { answerForeignBytes } from './foreign-bytes.ts';
import { hangUp } from './hang-up.ts';
import { type HostGuard, hostFault } from './host-guard.ts';
import { hostOfTarget, parametersOf, pathOf } from './request-path.ts';

export const graphqlPath = '/graphql';
const idleSweepMs = 50;
/** How often Node looks for requests that are over their time. */
const requestCheckMs = 5_000;
const limits = {
  maxHeaderSize: maxHeadersBytes,
  requestTimeout: maxRequestMs,
  headersTimeout: maxRequestMs,
  connectionsCheckingInterval: requestCheckMs,
};
const handshakeMs = 10_000;
/** Of every answer that does not say otherwise itself: no cache keeps it, and no browser takes it for something else. */
const careful: Readonly<Record<string, string>> = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

export interface HttpParts {
  readonly engine: GraphqlEngine;
  readonly authentication: Authentication;
  readonly sockets: GraphqlSockets;
  readonly console: ConsolePages;
  /** By their paths. */
  readonly exports: ReadonlyMap<string, FileExport>;
  readonly hostGuard: HostGuard;
  /** Why the server should get no traffic now; empty when it is ready. */
  readonly notReady: () => Promise<readonly string[]>;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** The server closes connections beyond this at once. */
  readonly maxConnections: number;
  readonly allowedAddresses: EdgeSettings['allowedAddresses'];
  /** Null: plain HTTP. */
  readonly tls: { readonly settings: TlsSettings; readonly certificates: Certificates } | null;
  readonly now: () => number;
  readonly log: Logger;
}

export interface HttpServer {
  /** Connections that came from addresses which are not allowed. */
  readonly addresses: AddressGuard;
  /** Resolves with the address, `http://127.0.0.1:4000`; rejects when the port is taken. */
  listen(port: number, host: string): Promise<string>;
  /** Takes no new connections, lets open requests finish, and closes what is left when the grace period is over. */
  close(graceMs: number): Promise<void>;
}

export function createHttpServer(parts: HttpParts): HttpServer {
  const { sockets, log } = parts;
  const refusalOf = loggedOnce(parts.hostGuard, log);
  /** Open responses: closed when the grace period of a stop is over. */
  const answers = new Set<ServerResponse>();
  const { server, reload } = createListening(parts, (request, response) => {
    answers.add(response);
    response.once('close', () => answers.delete(response));
    for (const [name, value] of Object.entries(careful)) response.setHeader(name, value);
    const fault = hostFault(request);
    if (fault !== null) return refuse(request, response, { status: 400, code: 'BAD_USER_INPUT', message: fault });
    const refusal = refusalOf(request.headers.host) ?? refusalOf(hostOfTarget(request) ?? undefined);
    if (refusal !== null) return refuse(request, response, { status: 403, code: 'FORBIDDEN', message: refusal });
    route(parts, request, response).catch((error: unknown) => fail(error, response, log));
  });
  server.maxConnections = parts.maxConnections;
  const addresses = guardAddresses(server, parts.allowedAddresses, log);
  answerForeignBytes(server, (socket) => [...answers].some((each) => each.socket === socket && each.headersSent), log);
  server.on('upgrade', (request, socket, head) => {
    // Node removes its own error handler at an upgrade: without this one a reset would end the process.
    socket.on('error', (error) =>
      log.debug({ event: 'http.upgrade_failed', err: error }, 'a connection failed while it was upgraded'),
    );
    const fault = hostFault(request);
    if (fault !== null) return refuseUpgrade(socket, 400, { text: `${fault}\n` });
    const refusal = refusalOf(request.headers.host) ?? refusalOf(hostOfTarget(request) ?? undefined);
    if (refusal !== null) return refuseUpgrade(socket, 403, { text: `${refusal}\n` });
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') return serveAsPlainHttp(server, request, socket, head);
    if (pathOf(request) === graphqlPath) return sockets.accept(request, socket, head);
    return refuseUpgrade(socket, 404, { text: `WebSockets are at ${graphqlPath}.\n` });
  });
  return {
    addresses,
    listen: async (port, host) => {
      const bound = await listen(server, port, host);
      reload?.start();
      return `${reload === null ? 'http' : 'https'}://${isIPv6(host) ? `[${host}]` : host}:${bound}`;
    },
    close: async (graceMs) => void (await Promise.all([close(server, answers, graceMs), reload?.close()])),
  };
}

/** Over TLS clients are asked for a certificate where there is an authority for theirs, and let in without: who needs one, access control says. */
function createListening(
  { tls, now, log }: HttpParts,
  onRequest: RequestListener,
): { readonly server: Server; readonly reload: CertificateReload | null } {
  if (tls === null) return { server: createServer(limits, onRequest), reload: null };
  const { settings, certificates } = tls;
  const asked = { requestCert: settings.clientCa !== null, rejectUnauthorized: false };
  const server = createTlsServer({ ...limits, ...certificates, ...asked, handshakeTimeout: handshakeMs }, onRequest);
  return { server, reload: new CertificateReload({ settings, first: certificates, server, now, log }) };
}

async function route(parts: HttpParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = pathOf(request);
  const fault = parameterTextFault(parametersOf(request));
  if (fault !== null) return refuse(request, response, { status: 400, code: 'BAD_USER_INPUT', message: fault });
  if (path === graphqlPath) {
    const identity = await parts.authentication.admit(request, response);
    if (identity !== null) await parts.engine.yoga(request, response, { identity });
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    return sendText(response, 405, 'only GET here\n');
  }
  switch (path) {
    case '/healthz':
      return sendText(response, 200, 'ok\n');
    case '/readyz': {
      const reasons = await parts.notReady();
      return reasons.length === 0
        ? sendText(response, 200, 'ready\n')
        : sendText(response, 503, `${reasons.join('\n')}\n`);
    }
    case '/metrics': {
      if ((await parts.authentication.admit(request, response, 'read')) === null) return;
      const { contentType, text } = await parts.metrics();
      response.writeHead(200, { 'content-type': contentType }).end(text);
      return;
    }
    default: {
      const file = parts.exports.get(path);
      if (file !== undefined) {
        const identity = await parts.authentication.admit(request, response, 'read');
        return identity === null ? undefined : file(request, response, identity);
      }
      if (!(await parts.console.serve(path, response))) sendText(response, 404, 'not found\n');
    }
  }
}

/**
 * Logs the first refusal, so that operators notice a proxy that is refused; later ones are not logged, so that nobody can fill the
 * log.
 */
function loggedOnce(guard: HostGuard, log: Logger): HostGuard {
  let isLogged = false;
  return (host) => {
    const refusal = guard(host);
    if (refusal !== null && !isLogged) {
      isLogged = true;
      log.warn({ event: 'http.host_refused', host }, `${refusal} Further refusals of this kind are not logged.`);
    }
    return refusal;
  };
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, code, message }: { readonly status: number; readonly code: ErrorCode; readonly message: string },
): void {
  if (pathOf(request) !== graphqlPath) {
    sendText(response, status, `${message}\n`);
    return;
  }
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  response.writeHead(status, { 'content-type': 'application/json' }).end(body);
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

function fail(error: unknown, response: ServerResponse, log: Logger): void {
  log.error({ event: 'http.request_failed', err: error }, 'a request failed');
  if (response.headersSent) response.destroy();
  else sendText(response, 500, 'something went wrong; the log says what\n');
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      const bound = typeof address === 'object' && address !== null ? address.port : port;
      resolve(bound);
    });
  });
}

async function close(server: Server, answers: ReadonlySet<ServerResponse>, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Repeated: a connection whose response has just ended is kept alive for the next request, and the stop would wait for it.
  const sweep = setInterval(() => server.closeIdleConnections(), idleSweepMs);
  const timer = setTimeout(() => {
    for (const answer of answers) hangUp(answer.socket);
    server.closeAllConnections();
  }, graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(timer);
}
