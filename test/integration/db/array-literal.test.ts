import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { booleanArray, numberArray, textArray } from '../../../src/db/query/array-literal.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

async function unnested(literal: string, type: string): Promise<unknown[]> {
  const { rows } = await database.pool.query<{ value: unknown }>(`SELECT unnest($1::${type}[]) AS value`, [literal]);
  return rows.map(({ value }) => value);
}

it('an array literal gives PostgreSQL every text as it is, whatever quotes, braces, commas or backslashes it has', async () => {
  const texts = [
    '',
    'NULL',
    'null',
    null,
    ' ',
    '{}',
    '{a,b}',
    'a,b',
    '"',
    '\\',
    '\\"',
    '\\\\',
    "'; --",
    '\n\t\r',
    '😀',
    'é',
  ];
  expect(await unnested(textArray(texts), 'text')).toEqual(texts);
  const anyText = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', ''));
  const tricky = fc.string({ unit: fc.constantFrom('"', '\\', '{', '}', ',', ' ', 'N', 'U', 'L', "'", '\n') });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(fc.oneof(anyText, tricky)), { minLength: 1 }), async (values) => {
      expect(await unnested(textArray(values), 'text')).toEqual(values);
    }),
    { numRuns: 60 },
  );
});

it('an array literal gives PostgreSQL every number to its last bit', async () => {
  const doubles = fc.option(fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => value + 0));
  await fc.assert(
    fc.asyncProperty(fc.array(doubles, { minLength: 1 }), async (values) => {
      expect(await unnested(numberArray(values), 'float8')).toEqual(values);
    }),
    { numRuns: 40 },
  );
});

it('an array literal gives PostgreSQL every boolean, and no rows for an empty array', async () => {
  expect(await unnested(booleanArray([true, null, false]), 'boolean')).toEqual([true, null, false]);
  expect(await unnested(textArray([]), 'text')).toEqual([]);
});
