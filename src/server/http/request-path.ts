/** Splits the address of a request into path and parameters. */
import type { IncomingMessage } from 'node:http';

/** The path without its parameters, and without one slash at its end, which addresses put together by hand often have. */
export function pathOf({ url = '/' }: IncomingMessage): string {
  const end = url.indexOf('?');
  const path = end === -1 ? url : url.slice(0, end);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Everything from the question mark on; empty without one. */
export function parametersOf({ url = '' }: IncomingMessage): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}

/** `GET http://host/path`, as clients write that take this server for their proxy, is `GET /path` (RFC 9112, 3.2.2); null: the request is what it seems. */
export function hostOfTarget(request: IncomingMessage): string | null {
  const { url = '/' } = request;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return null;
  const { host, pathname, search } = new URL(url);
  request.url = pathname + search;
  return host;
}
