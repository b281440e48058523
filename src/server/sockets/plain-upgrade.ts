/** Hands requests that offer another protocol than WebSocket back to the HTTP server. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

const hopHeaders = new Set(['upgrade', 'http2-settings']);

/**
 * Java's HttpClient offers h2c on every plain request. Node hands each request with an Upgrade header to the 'upgrade' listener as
 * soon as there is one, its body unread; RFC 9110 lets a server ignore the offer, so the request goes back to the HTTP server
 * without it, as if it had just arrived.
 */
export function serveAsPlainHttp(server: Server, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    const value = rawHeaders[i + 1] ?? '';
    const lower = name.toLowerCase();
    if (hopHeaders.has(lower)) continue;
    const kept = lower === 'connection' ? withoutUpgrade(value) : value;
    if (lower !== 'connection' || kept !== '') lines.push(`${name}: ${kept}`);
  }
  const start = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  socket.unshift(Buffer.concat([start, head]));
  server.emit('connection', socket);
}

function withoutUpgrade(connection: string): string {
  return connection
    .split(',')
    .map((option) => option.trim())
    .filter((option) => option.toLowerCase() !== 'upgrade' && !hopHeaders.has(option.toLowerCase()))
    .join(', ');
}
