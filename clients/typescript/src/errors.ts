/** The error that this client throws, and its codes. */

/** What a server of this project may answer as `extensions.code`. */
export const serverErrorCodes = [
  'BAD_USER_INPUT',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'CONFLICT',
  'CURSOR_EXPIRED',
  'CURSOR_INVALID',
  'RATE_LIMITED',
  'TOO_COMPLEX',
  'UNAVAILABLE',
  'INTERNAL',
] as const;
export type ServerErrorCode = (typeof serverErrorCodes)[number];

/** UNREACHABLE: no answer came, and what was asked for may have happened all the same. PROTOCOL: the other side is no such server. */
export type ErrorCode = ServerErrorCode | 'UNREACHABLE' | 'PROTOCOL';

const passing: readonly ErrorCode[] = ['UNAVAILABLE', 'RATE_LIMITED', 'INTERNAL', 'UNREACHABLE'];

export interface GraphqlFailure {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
  readonly extensions?: { readonly [name: string]: unknown } | undefined;
}

/** A failure with a code to act on. */
export class AndonError extends Error {
  readonly code: ErrorCode;
  /** When the server asks to try again, in ms; null when it says nothing. */
  readonly retryAfterMs: number | null;
  /** All errors of the answer; the first gives message and code. */
  readonly failures: readonly GraphqlFailure[];

  constructor(code: ErrorCode, message: string, failures: readonly GraphqlFailure[] = [], options?: ErrorOptions) {
    super(message, options);
    this.name = 'AndonError';
    this.code = code;
    this.retryAfterMs = milliseconds(failures[0]?.extensions?.['retryAfterMs']);
    this.failures = failures;
  }

  /** Whether the same again may succeed later. */
  get passes(): boolean {
    return passing.includes(this.code);
  }
}

export function errorOf(failures: readonly GraphqlFailure[]): AndonError {
  const [first] = failures;
  const code = serverErrorCodes.find((known) => known === first?.extensions?.['code']) ?? 'INTERNAL';
  return new AndonError(code, first?.message ?? 'The server answered with an error that has no message.', failures);
}

/** A time span that somebody else wrote; null when it is none. */
export function milliseconds(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}
