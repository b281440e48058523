import { expect, it } from 'vitest';
import { isPrintable } from '../../../src/domain/printable.ts';

it.each(['Žofie', 'O’Brien, J.', '李小龍', 'Марія', 'عمر', 'shift 3 🚚'])(
  '%s is a name that can be printed',
  (name) => {
    expect(isPrintable(name)).toBe(true);
  },
);

it.each([
  ['a control character', '\u0007'],
  ['a control character of Latin-1', '\u0085'],
  ['half of a surrogate pair', '\ud83d'],
  ['a turn of direction', '\u202e'],
  ['an isolate', '\u2067'],
  ['a mark of direction', '\u200f'],
  ['a blank without width', '\u200b'],
  ['a byte order mark', '\ufeff'],
  ['a filler', '\u3164'],
  ['a soft hyphen', '\u00ad'],
  ['a separator of lines', '\u2028'],
  ['a tag', '\u{e0041}'],
])('a name with %s is none', (_what, character) => {
  expect(isPrintable(`maria${character}`)).toBe(false);
});
