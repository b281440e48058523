/** Decompresses bodies (gzip, deflate, br, zstd) up to a limit. */
import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { bodyFault, tooLarge } from './body-fault.ts';

/** More than one coding is rare; each decompresses up to the limit of a body, so their number is bounded. */
const maxCodings = 3;
const chunkBytes = 65_536;

/** A stream of zlib's kind: `bytesWritten` is what it has taken of its input, less than it was given if something follows the end. */
type Decoder = Transform & { readonly bytesWritten: number };

const decoders: Readonly<Record<string, (body: Buffer) => Decoder>> = {
  gzip: () => zlib.createGunzip({ chunkSize: chunkBytes }),
  'x-gzip': () => zlib.createGunzip({ chunkSize: chunkBytes }),
  // RFC 9110 means zlib's format; some clients (.NET's DeflateStream) send what is inside it alone.
  deflate: (body) =>
    startsZlib(body) ? zlib.createInflate({ chunkSize: chunkBytes }) : zlib.createInflateRaw({ chunkSize: chunkBytes }),
  br: () => zlib.createBrotliDecompress({ chunkSize: chunkBytes }),
  ...zstd(),
};

/** For the header `Accept-Encoding`, and for people. */
export const acceptedCodings = Object.keys(decoders)
  .filter((coding) => coding !== 'x-gzip')
  .join(', ');

/**
 * The codings that a body was compressed with, in the order of compression; throws 415 for an unknown one. Call this before the body
 * is read.
 */
export function codingsOf(contentEncoding: string | undefined): readonly string[] {
  const codings = (contentEncoding ?? '')
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity');
  const unknown = codings.find((coding) => !Object.hasOwn(decoders, coding));
  const headers = { 'Accept-Encoding': acceptedCodings };
  if (unknown !== undefined) {
    throw bodyFault(
      415,
      `The content encoding ${JSON.stringify(unknown.slice(0, 40))} is not known here; send the body as it is, or folded as ${acceptedCodings}.`,
      headers,
    );
  }
  if (codings.length > maxCodings) {
    throw bodyFault(415, `A body may be folded ${maxCodings} times at most; once is enough.`, headers);
  }
  return codings;
}

/** Decompresses a body and stops as soon as the output exceeds the limit. */
export async function unfolded(body: Buffer, codings: readonly string[], limitBytes: number): Promise<Buffer> {
  let content = body;
  for (const coding of codings.toReversed()) content = await unfoldOnce(content, coding, limitBytes);
  return content;
}

function unfoldOnce(body: Buffer, coding: string, limitBytes: number): Promise<Buffer> {
  const decoder = decoders[coding]?.(body);
  if (decoder === undefined) throw new TypeError(`no decoder for ${coding}`);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    decoder.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= limitBytes) return void chunks.push(chunk);
      decoder.destroy();
      reject(tooLarge(limitBytes));
    });
    decoder.once('error', (error) => reject(unreadable(error, body, coding)));
    decoder.once('end', () => {
      const surplus = body.length - decoder.bytesWritten;
      if (surplus === 0) return resolve(Buffer.concat(chunks, bytes));
      reject(
        bodyFault(
          400,
          `The body's ${coding} data end after ${decoder.bytesWritten} bytes, and ${surplus} bytes follow that belong to nothing.`,
        ),
      );
    });
    decoder.end(body);
  });
}

function unreadable(error: Error, body: Buffer, coding: string): Error {
  const ended = 'code' in error && (error.code === 'Z_BUF_ERROR' || /unexpected end|incomplete/i.test(error.message));
  return bodyFault(
    400,
    ended
      ? `The body is cut off: its ${coding} data are not complete after ${body.length} bytes. Send it whole.`
      : `The body says Content-Encoding: ${coding}, but is no ${coding} data, or damaged (${error.message}). Send it as it says, or without that header.`,
  );
}

/** The two bytes that zlib's format begins with: method 8, and a multiple of 31 (RFC 1950). */
function startsZlib(body: Buffer): boolean {
  return body.length >= 2 && ((body[0] ?? 0) & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
}

/** Node has it from 22.15 on. */
function zstd(): Record<string, () => Decoder> {
  const create: unknown = Reflect.get(zlib, 'createZstdDecompress');
  if (typeof create !== 'function') return {};
  return { zstd: () => create({ chunkSize: chunkBytes }) };
}
