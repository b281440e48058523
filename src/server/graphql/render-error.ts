/**
 * Turns every failure of an operation into a GraphQLError with a stable code; logs and masks what the server did not expect.
 */
import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import { type Trouble, troubleSentence } from '../../domain/database-trouble.ts';
import { recommendationStatuses } from '../../domain/recommendations/recommendation.ts';
import { AndonError, type ErrorCode, errorCodes } from '../../errors.ts';
import type { Logger } from '../../log.ts';
import { retryAfter } from '../http/answer-refusal.ts';

const retryAfterMs = 1_000;
const maxMessageLength = 2_000;

export type RenderError = (error: unknown) => GraphQLError;
/** The trouble of the database that caused a failure; null when it has another cause. */
export type TroubleIn = (error: unknown) => Trouble | null;

/**
 * What a client sees of a failure: always a GraphQLError with a code of the catalogue. Unexpected errors are masked; their
 * details are in the log under the id that the client is given.
 */
export function createErrorRenderer(log: Logger, troubleIn: TroubleIn): RenderError {
  // The same failure may pass by several times on its way out, and must be logged and named once.
  const rendered = new WeakMap<object, GraphQLError>();
  const render = (error: unknown): GraphQLError => {
    const known = typeof error === 'object' && error !== null ? rendered.get(error) : undefined;
    if (known !== undefined) return known;
    const result = renderOnce(error, log, troubleIn);
    if (typeof error === 'object' && error !== null) rendered.set(error, result);
    rendered.set(result, result);
    return result;
  };
  return render;
}

function renderOnce(error: unknown, log: Logger, troubleIn: TroubleIn): GraphQLError {
  const cause = rootOf(error);
  const place = placeOf(error);
  if (cause instanceof AndonError) {
    return withCode(cause.code, cause.message, place, detailsOf(cause.details), retryAfter(cause.details));
  }
  const trouble = troubleIn(cause);
  if (trouble !== null) {
    log.warn(
      { event: 'operation.database_unavailable', err: cause, trouble },
      'an operation was answered UNAVAILABLE because of the state of the database',
    );
    const message =
      trouble === 'away' ? 'The database cannot be reached at the moment; try again.' : troubleSentence(trouble);
    return withCode('UNAVAILABLE', message, place, { retryAfterMs }, retryAfter({ retryAfterMs }));
  }
  if (error instanceof GraphQLError && cause instanceof GraphQLError && isCallersFault(error, cause)) {
    const { code } = cause.extensions;
    return withCode(
      isErrorCode(code) ? code : 'BAD_USER_INPUT',
      // The outer one says where: "Variable … got invalid value …"; the inner one only what.
      excerptOf(error.message),
      place,
      httpHint(cause),
    );
  }
  const errorId = randomUUID();
  log.error({ event: 'operation.failed', err: cause, errorId, path: place.path?.join('.') }, 'an operation failed');
  return withCode('INTERNAL', `Something went wrong on the server; its log says what, under ${errorId}.`, place, {
    errorId,
  });
}

/**
 * GraphQL's own errors about the request (syntax, validation, variables) have no path in a result, or point at the argument. One
 * that a resolver's result caused, such as a value that does not fit its scalar, is ours.
 */
function isCallersFault(error: GraphQLError, cause: GraphQLError): boolean {
  return error.path === undefined || cause.nodes !== undefined || cause.extensions['code'] !== undefined;
}

/** GraphQL quotes the whole value that does not fit, which may be as large as the request. */
function excerptOf(message: string): string {
  return message.length > maxMessageLength ? `${message.slice(0, maxMessageLength)}…` : message;
}

/** What status and headers the answer over HTTP should have. */
function httpHint({ extensions: { http } }: GraphQLError): Record<string, unknown> {
  return http === undefined ? {} : { http };
}

function rootOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError !== undefined) cause = cause.originalError;
  return cause;
}

function placeOf(error: unknown): GraphQLErrorOptions {
  if (!(error instanceof GraphQLError)) return {};
  const { nodes, source, positions, path } = error;
  return { nodes: nodes ?? null, source: source ?? null, positions: positions ?? null, path: path ?? null };
}

function withCode(
  code: ErrorCode,
  message: string,
  place: GraphQLErrorOptions,
  details: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): GraphQLError {
  // Yoga takes it for the answer's headers, and sends none of it.
  const http = Object.keys(headers).length > 0 ? { http: { headers } } : {};
  return new GraphQLError(message, { ...place, extensions: { ...details, ...http, code } });
}

function isErrorCode(code: unknown): code is ErrorCode {
  return errorCodes.some((known) => known === code);
}

/** A status travels in the spelling of the schema's enum. */
function detailsOf(details: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { status } = details;
  const known = recommendationStatuses.find((each) => each === status);
  return known === undefined ? { ...details } : { ...details, status: known.toUpperCase() };
}
