/** Gets the API key or JWT of a request or connection from what the user has configured. */

import { AndonError } from './errors.ts';

/** An API key, or a JWT of your identity provider. A function is asked for each request and each attempt to connect. */
export type Token = string | (() => string | undefined | Promise<string | undefined>);

export const tokenWithinMs = 10_000;

/**
 * `Bearer …`; undefined where there is no token. Throws UNAUTHENTICATED when the function fails, gives nothing in time, or gives what
 * cannot be a token, and the signal's reason when that ends it.
 */
export async function authorization(token: Token | undefined, signal?: AbortSignal): Promise<string | undefined> {
  const value = typeof token === 'function' ? await answerOf(token, signal) : token;
  if (value === undefined) return undefined;
  if (typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)) return `Bearer ${value}`;
  // Not shown: it may be a good secret with a line break at its end.
  throw noToken('it is empty, or has characters that no token has, such as a line break');
}

function answerOf(ask: Exclude<Token, string>, signal: AbortSignal | undefined): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const settled = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', left);
    };
    const failed = (reason: string, cause?: unknown) => {
      settled();
      reject(noToken(reason, cause));
    };
    const left = () => {
      settled();
      reject(signal?.reason);
    };
    const timer = setTimeout(() => failed(`none came within ${tokenWithinMs / 1_000} s`), tokenWithinMs);
    signal?.addEventListener('abort', left);
    // In a function of its own, so that to throw and to reject are the same.
    (async () => ask())().then(
      (value) => {
        settled();
        resolve(value);
      },
      (error: unknown) => failed(error instanceof Error ? error.message : String(error), error),
    );
  });
}

function noToken(reason: string, cause?: unknown): AndonError {
  return new AndonError('UNAUTHENTICATED', `no token could be had: ${reason}`, [], { cause });
}
