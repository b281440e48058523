import { getIntrospectionQuery, parse } from 'graphql';
import { expect, it } from 'vitest';
import { maxDocumentDepth, maxFields } from '../../../../src/limits.ts';
import { exceedsLimits } from '../../../../src/server/graphql/document-limits.ts';

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
