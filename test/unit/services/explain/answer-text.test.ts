import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnswerText } from '../../../../src/services/explain/answer-text.ts';

const pieces = ['F1', 'F2', 'L1', 'N12'];

function vetted(...parts: readonly string[]) {
  const answer = new AnswerText(pieces);
  const all = [...parts.map((part) => answer.push(part)), answer.end()];
  return {
    text: all.map(({ text }) => text).join(''),
    cited: [...new Set(all.flatMap(({ cited }) => cited))],
    invented: all.reduce((sum, { invented }) => sum + invented, 0),
  };
}

describe('The text of a model', () => {
  it('keeps citations of pieces that there are, and marks those of pieces that there are not', () => {
    expect(vetted('Too hot [F1], above its limit [l1, X9]. Others [N12;F2] [finding-7].')).toEqual({
      text: 'Too hot [F1], above its limit [L1, ?]. Others [N12, F2] [?].',
      cited: ['F1', 'L1', 'N12', 'F2'],
      invented: 2,
    });
  });

  it('leaves numbers and brackets that are none of a citation as they are', () => {
    const text = 'It rose to 92.5 °C (limit 90 °C), 3 * 4 = 12, x < 5 and a/b; flow 3 m3/h [see above] at 0.5 bar/min.';
    expect(vetted(text)).toEqual({ text, cited: [], invented: 0 });
  });

  it.each([
    ['a link of Markdown', 'see [here](https://evil.example/x?y=1) now', 'see here (link removed) now'],
    ['an image that tells where it is shown', '![t](http://evil.example/t.png) ok', 't (link removed) ok'],
    ['an address', 'go to https://evil.example/a, then', 'go to (link removed) then'],
    ['an address without a scheme', 'go to evil.example/login now', 'go to (link removed) now'],
    ['a name that screens make a link of', 'at www.evil.example today', 'at (link removed) today'],
    ['a script', 'javascript:alert(1) ok', '(link removed) ok'],
    ['a tag', 'a <img src=x onerror=alert(1)> b </b>', 'a ‹img src=x onerror=alert(1)> b ‹/b>'],
    ['markup', '## Cause\n**Bearing** `F1`', 'Cause\nBearing F1'],
    ['what nobody sees, and what turns the direction', 'a\u200bb\u202egpj\u0007 c\u{e0041}', 'abgpj c'],
  ])('loses %s', (_what, raw, text) => {
    expect(vetted(raw).text).toBe(text);
    expect(vetted(...raw).text).toBe(text);
  });

  it('is the same, however it comes in parts', () => {
    const word = fc.constantFrom(
      'hot',
      '[F1]',
      '[F9, L1]',
      '[a](http://x.y/z)',
      '<b>',
      'www.a.b',
      '**x**',
      '\n',
      '#',
      '92.5',
      '](',
      '[',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 12 }), fc.array(fc.nat(80), { maxLength: 8 }), (words, cuts) => {
        const text = words.join(' ');
        const at = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length].sort((a, b) => a - b);
        const parts = at.slice(1).map((end, index) => text.slice(at[index], end));
        expect(vetted(...parts)).toEqual(vetted(text));
      }),
    );
  });

  it('is told up to the last word that is whole, and a citation not before it is', () => {
    const answer = new AnswerText(pieces);
    expect(answer.push('Too hot [F').text).toBe('Too hot ');
    expect(answer.push('1').text).toBe('');
    expect(answer.push('] since').text).toBe('[F1] ');
    expect(answer.end().text).toBe('since');
  });

  it('is not held back by a bracket that never closes, nor by a word without end', () => {
    const answer = new AnswerText(pieces);
    expect(answer.push(`[${'a '.repeat(400)}`).text.length).toBeGreaterThan(500);
    expect(answer.push('x'.repeat(5_000)).text.length).toBeGreaterThan(4_000);
  });
});
