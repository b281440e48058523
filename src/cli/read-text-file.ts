/** Reads a text file as editors and shells write it: UTF-8 with or without a byte order mark, or UTF-16 with one, as Windows' shell redirects. */
import { readFile } from 'node:fs/promises';

/** Throws an Error that says why it cannot be read. */
export async function readTextFile(file: string): Promise<string> {
  return textOf(await readFile(file));
}

export function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const charset =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error(`it is no ${charset.toUpperCase()}`, { cause: error });
  }
}
