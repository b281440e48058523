/** Lets requests of callers in by turns, before anything of their body is read. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallerQueues, Leave, RequestKind } from '../../auth/caller-queues.ts';
import type { CallerShares, Share } from '../../auth/caller-shares.ts';
import { type Identity, mayCarryBulk } from '../../auth/identity.ts';
import { holderOf } from '../../domain/access.ts';
import { AndonError } from '../../errors.ts';
import { maxOtherBodyBytes } from '../../limits.ts';

/** So long a refusal waits: a client that sends again at once on each connection asks once a second, and refusing costs nearly nothing. */
export const longestHoldMs = 1_000;
/** A body of at most so many bytes holds few readings, and is perhaps a question: it costs little to look. */
const smallBytes = 4_096;

export interface CallerTurnOptions {
  readonly shares: Pick<CallerShares, 'operation' | 'bytes' | 'waitMs' | 'refusal'>;
  readonly queues: Pick<CallerQueues, 'enter'>;
}

/** Resolves when the request may be read; throws RATE_LIMITED. */
export type CallerTurn = (identity: Identity, request: IncomingMessage, answer: ServerResponse) => Promise<void>;

/**
 * One operation a request. Whoever has used up its share, of readings with a larger body, waits until it may send again, or is refused
 * after a moment: then nothing of the request is even read.
 */
export function createCallerTurn({ shares, queues }: CallerTurnOptions): CallerTurn {
  return async (identity, request, answer) => {
    if (identity.credential === null) return;
    const isLarge = bytesOf(request) > smallBytes;
    const asked: readonly Share[] =
      isLarge && identity.scopes.includes('ingest') ? ['operations', 'readings'] : ['operations'];
    const leave = await queues.enter({
      holder: holderOf(identity.credential),
      kind: isLarge ? 'large' : kindOf(identity),
      waitMs: () => Math.max(...asked.map((share) => shares.waitMs(share, identity))),
      refusal: () => {
        const [over] = asked.filter((share) => shares.waitMs(share, identity) > 0);
        return over === undefined ? null : shares.refusal(over, identity);
      },
    });
    if (leave instanceof AndonError) throw leave;
    leaveWhenAnswered(answer, leave);
    if (request.destroyed) {
      leave();
      throw new AndonError('BAD_USER_INPUT', 'The connection was closed before the request was read.');
    }
    const over = shares.operation(identity);
    if (over !== null) throw over;
    // Of those who may carry readings or master data the work is counted by these.
    if (!mayCarryBulk(identity)) shares.bytes(identity, Math.min(bytesOf(request), maxOtherBodyBytes));
  };
}

/** What is asked by a request with a small body, or on a socket. */
export function kindOf(identity: Identity): RequestKind {
  return mayCarryBulk(identity) ? 'smallWrite' : 'question';
}

/** When the answer begins the work is done; a stream of events goes on for hours. */
function leaveWhenAnswered(answer: ServerResponse, leave: Leave): void {
  answer.once('close', leave);
  answer.writeHead = new Proxy(answer.writeHead, {
    apply: (writeHead, self, given) => {
      leave();
      return Reflect.apply(writeHead, self, given);
    },
  });
}

/** As far as it is said before the body comes. */
function bytesOf({ headers }: IncomingMessage): number {
  return headers['transfer-encoding'] === undefined ? Number(headers['content-length'] ?? 0) : Number.POSITIVE_INFINITY;
}
