/** Reads a file line by line, with the place of each line. */
import { createReadStream } from 'node:fs';

export interface FileLine {
  /** As an editor counts, from 1. */
  readonly number: number;
  /** Without its line break; null for a line longer than a megabyte, which no row of readings is. */
  readonly text: string | null;
  /** Bytes of the file up to the line's end. */
  readonly endByte: number;
}

const longestLineBytes = 1_048_576;
const newline = 0x0a;

/** The lines of a file of any size, in bounded memory. */
export async function* fileLines(path: string): AsyncGenerator<FileLine> {
  let number = 0;
  let endByte = 0;
  let rest: Buffer[] = [];
  let restBytes = 0;
  const finished = (last: Buffer): FileLine => {
    number += 1;
    const tooLong = restBytes + last.length > longestLineBytes;
    const bytes = rest.length === 0 ? last : Buffer.concat([...rest, last]);
    rest = [];
    restBytes = 0;
    return { number, text: tooLong ? null : lineText(bytes, number), endByte };
  };
  for await (const chunk of createReadStream(path)) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('a file read without an encoding gives bytes');
    let from = 0;
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      endByte += at + 1 - from;
      yield finished(chunk.subarray(from, at));
      from = at + 1;
    }
    const tail = chunk.subarray(from);
    endByte += tail.length;
    restBytes += tail.length;
    // Of a line that is too long only the length is kept.
    if (restBytes <= longestLineBytes) rest.push(tail);
  }
  if (restBytes > 0) yield finished(Buffer.alloc(0));
}

function lineText(bytes: Buffer, number: number): string {
  const text = bytes.toString('utf8');
  const withoutReturn = text.endsWith('\r') ? text.slice(0, -1) : text;
  return number === 1 && withoutReturn.startsWith('\uFEFF') ? withoutReturn.slice(1) : withoutReturn;
}
