/** Closes WebSockets when the server stops (code 1001), and spreads over time when clients come back. */
import type { WebSocket } from 'ws';

const goingAway = 1001;
const soonestMs = 500;
const perSocketMs = 2;
const leastSpreadMs = 1_000;
const mostSpreadMs = 10_000;

/** What a client is told when the server stops; fits the 123 bytes of a close frame. */
export interface Goodbye {
  readonly message: string;
  /** When to come back, in ms from now; different for each client, so that not all come at once. */
  readonly retryAfterMs: number;
}

/** The more clients there are, the longer the time over which they are asked to spread. `random` is in [0, 1). */
export function goodbye(openSockets: number, random: () => number): Goodbye {
  const spreadMs = Math.min(mostSpreadMs, Math.max(leastSpreadMs, openSockets * perSocketMs));
  return { message: 'The server is stopping', retryAfterMs: Math.round(soonestMs + random() * spreadMs) };
}

/** Closes the socket with 1001 and the hint as its reason, and terminates it if the client does not answer in time. */
export async function sayGoodbye(socket: WebSocket, words: Goodbye, graceMs: number): Promise<void> {
  const timer = setTimeout(() => socket.terminate(), graceMs);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.close(goingAway, JSON.stringify(words));
  await closed;
  clearTimeout(timer);
}
