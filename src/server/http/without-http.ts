/** Removes hints for the HTTP status from errors that are sent over a WebSocket. */
import { GraphQLError } from 'graphql';

/** Hints for an HTTP status have no meaning on a socket. */
export function withoutHttp(error: GraphQLError): GraphQLError {
  const { http, ...extensions } = error.extensions;
  if (http === undefined) return error;
  const { message, nodes, source, positions, path } = error;
  const place = { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null, path: path ?? null };
  return new GraphQLError(message, { ...place, extensions });
}
