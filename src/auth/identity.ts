/** The identity of a caller: name, scopes and sites. */
import { type CredentialId, type ProvenCredential, type Scope, scopes } from '../domain/access.ts';
import type { ChangeAuthor } from '../domain/change-author.ts';
import { isPrintable } from '../domain/printable.ts';
import { AndonError } from '../errors.ts';
import { maxOperatorIdLength } from '../limits.ts';

/** The name of callers who gave none. */
export const nobodyNamed = 'local';

/** The credential behind an identity. */
export interface Credential extends CredentialId {
  /** A key of this server, or a token of an identity provider. */
  readonly kind: 'key' | 'token';
  readonly name: string;
  /** Epoch ms; null: for ever. */
  readonly expiresAtMs: number | null;
}

/** The caller of an operation, and what they may do at which sites. */
export interface Identity {
  /** The name that is stored with their decisions. */
  readonly operatorId: string;
  readonly scopes: readonly Scope[];
  /** Null: every site. */
  readonly siteIds: readonly string[] | null;
  /** Null while no authentication is configured: then the name is not verified, and only loopback is served. */
  readonly credential: Credential | null;
}

export function unrestricted(operatorId: string | null): Identity {
  return { operatorId: operatorId ?? nobodyNamed, scopes, siteIds: null, credential: null };
}

/** An identity without rights: for pages that show no data, and for connections that have not authenticated yet. */
export const anonymous: Identity = { operatorId: nobodyNamed, scopes: [], siteIds: [], credential: null };

/** How the audit names the credential of a caller; null where nobody has to prove anything. */
export function provenCredential({ credential }: Pick<Identity, 'credential'>): ProvenCredential | null {
  if (credential === null) return null;
  const { id, token } = credential;
  return token === undefined ? { keyId: id, issuer: null, subject: null } : { keyId: null, ...token };
}

/** The caller as the audit names them; null in both where nobody is known. */
export function auditedCaller(identity: Identity): {
  readonly operatorId: string | null;
  readonly credential: ProvenCredential | null;
} {
  return { operatorId: identity === anonymous ? null : identity.operatorId, credential: provenCredential(identity) };
}

/** The caller as the author of a change. */
export function authorOf(identity: Identity): ChangeAuthor {
  return { name: identity.operatorId, through: 'api', credential: provenCredential(identity) };
}

/** Those whose requests may carry readings or master data. */
export function mayCarryBulk(identity: Pick<Identity, 'scopes'> | undefined): boolean {
  return identity?.scopes.some((scope) => scope === 'ingest' || scope === 'configure') ?? false;
}

/** Null when no name was given; BAD_USER_INPUT when the name cannot be stored with a decision. */
export function claimedOperator(operatorId: unknown): string | null {
  if (operatorId === undefined || operatorId === null) return null;
  if (typeof operatorId !== 'string') throw new AndonError('BAD_USER_INPUT', 'The operator id must be text.');
  const trimmed = operatorId.trim();
  if (trimmed === '') return null;
  if (trimmed.length > maxOperatorIdLength) {
    throw new AndonError('BAD_USER_INPUT', `The operator id has more than ${maxOperatorIdLength} characters.`);
  }
  if (!isPrintable(trimmed)) {
    throw new AndonError('BAD_USER_INPUT', 'The operator id holds characters that cannot be seen or printed.');
  }
  return trimmed;
}
