/** Closes connections from addresses that are not allowed, before a byte of them is read. */
import type { Server } from 'node:http';
import { BlockList, isIPv6, type Socket } from 'node:net';
import type { AddressRange } from '../../auth/edge-settings.ts';
import type { Logger } from '../../log.ts';

/** Whether connections from an address are taken. */
export function createAddressList(ranges: readonly AddressRange[]): (address: string | undefined) => boolean {
  const allowed = new BlockList();
  for (const { address, bits, family } of ranges) allowed.addSubnet(address, bits, family);
  return (address) => {
    // A socket that is already gone has none.
    if (address === undefined) return false;
    // A server that listens to both kinds gives IPv4 addresses within IPv6 ones.
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
    return allowed.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
  };
}

/** How many connections were closed, counted since the start; the first one is logged, so that nobody can fill the log. */
export interface AddressGuard {
  readonly refused: number;
}

/** Connections behind a proxy come from the proxy's address: what it sends in headers is not looked at. */
export function guardAddresses(server: Server, ranges: readonly AddressRange[] | null, log: Logger): AddressGuard {
  const guard = { refused: 0 };
  if (ranges === null) return guard;
  const isAllowed = createAddressList(ranges);
  const [take] = server.listeners('connection');
  if (take === undefined) throw new TypeError('the server takes no connections');
  // In place of Node's own listener, which would begin with the request or with TLS.
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    if (isAllowed(socket.remoteAddress)) return void take.call(server, socket);
    guard.refused += 1;
    if (guard.refused === 1) {
      log.warn(
        { event: 'http.address_refused', address: socket.remoteAddress },
        'a connection came from an address that ANDON_ALLOWED_ADDRESSES does not name and was closed; further ones are counted, not logged',
      );
    }
    socket.destroy();
  });
  return guard;
}
