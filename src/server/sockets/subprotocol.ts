import { CloseCode, GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws';
import type { WebSocket } from 'ws';

const hangUpMs = 1_000;
/** Of the package subscriptions-transport-ws, which is no longer kept; its own messages say how to refuse. */
const legacy = 'graphql-ws';

/**
 * One that is not spoken is agreed to as well, for only so is the client told why it is closed: a handshake without the subprotocol that
 * a client has asked for fails there without words.
 */
export function chooseSubprotocol(offered: ReadonlySet<string>): string | false {
  if (offered.has(GRAPHQL_TRANSPORT_WS_PROTOCOL)) return GRAPHQL_TRANSPORT_WS_PROTOCOL;
  const [first] = offered;
  return first ?? false;
}

/** False when the subprotocol is the right one; else the client has been told, and is hung up on if it does not close in time. */
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
