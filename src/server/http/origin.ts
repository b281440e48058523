/** Decides which web pages may open a WebSocket, by the Origin header. */
import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../../auth/bind-address.ts';

/**
 * Browsers let any page open a WebSocket to anywhere, with no CORS in between; the Origin header is all that tells. Programs send
 * none. A page of this server, or of a development server on this machine, may.
 */
export function isOwnOrigin({ headers }: Pick<IncomingMessage, 'headers'>): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  const from = new URL(origin);
  return from.host === host || isLoopback(from.hostname);
}
