/** Negotiates the WebSocket subprotocol, and explains to clients of another one why they are closed. */
import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import type { WebSocket } from 'ws';

const hangUpMs = 1_000;
/** The subprotocol of the package subscriptions-transport-ws, which is no longer maintained; it is refused with its own messages. */
const legacy = 'graphql-ws';

/**
 * The server agrees to a subprotocol that it does not speak, too, because only then can it tell the client why it closes: a handshake
 * without the subprotocol that a client has asked for fails at the client without an explanation.
 */
export function chooseSubprotocol(offered: ReadonlySet<string>): string | false {
  if (offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL)) return GRAPHQL_TRANSPORT_WS_PROTOCOL;
  const [first] = offered;
  return first ?? false;
}

/**
 * Returns false when the subprotocol is the right one; else it tells the client and terminates the socket if that does not close in
 * time.
 */
export function refuseSubprotocol(socket: WebSocket): boolean {
  const { protocol } = socket;
  if (protocol === GRAPHQL_TRANSPORT_WS_PROTOCOL) return false;
  const given =
    protocol === '' ? 'A subprotocol is missing' : `The subprotocol ${protocol.slice(0, 30)} is not spoken here`;
  const message = `${given}; use ${GRAPHQL_TRANSPORT_WS_PROTOCOL} (npm: graphql-ws)`;
  socket.on('error', () => socket.terminate());
  if (protocol === legacy) socket.send(JSON.stringify({ type: 'connection_error', payload: { message } }));
  socket.close(CloseCode.SubprotocolNotAcceptable, message);
  const timer = setTimeout(() => socket.terminate(), hangUpMs);
  socket.once('close', () => clearTimeout(timer));
  return true;
}
