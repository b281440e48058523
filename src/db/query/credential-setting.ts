/** How a transaction tells the triggers of the audit which credential the server has checked. */
import type { ProvenCredential } from '../../domain/access.ts';

/** The value of the setting `andon.credential`, for a transaction alone: `andon.proven_credential` reads it. Empty without a credential. */
export function credentialSetting(credential: ProvenCredential | null): string {
  return credential === null ? '' : JSON.stringify(credential);
}
