/** Encodes and decodes cursors. */
import type { EventPlace } from '../../db/recommendations/event-rows.ts';
import { AndonError } from '../../errors.ts';

/** The stream of events that a cursor is of; that of recommendations goes without saying. */
export type OtherStream = 'alarm';

/** A place in the feed: the log it belongs to, and the last event seen. A cursor from before events had tokens has none. */
export interface GivenCursor {
  readonly epoch: string;
  readonly number: number;
  readonly token: string | null;
  /** Absent for an event of a recommendation. */
  readonly stream?: OtherStream;
}

const form = /^([0-9a-z]{1,40}):(a?)(0|[1-9]\d{0,15})(?::([0-9a-z]{1,40}))?$/;

export function encodeCursor(epoch: string, { number, token }: EventPlace, stream?: OtherStream): string {
  return textOf({ epoch, number, token, ...(stream === undefined ? {} : { stream }) });
}

/** Throws CURSOR_INVALID for anything that no server can have handed out. */
export function decodeCursor(text: string): GivenCursor {
  const [, epoch, mark, digits, token = null] = form.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (epoch !== undefined && digits !== undefined) {
    const cursor: GivenCursor = { epoch, number: Number(digits), token, ...(mark === 'a' ? { stream: 'alarm' } : {}) };
    if (textOf(cursor) === text) return cursor;
  }
  throw new AndonError(
    'CURSOR_INVALID',
    'This is no cursor of this feed; subscribe without `after`, or with the cursor of an event',
  );
}

function textOf({ epoch, number, token, stream }: GivenCursor): string {
  const place = `${epoch}:${stream === 'alarm' ? 'a' : ''}${number}`;
  return Buffer.from(token === null ? place : `${place}:${token}`, 'latin1').toString('base64url');
}
