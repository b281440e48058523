/**
 * One POST to a sink, bounded in every direction: addresses that were judged before, time in all, bytes of the answer that are read,
 * certificates that are checked, and no redirects, which would carry the message to somewhere else than was configured.
 */
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { SendOutcome } from '../../domain/notify/sink.ts';
import { lookupAmong, permittedAddresses, RefusedAddress, type TrustedHosts } from './address-guard.ts';

/** From the first byte to the answer's status. */
const answerWithinMs = 10_000;
/** After the status, what the receiver says is waited for so long, and not read beyond so many bytes: the status alone counts. */
const bodyWithinMs = 2_000;
const mostBodyBytes = 65_536;
/** A receiver that asks for a longer pause is asked again all the same. */
const longestRetryAfterMs = 3_600_000;

export interface PostRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Certificates (PEM) to check the receiver's against; null: those that Node.js knows. */
  readonly certificateAuthority: string | null;
}

export interface PostLimits {
  readonly trusted: TrustedHosts;
  /** Aborted when the server stops. */
  readonly signal: AbortSignal;
  /** Epoch ms. */
  readonly now: () => number;
  /** Shorter in tests of slow receivers. */
  readonly withinMs?: number;
}

/** The statuses by which a receiver says that it will never take this message. */
export type IsRefusal = (status: number) => boolean;

/** Never rejects: whatever goes wrong is an outcome. What the receiver answered is told to nobody: it may be anything. */
export async function post(asked: PostRequest, limits: PostLimits, isRefusal: IsRefusal): Promise<SendOutcome> {
  try {
    const url = new URL(asked.url);
    if (url.protocol !== 'https:' && !limits.trusted.has(url.hostname.toLowerCase())) {
      throw new RefusedAddress(
        `${url.protocol.slice(0, -1)} is not encrypted, which ANDON_NOTIFY_TRUSTED_HOSTS has to allow for ${url.hostname}`,
      );
    }
    const addresses = await permittedAddresses(url.hostname, limits.trusted);
    const response = await answered(url, asked, { ...limits, addresses });
    return outcomeOf(response, limits.now(), isRefusal);
  } catch (error) {
    return { kind: 'failed', status: null, error: reasonOf(error), retryAfterMs: null };
  }
}

function answered(
  url: URL,
  { headers, body, certificateAuthority }: PostRequest,
  { addresses, signal, withinMs = answerWithinMs }: PostLimits & { addresses: Parameters<typeof lookupAmong>[0] },
): Promise<IncomingMessage> {
  const deadline = AbortSignal.timeout(withinMs);
  const options: RequestOptions & { ca?: string } = {
    method: 'POST',
    // A connection of its own, so that what one receiver does to it meets no other message.
    agent: false,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    lookup: lookupAmong(addresses),
    signal: AbortSignal.any([signal, deadline]),
    ...(certificateAuthority === null ? {} : { ca: certificateAuthority }),
  };
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps(url, options) : requestHttp(url, options);
    request.on('error', (error) =>
      reject(deadline.aborted && !signal.aborted ? new Error(`no answer within ${withinMs / 1_000} s`) : error),
    );
    request.on('response', (response) => {
      leaveBody(response, () => request.destroy());
      resolve(response);
    });
    request.end(body);
  });
}

/** Reads what is short, so that the receiver can end in order, and hangs up on the rest. */
function leaveBody(response: IncomingMessage, hangUp: () => void): void {
  const timer = setTimeout(hangUp, bodyWithinMs);
  let bytes = 0;
  response.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes > mostBodyBytes) hangUp();
  });
  response.on('error', () => undefined);
  response.on('close', () => clearTimeout(timer));
}

function outcomeOf({ statusCode, headers }: IncomingMessage, nowMs: number, isRefusal: IsRefusal): SendOutcome {
  const status = statusCode ?? 0;
  if (status >= 200 && status < 300) return { kind: 'sent', status };
  if (status >= 300 && status < 400) {
    const error = `answers with a redirect (HTTP ${status}), which is not followed: configure the address that it names`;
    return { kind: 'failed', status, error, retryAfterMs: null };
  }
  const error = `answers HTTP ${status}`;
  if (isRefusal(status)) return { kind: 'refused', status, error };
  return { kind: 'failed', status, error, retryAfterMs: retryAfterOf(headers['retry-after'], nowMs) };
}

/** Seconds, or a date of HTTP. */
function retryAfterOf(text: string | undefined, nowMs: number): number | null {
  if (text === undefined) return null;
  const waitMs = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - nowMs;
  return Number.isNaN(waitMs) ? null : Math.min(Math.max(waitMs, 0), longestRetryAfterMs);
}

/** Of the system's and TLS's errors the code, such as ECONNREFUSED or CERT_HAS_EXPIRED; never an address or a secret. */
export function reasonOf(error: unknown): string {
  if (error instanceof RefusedAddress) return error.message;
  if (!(error instanceof Error)) return 'cannot be reached';
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ABORT_ERR') return 'the server stopped meanwhile';
  return typeof code === 'string' && /^[A-Z0-9_]{3,60}$/.test(code) ? `cannot be reached (${code})` : error.message;
}
