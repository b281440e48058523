import { expect, it } from 'vitest';
import { DocumentCache } from '../../../../src/server/graphql/document-cache.ts';

it('documents are kept while their texts fit together, those used last the longest', () => {
  const cache = new DocumentCache<number>(100);
  const text = (letter: string) => letter.repeat(10);
  for (const [i, letter] of [...'abcdefghij'].entries()) cache.set(text(letter), i);
  expect(cache.get(text('a'))).toBe(0);
  cache.set(text('k'), 10);
  expect([cache.get(text('a')), cache.get(text('b')), cache.get(text('k'))]).toEqual([0, undefined, 10]);
  cache.set(text('a'), 1);
  expect([cache.get(text('a')), cache.get(text('c'))]).toEqual([1, 2]);
});

it('a text longer than a tenth of the room is not kept, and drives nothing out', () => {
  const cache = new DocumentCache<number>(100);
  cache.set('a', 1);
  cache.set('b'.repeat(11), 2);
  expect([cache.get('a'), cache.get('b'.repeat(11))]).toEqual([1, undefined]);
});
