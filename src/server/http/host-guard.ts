/** Protects a server on loopback from DNS rebinding: refuses requests whose Host header names another host. */
import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../../auth/bind-address.ts';

/** What is wrong with a request's Host header, with the way out; null when nothing is. */
export type HostGuard = (host: string | undefined) => string | null;

/**
 * A web page may give its own name the address 127.0.0.1 after it was loaded ("DNS rebinding"): then it is of the same origin as this
 * server, and nothing that browsers keep apart by origin protects it. What the page cannot change is the name in the Host header.
 */
export function createHostGuard(names: readonly string[]): HostGuard {
  const served = new Set(names.map((name) => name.toLowerCase()));
  return (host) => {
    // Browsers always send one; Node itself refuses HTTP/1.1 without.
    if (host === undefined) return null;
    const name = hostName(host);
    if (name !== null && (isLoopback(name) || served.has(name))) return null;
    return (
      `This server does not answer to the host name ${JSON.stringify(host.slice(0, 255))}, which any web page could have pointed at it. ` +
      'If a reverse proxy of yours sends it, add the name to ANDON_ALLOWED_HOSTS, or let the proxy send Host: 127.0.0.1.'
    );
  };
}

/**
 * What is wrong with the Host headers themselves, whoever is named: several of them, or no name of a host (RFC 9112, 3.2). Addresses are put
 * together with it further on. None at all is HTTP/1.0, and an empty one is allowed.
 */
export function hostFault({
  rawHeaders,
  headers: { host = '' },
}: Pick<IncomingMessage, 'rawHeaders' | 'headers'>): string | null {
  let given = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) if (rawHeaders[i]?.toLowerCase() === 'host') given += 1;
  if (given > 1) return 'The request has more than one Host header.';
  if (host === '' || hostName(host) !== null) return null;
  return `The Host header ${JSON.stringify(host.slice(0, 255))} names no host; send a name or an address, with a port or without.`;
}

/** In lower case, without port and the root's dot; null when it is no host name. */
export function hostName(host: string): string | null {
  if (!/^[^/?#@\\\s]+$/.test(host) || !URL.canParse(`http://${host}`)) return null;
  return new URL(`http://${host}`).hostname.replace(/\.$/, '');
}
