import { GraphQLError, valueFromASTUntyped } from 'graphql';
import { builder } from '../builder.ts';

builder.scalarType('TagValue', {
  description:
    'The value of a tag: a finite number, a text of at most 4,096 characters, or true/false. A reading with anything else is rejected by itself.',
  serialize: (value) => {
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return value;
    throw new GraphQLError('TagValue is a number, text or boolean');
  },
  // As received: JSON's 1e400 becomes Infinity, and only the reading that holds it is rejected.
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});
