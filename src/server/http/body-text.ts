/** Decodes the bytes of a body into text: UTF-8, UTF-16 and Latin-1, as the Content-Type declares. */
import { isUtf8 } from 'node:buffer';
import { bodyFault } from './body-fault.ts';
import { excerpt } from './excerpt.ts';

type Decode = (body: Buffer) => string;

const decoders: ReadonlyMap<string, Decode> = new Map([
  ...['utf-8', 'utf8', 'us-ascii', 'ascii'].map((name): [string, Decode] => [name, fromUtf8]),
  ['utf-16', (body) => fromUtf16(body, endianOf(body) ?? 'big-endian')],
  ['utf-16le', (body) => fromUtf16(body, 'little-endian')],
  ['utf-16be', (body) => fromUtf16(body, 'big-endian')],
  ...['iso-8859-1', 'iso8859-1', 'latin1', 'windows-1252', 'cp1252'].map((name): [string, Decode] => [
    name,
    fromWindows1252,
  ]),
]);
const taken = 'utf-8, utf-16, iso-8859-1 or windows-1252';

/** What Windows has in place of 32 control characters, which nobody means in Latin-1 either: browsers read both the same way. */
const windows1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** The decoder for a body; throws 415 for a declared charset that is not supported. Call this before the body is read. */
export function decoderFor(charset: string | null): Decode {
  const decode = decoders.get(charset ?? 'utf-8');
  if (decode !== undefined) return decode;
  throw bodyFault(
    415,
    `The charset ${JSON.stringify(charset?.slice(0, 40))} is not taken; send ${taken}, best utf-8, which needs no charset.`,
  );
}

function fromUtf8(body: Buffer): string {
  // A byte that belongs to no character would be replaced, and another name than the sent one would be stored.
  if (!isUtf8(body)) throw notUtf8(body);
  const start = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf ? 3 : 0;
  return body.toString('utf8', start);
}

function fromWindows1252(body: Buffer): string {
  return body.toString('latin1').replace(/[\x80-\x9f]/g, (char) => windows1252.charAt(char.charCodeAt(0) - 0x80));
}

function fromUtf16(body: Buffer, endian: 'little-endian' | 'big-endian'): string {
  const fault = (message: string) => bodyFault(400, `The body is no UTF-16: ${message}.`);
  if (body.length % 2 !== 0) throw fault(`it has ${body.length} bytes, an odd number`);
  const text = (endian === 'big-endian' ? Buffer.from(body).swap16() : body).toString('utf16le');
  const lone = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.exec(text);
  if (lone !== null) throw fault(`half a surrogate pair stands at byte ${lone.index * 2}`);
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

/** Of UTF-16 text whose first character is a mark or of ASCII, as JSON's is; null for anything else. */
export function endianOf(body: Buffer): 'little-endian' | 'big-endian' | null {
  const [first, second] = body;
  if ((first === 0xff && second === 0xfe) || (second === 0 && first !== 0)) return 'little-endian';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && second !== undefined)) return 'big-endian';
  return null;
}

function notUtf8(body: Buffer): Error {
  const wayOut =
    'Send it as UTF-8, or declare what it is, as in "Content-Type: application/json; charset=windows-1252".';
  const endian = endianOf(body);
  if (endian !== null) {
    return bodyFault(
      400,
      `The body is UTF-16, ${endian}, and does not say so. Send it as UTF-8, or declare charset=utf-16.`,
    );
  }
  if (body[0] === 0x1f && body[1] === 0x8b) {
    return bodyFault(400, 'The body is gzip data and does not say so. Add the header "Content-Encoding: gzip".');
  }
  const offset = firstNonUtf8(body);
  const rest = body.subarray(offset);
  if (expectedBytes(rest[0] ?? 0) > rest.length && rest.subarray(1).every((byte) => (byte & 0xc0) === 0x80)) {
    return bodyFault(
      400,
      `The body is cut off: it ends after ${body.length} bytes, in the middle of a character. Send it whole.`,
    );
  }
  const byte = `0x${(body[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0')}`;
  const before = body.toString('utf8', 0, offset);
  return bodyFault(
    400,
    `The body is not UTF-8: byte ${byte} at offset ${offset}, after ${excerpt(before, before.length)}, belongs to no character. ${wayOut}`,
  );
}

/** Offset of the first byte that belongs to no character. */
function firstNonUtf8(body: Buffer): number {
  let offset = 0;
  while (offset < body.length) {
    const lead = body[offset] ?? 0;
    const length = expectedBytes(lead);
    if (length > 1 && !isUtf8(body.subarray(offset, offset + length))) return offset;
    offset += length;
  }
  return body.length;
}

/** How many bytes a character has that begins with this one. */
function expectedBytes(lead: number): number {
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}
