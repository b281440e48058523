/**
 * One POST of JSON to an outside model, bounded in every direction: time to the first byte, time in all, bytes of the answer, type of the
 * answer, and no redirects, which would carry key and evidence to somewhere else than was configured.
 */
import { readFile } from 'node:fs/promises';
import { ModelFailure } from './model-failure.ts';

/** Where a model is, and how it is asked. */
export interface ModelAddress {
  /** https, or http on this machine; from the settings alone, never from a caller. */
  readonly url: string;
  /** Sent as a bearer token; null: none. */
  readonly key: string | null;
  /** A file that holds it, read for each request, so that short-lived tokens can be renewed; null: none. */
  readonly keyFile: string | null;
  /** Whole answer, in ms. */
  readonly timeoutMs: number;
}

export interface ModelRequest {
  readonly body: unknown;
  readonly accept: string;
  /** The media type that the answer has to have. */
  readonly wanted: 'text/event-stream' | 'application/json';
  readonly mostBytes: number;
  /** Aborted when the caller has gone. */
  readonly signal: AbortSignal;
}

/** Throws a ModelFailure; or the signal's reason, once it is aborted. Yields the answer's body as it comes. */
export async function* askModel(address: ModelAddress, request: ModelRequest): AsyncGenerator<Uint8Array, void> {
  const deadline = AbortSignal.timeout(address.timeoutMs);
  const signal = AbortSignal.any([deadline, request.signal]);
  const failure = (error: unknown): unknown => {
    if (request.signal.aborted) return request.signal.reason;
    if (error instanceof ModelFailure) return error;
    if (deadline.aborted) return new ModelFailure('timed_out', `no whole answer within ${address.timeoutMs} ms`);
    return new ModelFailure('unreachable', causeOf(error), { cause: error });
  };
  let response: Response;
  try {
    response = await fetch(address.url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json',
        accept: request.accept,
        // What is counted is what comes over the line.
        'accept-encoding': 'identity',
        ...(await authorization(address)),
      },
      body: JSON.stringify(request.body),
      signal,
    });
  } catch (error) {
    throw failure(error);
  }
  const reader = response.body?.getReader();
  try {
    checkAnswer(response, request.wanted);
    let bytes = 0;
    for (;;) {
      const part = await reader?.read();
      if (part === undefined || part.done) return;
      bytes += part.value.length;
      if (bytes > request.mostBytes) {
        throw new ModelFailure('too_large', `the answer has more than ${request.mostBytes} bytes`);
      }
      yield part.value;
    }
  } catch (error) {
    throw failure(error);
  } finally {
    // Whoever leaves early hangs up: the endpoint need not go on.
    await reader?.cancel().catch(() => undefined);
  }
}

async function authorization({ key, keyFile }: ModelAddress): Promise<Record<string, string>> {
  const token = keyFile === null ? key : await readKey(keyFile);
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

async function readKey(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ModelFailure('refused', 'the file with the key cannot be read', { cause: error });
  });
  const key = text.trim();
  if (/^[\x21-\x7e]{1,8192}$/.test(key)) return key;
  throw new ModelFailure('refused', 'the file with the key holds no key: one word of printable characters');
}

/** Never says what the answer held: it may be anything. */
function checkAnswer({ status, headers, type }: Response, wanted: ModelRequest['wanted']): void {
  if (type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    throw new ModelFailure('redirected', 'the endpoint answers with a redirect, which is not followed');
  }
  if (status === 429) {
    const retryAfterMs = secondsOf(headers.get('retry-after'));
    throw new ModelFailure('rate_limited', 'the endpoint is asked too often (HTTP 429)', { retryAfterMs });
  }
  if (status >= 400 && status < 500)
    throw new ModelFailure('refused', `the endpoint refuses the request (HTTP ${status})`, { status });
  if (status !== 200) throw new ModelFailure('unreachable', `the endpoint answers HTTP ${status}`);
  const given = (headers.get('content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (given !== wanted) throw new ModelFailure('unexpected_answer', `the endpoint does not answer with ${wanted}`);
}

function secondsOf(retryAfter: string | null): number | null {
  return retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) * 1_000 : null;
}

/** A code of the system, such as ECONNREFUSED; never an address. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' && /^[A-Z_]{3,40}$/.test(code)
    ? `the endpoint cannot be reached (${code})`
    : 'the connection to the endpoint failed';
}
