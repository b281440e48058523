import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { chosenOperation, nameGiven } from '../../../../src/server/graphql/chosen-operation.ts';

const two = 'query Status { a } mutation Send { b }';

describe('Which operation of a document is meant', () => {
  it('the one that is named, or the only one', () => {
    expect(chosenOperation(parse(two), 'Send')).toMatchObject({ operation: 'mutation' });
    expect(chosenOperation(parse('query Only { a }'), undefined)).toMatchObject({ operation: 'query' });
    expect(chosenOperation(parse('{ a }'), null)).toMatchObject({ operation: 'query' });
  });

  it.each([
    [two, undefined, 'holds 2 operations ("Status", "Send"); say in "operationName" which one'],
    [two, 'Other', 'no operation with the operationName "Other"; it holds "Status", "Send".'],
    ['{ a }', 'Other', 'it holds one without a name.'],
    ['fragment F on Query { a }', undefined, 'holds no operation, only definitions'],
    ['fragment F on Query { a }', 'F', 'holds no operation, only definitions'],
  ])('a document %s with operationName %s is refused with the way out', (document, name, told) => {
    expect(chosenOperation(parse(document), name)).toContain(told);
  });

  it('names that go on for ever do not make the message do so', () => {
    const long = 'x'.repeat(10_000);
    const many = Array.from({ length: 500 }, (_, index) => `query ${long}${index} { a }`).join(' ');
    expect(String(chosenOperation(parse(many), long)).length).toBeLessThan(300);
  });

  it('an empty name is none', () => {
    expect([nameGiven(''), nameGiven(null), nameGiven(undefined), nameGiven('A')]).toEqual([
      undefined,
      undefined,
      undefined,
      'A',
    ]);
  });
});
