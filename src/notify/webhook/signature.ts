/**
 * Signs a request as Standard Webhooks says (https://www.standardwebhooks.com): HMAC-SHA256 over id, time and body. While a secret rotates
 * there is a signature for each, and receivers take the one that they know.
 */
import { createHmac } from 'node:crypto';

const prefix = 'whsec_';
/** The standard's bounds, in bytes. */
const fewestBytes = 24;
const mostBytes = 64;

/** What is wrong with a secret; null: nothing. */
export function secretProblem(secret: string): string | null {
  if (!secret.startsWith(prefix)) return `must begin with ${prefix}, then base64`;
  const text = secret.slice(prefix.length);
  const bytes = Buffer.from(text, 'base64');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || bytes.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')) {
    return `must be base64 after ${prefix}`;
  }
  if (bytes.length >= fewestBytes && bytes.length <= mostBytes) return null;
  return `must hold ${fewestBytes} to ${mostBytes} bytes after ${prefix}, not ${bytes.length}`;
}

/** `secrets`: the newest first. `timestampS`: of this attempt, in seconds since 1970. */
export function signedHeaders(
  secrets: readonly string[],
  { id, timestampS, body }: { readonly id: string; readonly timestampS: number; readonly body: string },
): Readonly<Record<string, string>> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestampS}.${body}`).digest('base64')}`;
  });
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestampS),
    'webhook-signature': signatures.join(' '),
  };
}
