/** Why an outside model gave no answer, or no whole one. */

export const modelFailures = [
  'timed_out',
  'unreachable',
  'refused',
  'rate_limited',
  'redirected',
  'unexpected_answer',
  'too_large',
  'circuit_open',
] as const;
export type ModelFailureKind = (typeof modelFailures)[number];

export class ModelFailure extends Error {
  override readonly name = 'ModelFailure';
  readonly kind: ModelFailureKind;
  /** When the endpoint says that it may be asked again, in ms from now; null where it does not say. */
  readonly retryAfterMs: number | null;
  /** The HTTP status by which it refused; null: it did not. */
  readonly status: number | null;

  constructor(
    kind: ModelFailureKind,
    message: string,
    {
      retryAfterMs = null,
      status = null,
      ...options
    }: ErrorOptions & { readonly retryAfterMs?: number | null; readonly status?: number | null } = {},
  ) {
    super(message, options);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
    this.status = status;
  }
}
