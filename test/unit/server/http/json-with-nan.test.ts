import { expect, it } from 'vitest';
import { parseJsonWithNaN, withQuotedTokens } from '../../../../src/server/http/json-with-nan.ts';

it.each<[string, unknown]>([
  ['{"a":1}', { a: 1 }],
  ['[NaN]', ['NaN']],
  ['{"a":NaN,"b":-Infinity,"c":Infinity}', { a: 'NaN', b: '-Infinity', c: 'Infinity' }],
  ['[ NaN , 1e400 ]', ['NaN', Number.POSITIVE_INFINITY]],
  ['{"a":"NaN: NaN, \\"NaN\\", \\\\","b":NaN}', { a: 'NaN: NaN, "NaN", \\', b: 'NaN' }],
  ['NaN', 'NaN'],
  ['{"NaN":NaN}', { NaN: 'NaN' }],
])('the JSON %s is read', (text, value) => {
  expect(parseJsonWithNaN(text)).toEqual(value);
});

it.each([
  '',
  '{',
  '[nan]',
  '[NaNN]',
  '[xNaN]',
  '[1NaN]',
  '[--Infinity]',
  '[+Infinity]',
  '[- Infinity]',
  '[NaN',
  '[NaN NaN]',
  '"NaN',
  '["\\NaN]',
])('the text %j is no JSON even with NaN allowed, and the error quotes the text as it came', (text) => {
  let expected: unknown;
  try {
    JSON.parse(text);
  } catch (error) {
    expected = error;
  }
  expect(() => parseJsonWithNaN(text)).toThrow(SyntaxError);
  expect(() => parseJsonWithNaN(text)).toThrow(expected instanceof Error ? expected.message : 'nothing');
});

it('the parser with NaN looks at each character once, whatever the text is', () => {
  const megabytes = 4_000_000;
  for (const hostile of [
    '\\"'.repeat(megabytes),
    `"${'\\"'.repeat(megabytes)}NaN`,
    'NaN'.repeat(megabytes),
    '-'.repeat(megabytes),
  ]) {
    expect(() => parseJsonWithNaN(`[${hostile}`)).toThrow(SyntaxError);
  }
  expect(withQuotedTokens(`[${'NaN,'.repeat(300_000)}1]`)).toBeNull();
});
