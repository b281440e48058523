/** Decides where a reader of the feed goes on after a cursor, or that it cannot. */
import type { AskedExtent, EventPlace } from '../../db/recommendations/event-rows.ts';
import type { LoggedEvent } from '../../domain/logged-event.ts';
import { AndonError } from '../../errors.ts';
import { encodeCursor, type GivenCursor } from './cursor.ts';

/**
 * Where a reader goes on; throws CURSOR_EXPIRED when what came after its cursor cannot be given without a gap. The extent has to have
 * been asked for the cursor's number.
 */
export function placeAfter({ epoch, number, token, stream }: GivenCursor, extent: AskedExtent): EventPlace {
  if (epoch !== extent.epoch || number > extent.head.number || token === null) throw logReplaced();
  if (number < extent.beforeOldest.number) {
    throw pastRetention({ oldestCursor: encodeCursor(epoch, extent.beforeOldest, stream) });
  }
  if (extent.tokens.get(number) !== token) throw logReplaced();
  return { number, token };
}

/** Whether the events follow the place, and each other, without a gap and in one and the same log. */
export function isUnbroken(after: EventPlace, events: readonly LoggedEvent[]): boolean {
  let { number, token } = after;
  for (const event of events) {
    if (event.number !== number + 1 || event.previousToken !== token) return false;
    ({ number, token } = event);
  }
  return true;
}

export function logReplaced(): AndonError {
  return new AndonError(
    'CURSOR_EXPIRED',
    'The event log is not the one that this place belongs to: the database was restored, or promoted without its last events; load what you show anew and go on without `after`',
  );
}

export function pastRetention(details: Record<string, unknown> = {}): AndonError {
  return new AndonError(
    'CURSOR_EXPIRED',
    'Events after this place are past their retention; load what you show anew and go on without `after`',
    details,
  );
}

export function logUnreadable(cause?: unknown): AndonError {
  return new AndonError(
    'UNAVAILABLE',
    'The event log cannot be read now; subscribe again',
    { retryAfterMs: 1_000 },
    { cause },
  );
}
