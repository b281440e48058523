import { GraphQLError, GraphQLFloat, GraphQLScalarType } from 'graphql';
import { builder } from '../builder.ts';

/**
 * GraphQL's Float, except that a number which JSON cannot hold (1e400 parses to Infinity) passes on the way in: in a series only
 * the reading that holds it is rejected. Other inputs refuse it where they are checked.
 */
builder.addScalarType(
  'Float',
  new GraphQLScalarType<number, number>({
    ...GraphQLFloat.toConfig(),
    parseValue: (value) => {
      if (typeof value === 'number') return value;
      throw new GraphQLError(`Float cannot represent non numeric value: ${JSON.stringify(value)}`);
    },
  }),
);
