/** Takes a cursor of either stream of the log as a place in the one that is asked for. */
import { readAlarmExtent } from '../../db/alarms/alarm-events.ts';
import type { Queryable } from '../../db/query/queryable.ts';
import { type Statement, statement } from '../../db/query/statement.ts';
import { type AskedExtent, readLogExtent, readPlaceInOther } from '../../db/recommendations/event-rows.ts';
import { decodeCursor, type GivenCursor, type OtherStream } from './cursor.ts';
import { pastRetention, placeAfter } from './position.ts';

/** How a stream reads a cursor of the other one. */
export interface CursorOfStream {
  readonly stream?: OtherStream;
  /** The extent of the other stream. */
  readonly readOtherExtent: (db: Queryable, numbers: Iterable<number>) => Promise<AskedExtent>;
  /** From the number of an event of the other stream to the place in this one. */
  readonly placeInThis: Statement;
}

export const intoRecommendations: CursorOfStream = {
  readOtherExtent: readAlarmExtent,
  placeInThis: statement('event-place-of-alarm'),
};

export const intoAlarms: CursorOfStream = {
  stream: 'alarm',
  readOtherExtent: readLogExtent,
  placeInThis: statement('alarm-place-of-event'),
};

/**
 * The cursor as one of this stream. Both streams are counted under one lock, so that what follows an event of one is known in the other.
 * Throws CURSOR_INVALID, or CURSOR_EXPIRED when the event is of another log, or what followed it here is past retention.
 */
export async function cursorOf(db: Queryable, text: string, to: CursorOfStream): Promise<GivenCursor> {
  const given = decodeCursor(text);
  if (given.stream === to.stream) return given;
  placeAfter(given, await to.readOtherExtent(db, [given.number]));
  const place = await readPlaceInOther(db, to.placeInThis, given.number);
  if (place === null) throw pastRetention();
  return { epoch: given.epoch, ...place, ...(to.stream === undefined ? {} : { stream: to.stream }) };
}
