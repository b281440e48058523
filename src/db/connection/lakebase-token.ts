/** Gets tokens from a Databricks workspace, as passwords for Lakebase. */
import { z } from 'zod';

/** As long as the driver of Databricks itself keeps a token before it asks for the next one. */
const renewBeforeMs = 120_000;
const requestTimeoutMs = 10_000;

/** The workspace that hands out tokens, and what it knows the caller by: a token of its own, or a service principal. */
export interface Workspace {
  readonly host: string;
  readonly token?: string | undefined;
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
}

const credential = z.object({ token: z.string(), expire_time: z.string() });
const endpoints = z.object({ token_endpoint: z.string() });
const grant = z.object({ access_token: z.string() });

/** What node-postgres asks for a password at every new connection; connections that open at once share one request. */
export function tokenSource(workspace: Workspace, endpoint: string): () => Promise<string> {
  let kept = { token: '', untilMs: 0 };
  let asking: Promise<string> | undefined;
  const ask = async (): Promise<string> => {
    const url = new URL('/api/2.0/postgres/credentials', workspace.host);
    const authorization = `Bearer ${await bearer(workspace)}`;
    const headers = { authorization, 'content-type': 'application/json' };
    const answer = credential.parse(
      await request(url, { method: 'POST', headers, body: JSON.stringify({ endpoint }) }),
    );
    kept = { token: answer.token, untilMs: Date.parse(answer.expire_time) - renewBeforeMs };
    return answer.token;
  };
  return async () => {
    if (Date.now() < kept.untilMs) return kept.token;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  };
}

/** A service principal's credentials are exchanged, by OAuth's grant for clients, for a token of the workspace. */
async function bearer({ host, token, clientId, clientSecret }: Workspace): Promise<string> {
  if (token !== undefined) return token;
  const discovery = new URL('/oidc/.well-known/oauth-authorization-server', host);
  const { token_endpoint: url } = endpoints.parse(await request(discovery, {}));
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'all-apis' });
  return grant.parse(await request(new URL(url), { method: 'POST', headers: { authorization }, body })).access_token;
}

async function request(url: URL, options: RequestInit): Promise<unknown> {
  const response = await fetch(url, { ...options, signal: AbortSignal.timeout(requestTimeoutMs) });
  if (response.ok) return response.json();
  // The body names the cause, and holds nothing that was sent.
  throw new Error(`${url.origin}${url.pathname} answers ${response.status}: ${(await response.text()).slice(0, 300)}`);
}
