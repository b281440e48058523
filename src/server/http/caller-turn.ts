/** Holds up requests of callers that have used up their share, before anything of their body is read. */
import type { IncomingMessage } from 'node:http';
import type { CallerShares } from '../../auth/caller-shares.ts';
import { type Identity, mayCarryBulk } from '../../auth/identity.ts';
import { AndonError } from '../../errors.ts';
import { maxOtherBodyBytes } from '../../limits.ts';

/** So long a refusal waits: a client that sends again at once on each connection asks once a second, and refusing costs nearly nothing. */
export const longestHoldMs = 1_000;
/** A body of at most so many bytes holds few readings, and is perhaps a question: it costs little to look. */
const smallBytes = 4_096;

export interface CallerTurnOptions {
  readonly shares: Pick<CallerShares, 'operation' | 'bytes' | 'readingsWaitMs' | 'readingsRefusal'>;
  readonly pause: (ms: number) => Promise<void>;
}

/** Resolves when the request may be read; throws RATE_LIMITED. */
export type CallerTurn = (identity: Identity, request: IncomingMessage) => Promise<void>;

/**
 * One operation a request. Whoever has sent too many readings is held up with every larger body until it may send again, or refused
 * if that takes longer than a moment: then its readings are not even read.
 */
export function createCallerTurn({ shares, pause }: CallerTurnOptions): CallerTurn {
  return async (identity, request) => {
    const over = shares.operation(identity);
    if (over !== null) {
      await pause(holdOf(over));
      throw over;
    }
    // Of those who may carry readings or master data the work is counted by these.
    if (!mayCarryBulk(identity)) shares.bytes(identity, Math.min(bytesOf(request), maxOtherBodyBytes));
    if (!identity.scopes.includes('ingest') || bytesOf(request) <= smallBytes) return;
    const waitMs = shares.readingsWaitMs(identity);
    if (waitMs === 0) return;
    await pause(Math.min(waitMs, longestHoldMs));
    const refusal = shares.readingsRefusal(identity);
    if (refusal !== null) throw refusal;
    if (request.destroyed)
      throw new AndonError('BAD_USER_INPUT', 'The connection was closed before the request was read.');
  };
}

/** How long to hold up whoever is refused, in ms. */
function holdOf({ details }: AndonError): number {
  const { retryAfterMs } = details;
  return Math.min(typeof retryAfterMs === 'number' ? retryAfterMs : 0, longestHoldMs);
}

/** As far as it is said before the body comes. */
function bytesOf({ headers }: IncomingMessage): number {
  return headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Number.POSITIVE_INFINITY;
}
