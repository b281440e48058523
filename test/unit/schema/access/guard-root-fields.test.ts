import { execute, type GraphQLField, GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { anonymous, unrestricted } from '../../../../src/auth/identity.ts';
import { scopes } from '../../../../src/domain/access.ts';
import { guardRootFields } from '../../../../src/schema/access/guard-root-fields.ts';
import { buildSchema } from '../../../../src/schema/build-schema.ts';

type RootField = GraphQLField<unknown, unknown>;

const audit = { refused: () => undefined };

const schema = buildSchema();
const fieldsOf = (type: GraphQLObjectType | null | undefined) => Object.values(type?.getFields() ?? {});
const roots: [string, RootField][] = [
  ...fieldsOf(schema.getQueryType()),
  ...fieldsOf(schema.getMutationType()),
  ...fieldsOf(schema.getSubscriptionType()),
].map((field) => [field.name, field]);

/** The code with which the field refuses such a caller before it does anything; null when it lets him in. */
async function refusal({ resolve, subscribe }: RootField, identity: object): Promise<unknown> {
  const enter = subscribe ?? resolve;
  try {
    // Whoever gets in finds no services and fails on that.
    await Reflect.apply(enter ?? (() => undefined), null, [undefined, {}, { identity, audit }, undefined]);
    return null;
  } catch (error) {
    const isRefusal =
      error instanceof Error && 'code' in error && /needs (?:the scope|an authorization)/.test(error.message);
    return isRefusal ? error.code : null;
  }
}

describe('every root field', () => {
  it.each(roots)('%s refuses an anonymous caller', async (_, field) => {
    expect(await refusal(field, anonymous)).toBe('UNAUTHENTICATED');
  });

  it.each(roots)('%s needs exactly one scope', async (name, field) => {
    const opening = [];
    for (const scope of scopes) {
      const refused = await refusal(field, { ...unrestricted('maria'), scopes: [scope] });
      if (refused === null) opening.push(scope);
      else expect(refused).toBe('FORBIDDEN');
    }
    if (name === 'caller') expect(opening).toEqual(scopes);
    else expect(opening).toHaveLength(1);
  });
});

it.each([
  ['ingestReadings', 'INGEST'],
  ['approveRecommendation', 'DECIDE'],
  ['registerEquipment', 'CONFIGURE'],
  ['replayQuarantine', 'CONFIGURE'],
])('the description of %s tells that it needs %s', (name, scope) => {
  expect(schema.getMutationType()?.getFields()[name]?.description).toMatch(new RegExp(` Needs the scope ${scope}\\.$`));
});

it('a mutation that does not say which scope it needs keeps the server from starting', () => {
  const type = (name: string) =>
    new GraphQLObjectType({ name, fields: { forgotten: { type: GraphQLString, resolve: () => 'done' } } });
  const query = type('Query');
  expect(() => guardRootFields(new GraphQLSchema({ query, mutation: type('Mutation') }))).toThrow('forgotten');
  const guarded = new GraphQLSchema({ query });
  guardRootFields(guarded);
  const contextValue = { identity: { ...unrestricted(null), scopes: ['ingest'] }, audit };
  const answer = execute({ schema: guarded, document: parse('{ forgotten }'), contextValue });
  expect(answer).toMatchObject({ errors: [{ message: expect.stringContaining('READ') }] });
});
