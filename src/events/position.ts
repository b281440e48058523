import type { LogExtent } from '../db/event-log.ts';
import { AndonError } from '../errors.ts';
import { type Cursor, encodeCursor } from './cursor.ts';

/** Where a reader goes on; throws when what came after its cursor cannot be given without a gap. */
export function positionAfter(cursor: Cursor, extent: LogExtent): number {
  if (cursor.epoch !== extent.epoch) {
    throw new AndonError(
      'CURSOR_EXPIRED',
      'The cursor belongs to an event log that was replaced; load the recommendations anew and go on without `after`',
    );
  }
  if (cursor.number > extent.head) {
    throw new AndonError(
      'CURSOR_INVALID',
      'The cursor is beyond the newest event; go on without `after`, or with the cursor of an event',
    );
  }
  if (cursor.number < extent.oldest - 1) {
    throw new AndonError(
      'CURSOR_EXPIRED',
      'Events after this cursor are past their retention; load the recommendations anew and go on without `after`',
      {
        oldestCursor: encodeCursor({ epoch: extent.epoch, number: extent.oldest - 1 }),
      },
    );
  }
  return cursor.number;
}
