/** Reads one page of events after a cursor, for catching up by query. */
import type { Queryable } from '../../db/query/queryable.ts';
import { type EventPlace, readEvents, readLogExtent } from '../../db/recommendations/event-rows.ts';
import { encodeCursor } from './cursor.ts';
import { cursorOf, intoRecommendations } from './cursor-of-stream.ts';
import type { FeedEvent } from './event-broadcast.ts';
import { isUnbroken, logReplaced, placeAfter } from './position.ts';
import { type EventSelection, isWanted } from './selection.ts';

/** Most events that one page looks through for those that are wanted. */
const mostScanned = 1_000;

export interface EventPageRequest extends EventSelection {
  /** Absent: from the oldest event that is kept. */
  readonly after?: string;
  /** Most events of the page. */
  readonly first: number;
}

export interface EventPage {
  readonly events: readonly FeedEvent[];
  /** Behind the last event looked at, wanted or not. */
  readonly endCursor: string;
  readonly hasMore: boolean;
}

/**
 * Reads one page of events for clients without a subscription; rejects with CURSOR_INVALID or CURSOR_EXPIRED, as a subscription
 * does.
 */
export async function readEventPage(pool: Queryable, request: EventPageRequest): Promise<EventPage> {
  const { after, first } = request;
  const start = after === undefined ? await beforeOldest(pool) : await cursorOf(pool, after, intoRecommendations);
  const selective = request.kinds !== undefined || request.filter !== undefined;
  const read = await readEvents(pool, start.number, selective ? mostScanned : first);
  // After the events: whatever retention or a rewind took away before they were read, the extent shows.
  const extent = await readLogExtent(pool, [start.number]);
  let place: EventPlace = placeAfter(start, extent);
  if (!isUnbroken(place, read)) throw logReplaced();
  const { epoch } = extent;
  const events: FeedEvent[] = [];
  for (const event of read) {
    if (events.length === first) break;
    place = event;
    if (isWanted(event, request)) events.push({ epoch, cursor: encodeCursor(epoch, event), event });
  }
  const endCursor = encodeCursor(epoch, place);
  return { events, endCursor, hasMore: place.number < extent.head.number };
}

async function beforeOldest(pool: Queryable): Promise<EventPlace & { epoch: string }> {
  const { epoch, beforeOldest } = await readLogExtent(pool);
  return { epoch, ...beforeOldest };
}
