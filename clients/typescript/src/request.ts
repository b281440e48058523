/** Sends one query or mutation over HTTP and turns what comes back into data or an AndonError. */

import { AndonError, errorOf, type GraphqlFailure } from './errors.ts';

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

export interface HttpOptions {
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
  readonly headers: (signal: AbortSignal | undefined) => Promise<Readonly<Record<string, string>>>;
  readonly answerWithinMs: number;
}

/** Sends one query or mutation; returns its data or throws an AndonError. It never sends twice: only the caller knows whether that is safe. */
export async function request(
  { url, fetch, headers, answerWithinMs }: HttpOptions,
  query: string,
  variables: unknown,
  { signal }: RequestOptions,
): Promise<unknown> {
  const { data, errors } = await answerOf(async () => {
    const given = await headers(signal);
    const tooLate = AbortSignal.timeout(answerWithinMs);
    return fetch(url, {
      method: 'POST',
      headers: {
        ...given,
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json',
      },
      body: JSON.stringify({ query, variables }),
      signal: signal === undefined ? tooLate : AbortSignal.any([signal, tooLate]),
    });
  });
  if (errors !== undefined && errors.length > 0) throw errorOf(errors);
  if (data === undefined || data === null) throw new AndonError('PROTOCOL', 'The answer has neither data nor errors.');
  return data;
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly GraphqlFailure[];
}

async function answerOf(ask: () => Promise<Response>): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await ask();
    text = await response.text();
  } catch (error) {
    if (error instanceof AndonError) throw error;
    throw new AndonError('UNREACHABLE', 'The server does not answer.', [], { cause: error });
  }
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === 'object' && answer !== null) return answer;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AndonError('PROTOCOL', `The answer is no GraphQL response (HTTP ${response.status}).`);
}

/** Header values are bytes: a name in any script travels as its UTF-8. */
export function asHeader(text: string): string {
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join('');
}
