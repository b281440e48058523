/** Answers requests that are refused outside of GraphQL, with the status and headers of the error's code. */
import type { ServerResponse } from 'node:http';
import type { GraphQLError } from 'graphql';
import { withoutHttp } from './without-http.ts';

const statusOf: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 400,
  TOO_COMPLEX: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  RATE_LIMITED: 429,
  UNAVAILABLE: 503,
};

/** As JSON in the form of GraphQL's errors; `error` is one that was rendered. */
export function answerRefusal(error: GraphQLError, response: ServerResponse): void {
  const { message, extensions } = withoutHttp(error);
  const status = statusOf[String(extensions['code'])] ?? 500;
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...retryAfter(extensions),
    })
    .end(`${JSON.stringify({ errors: [{ message, extensions }] })}\n`);
}

/** The header that says the same as `retryAfterMs`, in whole seconds; none where nothing is said. */
export function retryAfter({ retryAfterMs }: Readonly<Record<string, unknown>>): { 'retry-after'?: string } {
  return typeof retryAfterMs === 'number'
    ? { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1_000))) }
    : {};
}
