import { getIntrospectionQuery, parse } from 'graphql';
import { expect, it } from 'vitest';
import { maxDocumentDepth, maxDocumentNesting, maxDocumentTokens, maxFields } from '../../../../src/limits.ts';
import { exceedsLimits, textExceedsLimits } from '../../../../src/server/graphql/document-limits.ts';

const fields = (count: number) => Array.from({ length: count }, (_, i) => `a${i}: id`).join(' ');
const codeOf = (query: string) => exceedsLimits(parse(query))?.extensions['code'];

it('the document limits accept what tools and screens ask, up to the limits', () => {
  expect(codeOf(getIntrospectionQuery())).toBeUndefined();
  expect(codeOf(`{ ${fields(maxFields)} }`)).toBeUndefined();
  expect(codeOf(`${'{ a '.repeat(maxDocumentDepth)}${'}'.repeat(maxDocumentDepth)}`)).toBeUndefined();
});

it('the field limit counts fields in fragments, inline ones too', () => {
  expect(codeOf(`{ ${fields(maxFields + 1)} }`)).toBe('TOO_COMPLEX');
  expect(codeOf(`{ ...f ...f } fragment f on Query { ${fields(maxFields / 2)} }`)).toBe('TOO_COMPLEX');
  expect(codeOf(`{ ... on Query { ${fields(maxFields + 1)} } }`)).toBe('TOO_COMPLEX');
});

it('the depth limit counts fragments', () => {
  const deep = `${'{ a '.repeat(maxDocumentDepth)}${'}'.repeat(maxDocumentDepth)}`;
  expect(codeOf(`{ b { ...f } } fragment f on Query ${deep}`)).toBe('TOO_COMPLEX');
});

it('the document limits end on fragments that use themselves, and leave them to validation', () => {
  expect(codeOf('{ ...f } fragment f on Query { a ...g } fragment g on Query { b ...f }')).toBeUndefined();
});

it('the document limits measure fragments that double at each level in no time', () => {
  const levels = 200;
  const bomb = Array.from(
    { length: levels },
    (_, i) => `fragment f${i} on Query { x: a ...f${i + 1} y: a ...f${i + 1} }`,
  );
  expect(codeOf(`{ ...f0 } ${bomb.join('\n')} fragment f${levels} on Query { a }`)).toBe('TOO_COMPLEX');
});

const within = '{ __typename }';

it.each([
  ['brackets of values', (n: number) => `{ a(b: ${'['.repeat(n - 2)}${']'.repeat(n - 2)}) }`],
  ['objects', (n: number) => `{ a(b: ${'{c:'.repeat(n - 2)}1${'}'.repeat(n - 2)}) }`],
  ['types', (n: number) => `query ($a: ${'['.repeat(n - 1)}Int${']'.repeat(n - 1)}) ${within}`],
  ['inline fragments', (n: number) => `${'{ ... '.repeat(n - 1)}${within}${'}'.repeat(n - 1)}`],
])('%s nest to the limit and no deeper, which is told before anything is parsed', (_what, nested) => {
  expect(textExceedsLimits(nested(maxDocumentNesting))).toBeNull();
  expect(textExceedsLimits(nested(maxDocumentNesting + 1))?.extensions['code']).toBe('TOO_COMPLEX');
  // The parser, which goes by recursion, would not come back from this.
  expect(textExceedsLimits(nested(10_000))?.extensions['code']).toBe('TOO_COMPLEX');
});

it('tokens are counted to the limit; brackets and quotation marks in texts and comments count for nothing', () => {
  const spread = `{ a(b: [${'1 '.repeat(maxDocumentTokens - 10)}]) }`;
  expect(textExceedsLimits(spread)).toBeNull();
  expect(textExceedsLimits(`${spread} ${spread}`)?.extensions).toMatchObject({
    code: 'TOO_COMPLEX',
    limit: maxDocumentTokens,
  });
  const open = '[{('.repeat(maxDocumentNesting);
  for (const text of [`"${open} \\" ${open}"`, `"""${open} " \\""" ${open}"""`, `1 # ${open} "\n`]) {
    expect(textExceedsLimits(`{ a(b: ${text}) }`)).toBeNull();
    expect(textExceedsLimits(`{ a(b: ${text}) } ${open}`)).not.toBeNull();
  }
  expect(textExceedsLimits('"'.repeat(50_001))).toBeNull();
});

it('a chain of fragments longer than the limit, and a ring of so many, is refused before validation', () => {
  const chain = (length: number, last: string) =>
    `{ ...f0 } ${Array.from({ length }, (_, i) => `fragment f${i} on Query { ...f${i + 1} }`).join(' ')} fragment f${length} on Query ${last}`;
  expect(codeOf(chain(maxDocumentNesting - 3, '{ a }'))).toBeUndefined();
  expect(codeOf(chain(maxDocumentNesting, '{ a }'))).toBe('TOO_COMPLEX');
  expect(codeOf(chain(900, '{ ...f0 }'))).toBe('TOO_COMPLEX');
});

it('fields of one name at one place are counted in pairs, through fragments, and those at other places are not', () => {
  expect(codeOf(`{ ${'a { id } '.repeat(100)} }`)).toBeUndefined();
  expect(codeOf(`{ ${'a { id } '.repeat(200)} }`)).toBe('TOO_COMPLEX');
  expect(codeOf(`{ a { ...f } a { ...f } } fragment f on A { ${'id '.repeat(100)} }`)).toBe('TOO_COMPLEX');
  expect(codeOf(`{ ${Array.from({ length: 400 }, (_, i) => `a${i} { id }`).join(' ')} }`)).toBeUndefined();
  // Spreads alone, which select nothing: three to the power of fifty.
  const empty = Array.from({ length: 50 }, (_, i) => `fragment f${i} on Query { ${`...f${(i + 1) % 50} `.repeat(3)} }`);
  expect(codeOf(`{ ...f0 } ${empty.join(' ')}`)).toBe('TOO_COMPLEX');
});
