/** Reads the credential that an entry of an audit names from its three columns. */
import type { ProvenCredential } from '../../domain/access.ts';

export interface CredentialColumns {
  readonly key_id: string | null;
  readonly token_issuer: string | null;
  readonly token_subject: string | null;
}

/** Null where none was proven. */
export function credentialOf({
  key_id: keyId,
  token_issuer: issuer,
  token_subject: subject,
}: CredentialColumns): ProvenCredential | null {
  if (keyId !== null) return { keyId, issuer: null, subject: null };
  return issuer === null || subject === null ? null : { keyId, issuer, subject };
}
