/** The one catalogue of failures that callers may rely on; each is sent as `extensions.code`. */
export const errorCodes = [
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'CURSOR_EXPIRED',
  'CURSOR_INVALID',
  'RATE_LIMITED',
  'TOO_COMPLEX',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'UNAVAILABLE',
  'INTERNAL',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What every RATE_LIMITED says: whether there is no room at all, or this caller has had its share, and when to try again. */
export interface RateLimitDetails {
  readonly reason: 'KEY_LIMIT' | 'QUEUE_FULL';
  readonly retryAfterMs: number;
  readonly limit?: number;
}

/**
 * A failure the caller can act on: the message names the cause and the way out, `details` travel beside the code in `extensions`.
 * The core knows no GraphQL; the server renders this into a GraphQLError at its edge.
 */
export class AndonError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: 'RATE_LIMITED', message: string, details: RateLimitDetails, options?: ErrorOptions);
  constructor(
    code: Exclude<ErrorCode, 'RATE_LIMITED'>,
    message: string,
    details?: Readonly<Record<string, unknown>>,
    options?: ErrorOptions,
  );
  constructor(
    code: ErrorCode,
    message: string,
    details: RateLimitDetails | Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'AndonError';
    this.code = code;
    this.details = { ...details };
  }
}

/** A setting or an environment that keeps the program from starting; the command line prints the message alone. */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
