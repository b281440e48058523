/** Decides for each host whether the connection is encrypted, and whom it trusts. */
import { readFileSync } from 'node:fs';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import type { DatabaseAddress } from './address.ts';
import { AddressError } from './parameters.ts';

/** Ways to try with one host, in order: encrypted or not. */
export function tlsAttempts({ sslMode }: Pick<DatabaseAddress, 'sslMode'>, host: string): readonly boolean[] {
  if (host.startsWith('/') || sslMode === 'disable') return [false];
  switch (sslMode ?? (isThisMachine(host) ? 'allow' : 'prefer')) {
    case 'allow':
      return [false, true];
    case 'prefer':
      return [true, false];
    default:
      return [true];
  }
}

/** Encryption between two programs of one machine guards nothing, and costs time with every reading. */
function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** The files are read for each connection, as libpq does it, so that renewed ones count at the next. */
export function tlsOptions(address: DatabaseAddress, host: string): ConnectionOptions {
  const { sslMode, sslFiles } = address;
  const hasRoot = sslFiles.rootCert !== undefined;
  const options: ConnectionOptions = {
    // With a certificate authority at hand libpq takes require as verify-ca.
    rejectUnauthorized: sslMode === 'verify-full' || sslMode === 'verify-ca' || (sslMode === 'require' && hasRoot),
    checkServerIdentity: (_, certificate) =>
      sslMode === 'verify-full' ? checkServerIdentity(host, certificate) : undefined,
  };
  if (sslFiles.rootCert !== undefined && sslFiles.rootCert !== 'system') {
    options.ca = contentOf('sslrootcert', sslFiles.rootCert);
  }
  if (sslFiles.cert !== undefined && sslFiles.key !== undefined) {
    options.cert = contentOf('sslcert', sslFiles.cert);
    options.key = contentOf('sslkey', sslFiles.key);
    if (address.sslKeyPassword !== undefined) options.passphrase = address.sslKeyPassword;
  }
  return options;
}

function contentOf(parameter: string, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
    throw new AddressError(`has ${parameter}=${file}, which cannot be read (${code})`);
  }
}
