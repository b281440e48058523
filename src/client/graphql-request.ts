/** Sends one GraphQL request over HTTP, and says whether a failed one may be sent again. */
import { z } from 'zod';

/** Whether the same request may be sent again: without end, a few times, or not at all. */
export type Retry = 'always' | 'briefly' | 'never';

interface FailureDetails extends ErrorOptions {
  readonly retryAfterMs?: number | undefined;
  readonly code?: string | undefined;
}

export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly retry: Retry;
  /** How long the server asked to be left alone. */
  readonly retryAfterMs: number | undefined;
  /** `extensions.code` of the server's error; undefined when it gave none. */
  readonly code: string | undefined;

  constructor(message: string, retry: Retry, { retryAfterMs, code, ...options }: FailureDetails = {}) {
    super(message, options);
    this.retry = retry;
    this.retryAfterMs = retryAfterMs;
    this.code = code;
  }
}

const responseBody = z
  .object({
    data: z.unknown().optional(),
    errors: z
      .array(
        z.object({
          message: z.string(),
          extensions: z
            .object({ code: z.string().optional(), retryAfterMs: z.number().nonnegative().optional() })
            .optional(),
        }),
      )
      .min(1)
      .optional(),
  })
  // A request that is refused before it is looked at has errors alone; anything with neither is no such answer.
  .refine(({ data, errors }) => data !== undefined || errors !== undefined);

const retryByCode: Readonly<Record<string, Retry>> = {
  RATE_LIMITED: 'always',
  UNAVAILABLE: 'always',
  // Might be this very batch, so not for ever.
  INTERNAL: 'briefly',
  INTERNAL_SERVER_ERROR: 'briefly',
};
const awayStatuses = new Set([408, 425, 429, 502, 503, 504]);

/**
 * One GraphQL operation by HTTP POST, over the connections that fetch keeps alive, with a key unless that is null. Returns `data`.
 * Every failure is a RequestFailure that says whether trying again can help.
 */
export async function requestGraphql(
  url: string,
  key: string | null,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<unknown> {
  const { response, text } = await post(url, key, JSON.stringify({ query, variables }), signal);
  const body = parseBody(text);
  const retryAfterS = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = Number.isFinite(retryAfterS) ? retryAfterS * 1_000 : undefined;
  if (body === null) {
    const retry = awayStatuses.has(response.status) ? 'always' : response.status >= 500 ? 'briefly' : 'never';
    throw new RequestFailure(`${url} did not answer as a GraphQL server (HTTP ${response.status})`, retry, {
      retryAfterMs,
    });
  }
  const error = body.errors?.[0];
  if (error === undefined) return body.data;
  const code = error.extensions?.code;
  const retry = retryByCode[code ?? ''] ?? (awayStatuses.has(response.status) ? 'always' : 'never');
  const said = code === undefined ? error.message : `${code}: ${error.message}`;
  throw new RequestFailure(`the server answered ${said}`, retry, {
    retryAfterMs: error.extensions?.retryAfterMs ?? retryAfterMs,
    code,
  });
}

async function post(
  url: string,
  key: string | null,
  body: string,
  signal: AbortSignal,
): Promise<{ response: Response; text: string }> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/graphql-response+json, application/json',
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
  };
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    return { response, text: await response.text() };
  } catch (error) {
    throw new RequestFailure(`no answer from ${url}: ${reasonOf(error)}`, 'always', { cause: error });
  }
}

/** fetch says only "fetch failed"; the reason stands in its cause, for two addresses as a code without a message. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return String(cause);
  return cause.message || ('code' in cause ? String(cause.code) : cause.name);
}

function parseBody(text: string): z.infer<typeof responseBody> | null {
  try {
    return responseBody.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return null;
    throw error;
  }
}
