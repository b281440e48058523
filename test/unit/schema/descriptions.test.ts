import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
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
  if (isObjectType(type) || isInterfaceType(type))
    return Object.values(type.getFields()).flatMap((field) => [field, ...field.args]);
  return [];
}

it('every type, field, argument, enum value and input of the schema has a description', () => {
  const types = Object.values(buildSchema().getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
  );
  const undescribed = types.flatMap((type) =>
    [type, ...membersOf(type)].filter(({ description }) => !description).map(({ name }) => `${type.name}.${name}`),
  );
  expect(types.length).toBeGreaterThan(40);
  expect(undescribed).toEqual([]);
});
