/** The settings of who reaches the server, and how: what the environment may hold, and what becomes of it. */
import { isIP } from 'node:net';
import { z } from 'zod';
import { StartupError } from '../errors.ts';

const listOf = (text: string) => text.split(',').map((one) => one.trim().toLowerCase());
/** Names of hosts with commas in between, in small letters. */
export const hostNames = z
  .string()
  .transform(listOf)
  .refine((names) => names.every((name) => /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])$/.test(name)), {
    message:
      'must be host names with commas in between, without scheme, port or wildcard, as in andon.plant.example,10.0.0.5',
  });
/** As they stand in a Content-Security-Policy, so nothing else may be in them. */
const origins = z
  .string()
  .transform(listOf)
  .refine((list) => list.every((origin) => /^https?:\/\/(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/.test(origin)), {
    message:
      'must be origins with commas in between, with scheme and no path, as in https://gateway.plant.example:8043',
  });
const addresses = z
  .string()
  .transform(listOf)
  .refine((list) => list.every((one) => addressRange(one) !== null), {
    message: 'must be addresses or networks with commas in between, as in 127.0.0.1,10.20.0.0/16,fd00:20::/32',
  });
const file = z.string().min(1);

/** Members of the server's environment. */
export const edgeEnvironment = {
  ANDON_ALLOWED_HOSTS: hostNames.optional(),
  ANDON_FRAME_ANCESTORS: origins.optional(),
  ANDON_ALLOWED_ADDRESSES: addresses.optional(),
  ANDON_TLS_CERT: file.optional(),
  ANDON_TLS_KEY: file.optional(),
  ANDON_TLS_CLIENT_CA: file.optional(),
  ANDON_DOCUMENTS: file.optional(),
};

/** Paths of PEM files. */
export interface TlsSettings {
  /** The certificate of the server, and those between it and the root. */
  readonly cert: string;
  readonly key: string;
  /** Of those whose certificates clients may show; null: nobody is asked for one. */
  readonly clientCa: string | null;
}

/** Addresses that begin with the same bits. */
export interface AddressRange {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly bits: number;
}

export interface EdgeSettings {
  /** Names under which the server may be called, besides loopback ones and the host's own. */
  readonly allowedHosts: readonly string[];
  /** Origins of pages that may show the console in a frame, besides its own. */
  readonly frameAncestors: readonly string[];
  /** Where connections may come from; null: from anywhere. */
  readonly allowedAddresses: readonly AddressRange[] | null;
  /** Null: plain HTTP. */
  readonly tls: TlsSettings | null;
  /** A file of further documents that are executed beside the shipped ones, or null for those alone; undefined: any document is. */
  readonly documents: { readonly file: string | null } | undefined;
}

const environment = z.object(edgeEnvironment);

/** Throws a StartupError. */
export function edgeSettings(values: z.infer<typeof environment>, isGuarded: boolean): EdgeSettings {
  const { ANDON_DOCUMENTS: documents, ANDON_ALLOWED_ADDRESSES: allowed } = values;
  return {
    allowedHosts: values.ANDON_ALLOWED_HOSTS ?? [],
    frameAncestors: values.ANDON_FRAME_ANCESTORS ?? [],
    allowedAddresses: allowed?.map(addressRange).filter((range) => range !== null) ?? null,
    tls: tlsSettings(values, isGuarded),
    documents: documents === undefined ? undefined : { file: documents === 'shipped' ? null : documents },
  };
}

function tlsSettings(values: z.infer<typeof environment>, isGuarded: boolean): TlsSettings | null {
  const { ANDON_TLS_CERT: cert, ANDON_TLS_KEY: key, ANDON_TLS_CLIENT_CA: clientCa } = values;
  if (cert === undefined && key === undefined && clientCa === undefined) return null;
  if (cert === undefined || key === undefined) {
    throw new StartupError(
      'TLS needs ANDON_TLS_CERT and ANDON_TLS_KEY, both: the certificate of the server and its key.',
    );
  }
  if (clientCa !== undefined && !isGuarded) {
    throw new StartupError(
      'ANDON_TLS_CLIENT_CA needs ANDON_AUTH: a certificate is asked of those whose key or token may write readings.',
    );
  }
  return { cert, key, clientCa: clientCa ?? null };
}

/** Null when the text is neither an address nor a network. */
function addressRange(text: string): AddressRange | null {
  const [, address = '', bits] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  if (version === 0 || Number(bits ?? 0) > most) return null;
  return { address, family: version === 4 ? 'ipv4' : 'ipv6', bits: Number(bits ?? most) };
}
