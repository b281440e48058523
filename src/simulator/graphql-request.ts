import { z } from 'zod';

/** Whether the same request may be sent again: without end, a few times, or not at all. */
export type Retry = 'always' | 'briefly' | 'never';

export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly retry: Retry;
  /** How long the server asked to be left alone. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, retry: Retry, retryAfterMs?: number, options?: ErrorOptions) {
    super(message, options);
    this.retry = retry;
    this.retryAfterMs = retryAfterMs;
  }
}

const responseBody = z.object({
  data: z.unknown(),
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
});

const retryByCode: Readonly<Record<string, Retry>> = {
  RATE_LIMITED: 'always',
  UNAVAILABLE: 'always',
  // Might be this very batch, so not for ever.
  INTERNAL: 'briefly',
  INTERNAL_SERVER_ERROR: 'briefly',
};
const awayStatuses = new Set([408, 425, 429, 502, 503, 504]);

/**
 * One GraphQL operation by HTTP POST, over the connections that fetch keeps alive. Returns `data`.
 * Every failure is a RequestFailure that says whether trying again can help.
 */
export async function requestGraphql(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<unknown> {
  const { response, text } = await post(url, JSON.stringify({ query, variables }), signal);
  const body = parseBody(text);
  const retryAfterS = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retryAfterMs = Number.isFinite(retryAfterS) ? retryAfterS * 1_000 : undefined;
  if (body === null) {
    const retry = awayStatuses.has(response.status) ? 'always' : response.status >= 500 ? 'briefly' : 'never';
    throw new RequestFailure(
      `${url} did not answer as a GraphQL server (HTTP ${response.status})`,
      retry,
      retryAfterMs,
    );
  }
  const error = body.errors?.[0];
  if (error === undefined) return body.data;
  const code = error.extensions?.code;
  const retry = retryByCode[code ?? ''] ?? (awayStatuses.has(response.status) ? 'always' : 'never');
  const said = code === undefined ? error.message : `${code}: ${error.message}`;
  throw new RequestFailure(`the server answered ${said}`, retry, error.extensions?.retryAfterMs ?? retryAfterMs);
}

async function post(url: string, body: string, signal: AbortSignal): Promise<{ response: Response; text: string }> {
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json' };
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    return { response, text: await response.text() };
  } catch (error) {
    throw new RequestFailure(`no answer from ${url}: ${reasonOf(error)}`, 'always', undefined, { cause: error });
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
