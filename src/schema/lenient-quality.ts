import { GraphQLEnumType, type GraphQLSchema } from 'graphql';

/**
 * Lets an unknown quality in a variable reach the ingest gateway, which rejects that reading alone; as a plain enum it would fail
 * the whole request. Documents' literals stay strict: they are written by people, not sent by machines.
 */
export function letUnknownQualityPass(schema: GraphQLSchema): void {
  const quality = schema.getType('Quality');
  if (!(quality instanceof GraphQLEnumType)) throw new TypeError('the schema has no enum Quality');
  quality.parseValue = (value) => (typeof value === 'string' ? (quality.getValue(value)?.value ?? value) : value);
}
