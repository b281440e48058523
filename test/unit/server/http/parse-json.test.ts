import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findJsonFault } from '../../../../src/server/http/json-scan.ts';
import { parseJson } from '../../../../src/server/http/parse-json.ts';

function said(text: string): string {
  try {
    return `taken: ${JSON.stringify(parseJson(text, 'The body'))}`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe('A text that is no JSON is told where it stops being so, and why', () => {
  it.each([
    ['{"a":1 "b":2}', 'a comma or } is missing before'],
    ['{"a" 1}', 'a colon is missing after the name (line 1, column 6, byte 5'],
    ['[1,2,]', 'a comma stands before ]; JSON has none after the last value'],
    ['{"a":nan}', '"nan" is no JSON value; a number is finite'],
    ['{"a":+Infinity}', '"+Infinity" is no JSON value'],
    ['{"a":NaN "b":-Infinity}', 'a comma or } is missing before'],
    ['{"a":NaN,"b":[-Infinity]}', 'taken: {"a":"NaN","b":["-Infinity"]}'],
    ['{"a":None}', 'None is no JSON value; JSON has true, false and null'],
    ['{"a":007}', '"007" is no JSON number'],
    ['{a:1}', 'the name "a" is not in double quotes'],
    ['{“a”:1}', 'a text is not in double quotes'],
    ['{"a":high}', '"high" is no JSON value; a text is in double quotes'],
    ['{"a":"x\ny"}', 'a line break stands inside a text; write it as \\n (line 1, column 8'],
    ['{"a":"C:\\path"}', 'a backslash itself is written \\\\'],
    ['{"a":1}\n{"a":2}', 'follows the end of the JSON; a request is one JSON object (line 2, column 1'],
    ['// readings\n{}', 'a comment stands here; JSON has none'],
    ['query { a }', 'a GraphQL document by itself'],
    ['{"a":"\\u12', 'ends after 10 bytes, inside a text that began at line 1, column 6'],
    ['{"a":12.', 'inside a number'],
    ['{"a":fal', 'inside a word'],
    ['{"a":[1,', 'inside a list that began at line 1, column 6'],
  ])('the text %s is refused with the place and the reason', (text, words) => {
    expect(said(text)).toContain(words);
  });

  it('the quoted excerpt is safe to print: control characters and marks of direction are escaped', () => {
    const message = said('{"a":"\u202e\u001b[2J"');
    expect(message).toContain('\\u{202e}');
    for (const char of ['\u202e', '\u001b']) expect(message).not.toContain(char);
  });

  it('a body of a million brackets is told like any other', () => {
    expect(said('['.repeat(1_000_000))).toContain('nested more than 100 deep (line 1, column 101');
  });

  it('a fault is found in each text that JSON.parse refuses, and in none that it accepts', () => {
    const pieces = fc.constantFrom(
      ...'{}[]",:\\ \n-+.eE01tfnu'.split(''),
      'true',
      'null',
      '"a"',
      '\\u00e9',
      '\u0000',
      "'",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')),
        ),
        (text) => {
          let taken = true;
          try {
            JSON.parse(text);
          } catch {
            taken = false;
          }
          expect(findJsonFault(text) === null).toBe(taken);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it('a valid text cut anywhere ends early, nowhere else', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, at) => {
        const whole = `[${text}]`;
        expect(findJsonFault(whole.slice(0, at % whole.length))).toMatchObject({ endsEarly: true });
      }),
    );
  });
});
