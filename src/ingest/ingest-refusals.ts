/** The errors with which a source refuses a whole request, and when to try again. */
import { AndonError } from '../errors.ts';

/** A micro-batch takes milliseconds; whoever is refused need not wait for long. */
const retryAfterMs = 1_000;

/** Whether the server as a whole has no room, or the caller's key holds its share of it. */
export function rateLimited(reason: 'QUEUE_FULL' | 'KEY_LIMIT'): AndonError {
  const whose =
    reason === 'KEY_LIMIT'
      ? 'More readings of this key wait than it may have waiting'
      : 'More readings arrive than can be stored';
  return new AndonError('RATE_LIMITED', `${whose}; nothing of this request was taken`, { retryAfterMs, reason });
}

export function unavailable(reason: string, cause?: unknown): AndonError {
  return new AndonError(
    'UNAVAILABLE',
    `${reason}; nothing of this request was acknowledged: send it again`,
    { retryAfterMs },
    { cause },
  );
}
