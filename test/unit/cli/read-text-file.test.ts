import { expect, it } from 'vitest';
import { textOf } from '../../../src/cli/read-text-file.ts';

const text = '{"cause": "Lagerschaden, 軸受"}';

it.each([
  ['UTF-8', Buffer.from(text)],
  ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
  ['UTF-16 as Windows’ shell redirects', Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16, big end first', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
])('a file in %s is read as its text', (_what, bytes) => {
  expect(textOf(bytes)).toBe(text);
});

it('a file whose bytes are no text is refused, not read with holes', () => {
  expect(() => textOf(Buffer.from([0x7b, 0xff, 0x7d]))).toThrow('it is no UTF-8');
});
