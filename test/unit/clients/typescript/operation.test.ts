import { parse, print, validate } from 'graphql';
import { expect, it } from 'vitest';
import { textOf } from '../../../../clients/typescript/src/operation.ts';
import { feedDocuments } from '../../../../clients/typescript/src/recommendation-events.ts';
import { buildSchema } from '../../../../src/schema/build-schema.ts';

it('strings, typed strings and parsed documents are operations; a parsed one needs a printer', () => {
  const text = '{ __typename }';
  expect(textOf(text, undefined)).toBe(text);
  expect(textOf(Object(text), undefined)).toBe(text);
  expect(textOf(parse(text), print).replace(/\s+/g, ' ')).toBe(text);
  expect(() => textOf(parse(text), undefined)).toThrow(/`print`/);
});

it('what the feed asks for is in the schema, with the default fields and with a fragment of one’s own', () => {
  const schema = buildSchema();
  for (const fragment of [undefined, 'fragment Mine on Recommendation { id equipment { location } }']) {
    for (const document of Object.values(feedDocuments(fragment))) {
      expect(validate(schema, parse(document)), document).toEqual([]);
    }
  }
  expect(() => feedDocuments('fragment Mine on Equipment { id }')).toThrow(/on Recommendation/);
});
