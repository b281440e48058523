import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { expect, it } from 'vitest';
import { buildSchema } from '../../../src/schema/build-schema.ts';

interface Described {
  readonly name: string;
  readonly description?: string | null | undefined;
}

function membersOf(type: GraphQLNamedType): readonly Described[] {
  if (isEnumType(type)) return type.getValues();
  if (isInputObjectType(type)) return Object.values(type.getFields());
  if (isObjectType(type)) return Object.values(type.getFields()).flatMap((field) => [field, ...field.args]);
  return [];
}

it('every type, field, argument and enum value is described: the schema is the public documentation', () => {
  const types = Object.values(buildSchema().getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  const undescribed = types.flatMap((type) =>
    [type, ...membersOf(type)].filter(({ description }) => !description).map(({ name }) => `${type.name}.${name}`),
  );
  expect(types.length).toBeGreaterThan(40);
  expect(undescribed).toEqual([]);
});
