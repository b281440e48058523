import { type DocumentNode, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createRowBudget } from '../../../../src/resolvers/row-budget.ts';
import { buildSchema } from '../../../../src/schema/build-schema.ts';
import { createLenientExecute } from '../../../../src/server/graphql/lenient-variables.ts';

const schema = buildSchema();
const execute = createLenientExecute(schema);

/** What reaches the gateway, or the first error. */
async function submitted(query: string, variableValues: Record<string, unknown>): Promise<unknown> {
  const document: DocumentNode = parse(query);
  expect(validate(schema, document)).toEqual([]);
  let given: unknown = 'nothing was submitted';
  const submit = async (readings: unknown) => {
    given = readings;
    return { accepted: 0, duplicates: 0, rejected: [] };
  };
  const contextValue = {
    identity: { scopes: ['ingest'], siteIds: null },
    ingest: { submit, submitSeries: submit },
    budget: createRowBudget(),
    audit: { refused: () => undefined },
  };
  const { errors } = await execute({ schema, document, variableValues, contextValue });
  return errors === undefined ? given : errors[0]?.message;
}

const whole = 'mutation ($r: [ReadingInput!]!) { ingestReadings(readings: $r) { accepted } }';

describe('variables of readings', () => {
  it('reach the gateway as they were sent', async () => {
    expect(await submitted(whole, { r: [null, 5, { value: [1], timestamp: {}, surprise: 1 }] })).toMatchObject([
      { fault: { code: 'INVALID_READING' } },
      { fault: { code: 'INVALID_READING' } },
      { value: [1], timestamp: {}, attributes: { surprise: 1 } },
    ]);
  });

  it('stand for a list of one when they are one, as GraphQL has it', async () => {
    expect(await submitted(whole, { r: { value: 1 } })).toMatchObject([{ index: 0, value: 1 }]);
  });

  it('are refused by GraphQL’s own words when they are missing or no readings at all', async () => {
    expect(await submitted(whole, {})).toMatch(/\$r.*\[ReadingInput!\]!/);
    expect(await submitted(whole, { r: null })).toMatch(/\$r/);
    expect(await submitted(whole, { r: 'text' })).toMatch(/\$r/);
  });

  it('may have a default, and may be parts of what the document says', async () => {
    const defaulted =
      'mutation ($r: [ReadingInput!]! = [{ value: 7, quality: BAD }]) { ingestReadings(readings: $r) { accepted } }';
    expect(await submitted(defaulted, {})).toMatchObject([{ value: 7, quality: 'BAD' }]);
    const parts =
      'mutation ($v: [Float!]!, $t: [DateTime!]!) { ingestSeries(series: [{ equipmentId: "A", timestamps: $t, values: $v }]) { accepted } }';
    expect(await submitted(parts, { v: [1, null, 'x'], t: [null] })).toMatchObject([
      { values: [1, null, 'x'], timestamps: [null] },
    ]);
  });

  it('are coerced as ever where they are used for something else, too', async () => {
    const twice =
      'mutation ($id: ID!) { ingestReadings(readings: [{ equipmentId: $id }]) { accepted } approveRecommendation(id: $id) { id } }';
    expect(await submitted(twice, { id: {} })).toMatch(/ID cannot represent/);
  });
});
