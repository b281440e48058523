import { buildSchema, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createOperationKeys } from '../../../../src/server/graphql/operation-key.ts';

const schema = buildSchema(`
  input Filter { sites: [ID!] kinds: [String!] }
  type Event { cursor: String history(after: String): [String!] }
  type Query { a: Int }
  type Subscription { events(after: String, filter: Filter): Event }
`);
const keyOf = createOperationKeys(schema);

function key(text: string, variables: Record<string, unknown> = {}, name?: string): string {
  const document = parse(text);
  const operation = getOperationAST(document, name);
  if (!operation) throw new Error('no operation');
  return keyOf(document, operation, variables);
}

const byVariable = 'subscription S($from: String, $f: Filter) { events(after: $from, filter: $f) { cursor } }';

describe('the key of an operation', () => {
  it('leaves out where a subscriber begins, as a variable of any name and as a literal', () => {
    expect(key(byVariable, { from: 'x' })).toBe(key(byVariable, { from: 'y' }));
    expect(key(byVariable, { from: 'x' })).toBe(key(byVariable));
    const literal = (text: string) => `subscription { events(after: ${text}) { cursor } }`;
    expect(key(literal('"x"'))).toBe(key(literal('"y"')));
    const inFragment = (text: string) =>
      `subscription { ...E } fragment E on Subscription { events(after: ${text}) { cursor } }`;
    expect(key(inFragment('"x"'))).toBe(key(inFragment('"y"')));
  });

  it('tells an argument of the same name further in, and a variable that is used there too', () => {
    const deeper = (text: string) => `subscription { events { history(after: ${text}) } }`;
    expect(key(deeper('"x"'))).not.toBe(key(deeper('"y"')));
    const both = 'subscription S($a: String) { events(after: $a) { history(after: $a) } }';
    expect(key(both, { a: 'x' })).not.toBe(key(both, { a: 'y' }));
  });

  it('tells other variables and documents, and not the order or the spaces in which they were written', () => {
    const filter = (f: unknown) => key(byVariable, { f });
    expect(filter({ sites: ['a'] })).not.toBe(filter({ sites: ['b'] }));
    expect(filter({ sites: ['a', 'b'] })).not.toBe(filter({ sites: ['b', 'a'] }));
    expect(filter({ sites: ['a'], kinds: ['k'] })).toBe(filter({ kinds: ['k'], sites: ['a'] }));
    expect(filter(null)).not.toBe(filter(undefined));
    expect(filter([['sites', 1]])).not.toBe(filter({ sites: 1 }));
    expect(key('subscription { events { cursor } }')).toBe(key('subscription{events{cursor}}'));
    expect(key('subscription { events { cursor } }')).not.toBe(key('subscription { events { c: cursor } }'));
  });

  it('tells the operations of one document apart, and takes no notice of variables that it does not declare', () => {
    const two = 'subscription A { events { cursor } } subscription B { events { c: cursor } }';
    expect(key(two, {}, 'A')).not.toBe(key(two, {}, 'B'));
    expect(key(two, { junk: 1 }, 'A')).toBe(key(two, {}, 'A'));
  });
});
