import { GraphQLError, valueFromASTUntyped } from 'graphql';
import { builder } from '../builder.ts';

builder.scalarType('DateTime', {
  description:
    'A time in RFC 3339 form with a zone, such as `2026-03-01T03:00:00.000Z`. Answers are in UTC with milliseconds. A reading’s time may also be a number or a text of digits, milliseconds since 1970. A reading with an unreadable time is rejected by itself; any other argument that is no time fails the operation with BAD_USER_INPUT.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => {
    if (!(value instanceof Date) || Number.isNaN(value.getTime())) throw new GraphQLError('DateTime holds no time');
    return value.toISOString();
  },
  // As received: one unreadable time must not fail the 9,999 readings beside it.
  parseValue: (value) => value,
  parseLiteral: (node) => valueFromASTUntyped(node),
});
