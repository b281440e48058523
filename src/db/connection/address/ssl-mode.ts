/** Reads libpq's `sslmode` and the files that belong to it. */
import { AddressError } from './parameters.ts';

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof sslModes)[number];

/** Says what libpq says; where libpq would look for files in the home folder, the address has to name them. */
export function readSslMode(
  value: string | undefined,
  files: { readonly rootCert?: string; readonly cert?: string; readonly key?: string },
  direct: boolean,
): SslMode | undefined {
  const mode = sslModes.find((one) => one === value);
  if (value !== undefined && mode === undefined) {
    const hint = value === 'no-verify' ? '; encrypted without looking at the certificate is require' : '';
    throw new AddressError(`has an sslmode that is none of ${sslModes.join(', ')}${hint}`);
  }
  const verifies = mode === 'verify-ca' || mode === 'verify-full';
  if (mode === 'verify-ca' && files.rootCert === undefined) {
    throw new AddressError(
      'has sslmode=verify-ca without sslrootcert: anybody can have a certificate of a public authority; name the file of your own authority, or use sslmode=verify-full',
    );
  }
  if (files.rootCert === 'system' && mode !== 'verify-full') {
    throw new AddressError('has sslrootcert=system, which needs sslmode=verify-full');
  }
  if (files.rootCert !== undefined && !verifies && mode !== 'require') {
    throw new AddressError('has sslrootcert, which nothing would be checked against; add sslmode=verify-full');
  }
  if ((files.cert === undefined) !== (files.key === undefined)) {
    throw new AddressError('has only one of sslcert and sslkey; a certificate needs its key');
  }
  if (direct && !verifies && mode !== 'require') {
    throw new AddressError('has sslnegotiation=direct, which needs sslmode=require, verify-ca or verify-full');
  }
  return mode;
}
