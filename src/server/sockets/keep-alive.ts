import type { WebSocket } from 'ws';

const pingEveryMs = 12_000;

/** Pings, so that proxies keep the connection, and hangs up on a client that has not answered by the next ping. */
export function keepAlive(socket: WebSocket): () => void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    if (socket.readyState === socket.OPEN) socket.ping();
  }, pingEveryMs);
  return () => clearInterval(timer);
}
