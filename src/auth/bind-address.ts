import { isIPv4 } from 'node:net';

const loopbackHost = '127.0.0.1';

/** True for names and addresses that only programs on this machine can reach. Brackets of a URL's IPv6 host are understood. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}

export interface BindAddress {
  readonly host: string;
  /** Why this is not the address that was asked for; null when it is. */
  readonly warning: string | null;
}

/** Without configured authentication anybody who reaches the port may write readings and decide, so only loopback is served. */
export function bindAddress(wanted: string): BindAddress {
  if (isLoopback(wanted)) return { host: wanted, warning: null };
  return {
    host: loopbackHost,
    warning: `HOST=${wanted} is not served, because no authentication is configured: listening on ${loopbackHost} only. To reach the server from elsewhere, put an authenticating reverse proxy on this machine in front of it.`,
  };
}
