import './date-time.ts';
import './float.ts';
import './json.ts';
import './mutation.ts';
import './query.ts';
import './subscription.ts';
import './tag-value.ts';
import type { GraphQLSchema } from 'graphql';
import { builder } from './builder.ts';
import { guardRootFields } from './guard-root-fields.ts';

export function buildSchema(): GraphQLSchema {
  const schema = builder.toSchema();
  guardRootFields(schema);
  return schema;
}
