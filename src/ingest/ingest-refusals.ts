/** The errors with which a source refuses a whole request, and when to try again. */
import { AndonError } from '../errors.ts';

/** A micro-batch takes milliseconds; whoever is refused need not wait for long. */
const retryAfterMs = 1_000;

export function rateLimited(): AndonError {
  return new AndonError('RATE_LIMITED', 'More readings arrive than can be stored; nothing of this request was taken', {
    retryAfterMs,
  });
}

export function unavailable(reason: string, cause?: unknown): AndonError {
  return new AndonError(
    'UNAVAILABLE',
    `${reason}; nothing of this request was acknowledged: send it again`,
    { retryAfterMs },
    { cause },
  );
}
