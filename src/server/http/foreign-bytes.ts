/** Answers clients that speak TLS, HTTP/2 or another protocol to the plain HTTP port, and logs them once. */
import { type Server, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from '../../log.ts';

/** The answer needs time to reach a client that is still sending: closing a connection with unread bytes discards it. */
const lingerMs = 1_000;

/** What Node's parser gives with its error. */
interface ParserError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
}

export interface Foreign {
  /** The protocol that the client speaks instead of HTTP/1.1, for the log; null for a malformed request. */
  readonly protocol: 'HTTP/2' | 'TLS' | 'unknown' | null;
  readonly answer: Buffer;
}

const http2Words =
  'This port speaks HTTP/1.1 without TLS, not HTTP/2 by prior knowledge; send the request again as HTTP/1.1. WebSockets and streams of events need HTTP/1.1 too.\n';
const connectWords = 'This is no proxy: send requests to it directly, without CONNECT.\n';
const tlsWords =
  'This port is plain HTTP, and the client speaks TLS: use http:// and ws:// instead of https:// and wss://.\n';

/** How to answer bytes that Node's parser could not take for a request. */
export function answerTo({ code, rawPacket, message }: ParserError): Foreign {
  if (code === 'HPE_PAUSED_H2_UPGRADE') return { protocol: 'HTTP/2', answer: goAway(http2Words) };
  const first = rawPacket?.[0] ?? 0x20;
  if (code === 'HPE_INVALID_METHOD' && first === 0x16 && rawPacket?.[1] === 0x03) {
    return { protocol: 'TLS', answer: plainAnswer(400, tlsWords) };
  }
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return malformed(431, 'The request line and headers together are too long (64 KB); send the document by POST.\n');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return malformed(408, 'The request did not come whole within 60 seconds; send less at once.\n');
    case 'HPE_INVALID_VERSION':
    case 'HPE_INVALID_EOF_STATE':
      return malformed(505, 'This server speaks HTTP/1.1; the request is none, or is not complete.\n');
    case 'HPE_INVALID_URL':
      return malformed(400, 'The address holds bytes that no address has; percent-encode them (° is %C2%B0).\n');
    case 'HPE_INVALID_METHOD':
      return {
        protocol: 'unknown',
        answer: plainAnswer(400, 'This port speaks HTTP/1.1, and what was sent is no HTTP request.\n'),
      };
    default:
      return malformed(
        400,
        `This is no valid HTTP/1.1 request: ${message.replace(/^Parse Error:?\s*/, '') || code}.\n`,
      );
  }
}

/**
 * Answers with an explanation where Node would send a bare status. `isAnswering` says whether a response is being sent already, into
 * which nothing else can be written. A client of another protocol that comes again and again is logged once.
 */
export function answerForeignBytes(server: Server, isAnswering: (socket: Duplex) => boolean, log: Logger): void {
  const answered = new WeakSet<Duplex>();
  const logged = new Set<string>();
  server.on('clientError', (error: ParserError, socket) => {
    if (answered.has(socket)) return;
    answered.add(socket);
    if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) return void socket.destroy();
    // A handshake that failed: nothing can be said before there is one.
    if (/^(ERR_SSL|ERR_TLS|EPROTO)/.test(error.code ?? '')) return void socket.destroy();
    const { protocol, answer } = answerTo(error);
    if (protocol !== null && !logged.has(protocol)) {
      logged.add(protocol);
      log.warn(
        { event: 'http.foreign_protocol', protocol },
        `A client speaks ${protocol === 'unknown' ? 'another protocol' : protocol} to this port, which is plain HTTP/1.1, and was refused; further ones are not logged.`,
      );
    }
    sayAndHangUp(socket, answer);
  });
  server.on('connect', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    sayAndHangUp(socket, plainAnswer(405, connectWords, 'Allow: GET, HEAD, POST\r\n'));
  });
}

/** Sends the answer, and closes the connection when the client has read it or a moment later. */
function sayAndHangUp(socket: Duplex, answer: Buffer): void {
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once('close', () => clearTimeout(timer));
  socket.end(answer);
}

function malformed(status: number, words: string): Foreign {
  return { protocol: null, answer: plainAnswer(status, words) };
}

function plainAnswer(status: number, words: string, headers = ''): Buffer {
  return Buffer.from(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n` +
      `Content-Type: text/plain; charset=utf-8\r\n${headers}` +
      `Content-Length: ${Buffer.byteLength(words)}\r\n\r\n${words}`,
  );
}

/** The one answer that a client of HTTP/2 understands: empty SETTINGS, and GOAWAY with HTTP_1_1_REQUIRED and words (RFC 9113). */
function goAway(words: string): Buffer {
  const settings = frame(0x4, Buffer.alloc(0));
  const body = Buffer.alloc(8);
  body.writeUInt32BE(0, 0); // the last stream that was worked on: none
  body.writeUInt32BE(0xd, 4);
  return Buffer.concat([settings, frame(0x7, Buffer.concat([body, Buffer.from(words)]))]);
}

function frame(type: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  return Buffer.concat([head, payload]);
}
