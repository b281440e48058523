/**
 * Where sinks may lie: never on this machine or its link, on addresses that clouds keep for their machines' own credentials, or on none at
 * all, since whoever configures a sink could else have the server speak to what only the server can reach. A name is looked up
 * once, its addresses are judged, and the connection goes to one of these: what the name means a moment later does not matter.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** An address that is refused; the message is for whoever configured the sink. */
export class RefusedAddress extends Error {
  override readonly name = 'RefusedAddress';
}

const local = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.192', 32],
  ['100.100.100.200', 32],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  local.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  // With addresses of IPv4 in their last bytes, by older ways of writing them.
  ['::', 96],
  ['::ffff:0:0:0', 96],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
  ['fd00:ec2::254', 128],
  ['fd20:ce::254', 128],
  // IPv4 inside of IPv6, whose gateway would take it apart again.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
] as const) {
  local.addSubnet(network, prefix, 'ipv6');
}

export function isLocalAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  return local.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/** Which hosts may lie there all the same, as an operator of the server has set: by the names that sinks use. */
export type TrustedHosts = ReadonlySet<string>;

type Addresses = readonly { readonly address: string; readonly family: number }[];
/** All addresses of a name. */
export type LookUp = (name: string) => Promise<Addresses>;

/** A name that takes longer is tried again later. */
const foundWithinMs = 5_000;
const systemLookUp: LookUp = (name) => lookup(name, { all: true, order: 'verbatim' });

/**
 * Names that are looked up just now. The system's look-up takes one of the process's few threads for as long as it lasts: a name whose
 * servers do not answer is asked for once at a time, however many messages wait for it.
 */
const underWay = new Map<string, Promise<Addresses>>();

/** The addresses of a host that may be connected to. Throws a RefusedAddress, or what the look-up throws. */
export async function permittedAddresses(
  host: string,
  trusted: TrustedHosts,
  { lookUp = systemLookUp, withinMs = foundWithinMs }: { readonly lookUp?: LookUp; readonly withinMs?: number } = {},
): Promise<Addresses> {
  const name = host.toLowerCase();
  const bare = name.replace(/^\[|\]$/g, '');
  const family = isIP(bare);
  const found = family === 0 ? await addressesOf(bare, lookUp, withinMs) : [{ address: bare, family }];
  if (trusted.has(name)) return found;
  const permitted = found.filter(({ address }) => !isLocalAddress(address));
  if (permitted.length > 0) return permitted;
  throw new RefusedAddress(
    `${host} is an address of this machine, its link or its cloud, where no sink may be unless ANDON_NOTIFY_TRUSTED_HOSTS names it`,
  );
}

async function addressesOf(name: string, lookUp: LookUp, withinMs: number): Promise<Addresses> {
  let asked = underWay.get(name);
  if (asked === undefined) {
    asked = lookUp(name).finally(() => underWay.delete(name));
    // Whoever waits hears of a failure; nobody may be left by then.
    asked.catch(() => undefined);
    underWay.set(name, asked);
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`its name was not resolved within ${withinMs / 1_000} s`)), withinMs);
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

/** For Node's own connections: they go to the addresses that were judged, and to no other. */
export function lookupAmong(addresses: Addresses): LookupFunction {
  return (_host, options, callback) => {
    const [first] = addresses;
    if (first === undefined) callback(new RefusedAddress('the host has no address'), '', 0);
    else if (options.all === true) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
}
