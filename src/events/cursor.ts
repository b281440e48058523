import { AndonError } from '../errors.ts';

/** A place in the feed: the log it belongs to, and the number of the last event seen. */
export interface Cursor {
  readonly epoch: string;
  readonly number: number;
}

export function encodeCursor({ epoch, number }: Cursor): string {
  return Buffer.from(`${epoch}:${number}`, 'latin1').toString('base64url');
}

/** Throws CURSOR_INVALID for anything that this server cannot have handed out. */
export function decodeCursor(text: string): Cursor {
  const match = /^([0-9a-z]{1,40}):(0|[1-9]\d{0,15})$/.exec(Buffer.from(text, 'base64url').toString('latin1'));
  const [, epoch, number] = match ?? [];
  if (epoch === undefined || number === undefined || encodeCursor({ epoch, number: Number(number) }) !== text) {
    throw new AndonError(
      'CURSOR_INVALID',
      'This is no cursor of this feed; subscribe without `after`, or with the cursor of an event',
    );
  }
  return { epoch, number: Number(number) };
}
