/** Decides which address the server listens on: without authentication only loopback. */
import { isIPv4 } from 'node:net';

const loopbackHost = '127.0.0.1';

/** True for names and addresses that only programs on this machine can reach. Brackets of a URL's IPv6 host are understood. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name === '::1' || (isIPv4(name) && name.startsWith('127.'));
}

export interface BindAddress {
  readonly host: string;
  /** What is wrong with the address that was asked for, or why it is another; null when all is well. */
  readonly warning: string | null;
}

/**
 * Without configured authentication anybody who reaches the port may write readings and decide, so only loopback is served. With it
 * any address is, and the warning says that keys should not travel in the open.
 */
export function bindAddress(wanted: string, isGuarded: boolean, isEncrypted: boolean): BindAddress {
  if (isLoopback(wanted) || (isGuarded && isEncrypted)) return { host: wanted, warning: null };
  if (isGuarded) {
    return {
      host: wanted,
      warning: `HOST=${wanted} is served without encryption: whoever sees the traffic sees the keys. Give it a certificate (ANDON_TLS_CERT, ANDON_TLS_KEY) or put a proxy with TLS in front of it, unless the network is your own.`,
    };
  }
  return {
    host: loopbackHost,
    warning: `HOST=${wanted} is not served, because no authentication is configured: listening on ${loopbackHost} only. To reach the server from elsewhere, set ANDON_AUTH=keys, or put an authenticating reverse proxy on this machine in front of it.`,
  };
}
