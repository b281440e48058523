/** Closes sockets that are refused, slowly where there are many: a client that comes back at once on each of its sockets comes once a second. */
import { TokenBuckets } from '../../timing/token-buckets.ts';
import { longestHoldMs } from '../http/caller-turn.ts';
import type { OpenSocket } from './open-socket.ts';

/** So many in a second are told at once, and ten seconds' worth at a time: more than people make mistakes. */
const atOnce = { perSecond: 20, burstMs: 10_000 };
const everybody = 'everybody';

/** Nobody is let in or kept out by it: it only tells the refused when they are. */
export class SocketRefusals {
  readonly #told: TokenBuckets;

  constructor(elapsedMs: () => number) {
    this.#told = new TokenBuckets(atOnce.burstMs, elapsedMs);
  }

  close(socket: Pick<OpenSocket, 'close' | 'closeLater'>, code?: number, reason?: string): void {
    if (this.#told.waitMs(everybody) > 0) {
      socket.closeLater(longestHoldMs, code, reason);
      return;
    }
    this.#told.take(everybody, 1, atOnce.perSecond);
    socket.close(code, reason);
  }
}
