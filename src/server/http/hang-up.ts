/** Ends a connection in the middle of an answer, so that its client does not take the answer for complete. */
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/**
 * An end alone would read, through a proxy that speaks HTTP/1.0, as if the answer were whole, so the connection is reset. Over TLS there is nothing
 * to reset, and an end without TLS's own close says that something is missing.
 */
export function hangUp(socket: Socket | null): void {
  if (socket instanceof TLSSocket) socket.destroy();
  else socket?.resetAndDestroy();
}
