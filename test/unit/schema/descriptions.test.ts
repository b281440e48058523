import { createRequire } from 'node:module';
import {
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { expect, it, vi } from 'vitest';
import { buildSchema } from '../../../src/schema/build-schema.ts';

// The runner would take the copy for bundlers, Node takes the other one for the schema's builder; GraphQL needs them to be one.
vi.mock('graphql', () => createRequire(import.meta.url)('graphql'));

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
