/** Scopes and grants of callers. */
import { defaultSiteId } from './equipment/equipment.ts';

/** The scopes of a caller. READ: queries and subscriptions. ACT_AS: decide in the name of an operator that the caller vouches for. */
export const scopes = ['read', 'decide', 'ingest', 'configure', 'act_as'] as const;
export type Scope = (typeof scopes)[number];

/** The rights of a credential: scopes, sites and expiry. */
export interface Grant {
  readonly scopes: readonly Scope[];
  /** Null for every site. */
  readonly siteIds: readonly string[] | null;
  /** Epoch ms; null: for ever. */
  readonly expiresAtMs: number | null;
}

/** What a key may do in a second, where it is said of it; null: as much as any other. */
export interface KeyLimits {
  readonly readingsPerSecond: number | null;
  readonly operationsPerSecond: number | null;
}

/** By what a credential is known: a key by its id; a token by whom it is of, since its own id changes with each that is issued. */
export interface CredentialId {
  readonly id: string;
  /** Of a token: the provider that signed it, and whom it is of there. */
  readonly token?: { readonly issuer: string; readonly subject: string };
}

/** What limits count by: a key, or the subject of tokens. No subject is mistaken for a key, whose id has no brackets. */
export function holderOf({ id, token }: CredentialId): string {
  return token === undefined ? id : JSON.stringify([token.issuer, token.subject]);
}

/** A key as the database stores it, with only the hash of its secret. */
export interface ApiKey extends Grant {
  readonly id: string;
  /** The name of its holder, which is stored with their decisions. */
  readonly name: string;
  /** SHA-256 of the secret, in hexadecimal. */
  readonly secretHash: string;
  readonly limits: KeyLimits;
  /** Epoch ms. */
  readonly createdAtMs: number;
  /** Epoch ms; null while the key is not revoked. */
  readonly revokedAtMs: number | null;
}

/** A credential as the audit names it, beside the operator for whom it spoke. */
export type ProvenCredential =
  | { readonly keyId: string; readonly issuer: null; readonly subject: null }
  | { readonly keyId: null; readonly issuer: string; readonly subject: string };

/** All keys, and the version of their table by which changes are noticed. */
export interface ApiKeys {
  readonly version: number;
  readonly keys: readonly ApiKey[];
}

/** The site of a reading that names none: the only site that its sender may reach, else `default`. */
export function impliedSite(siteIds: readonly string[] | null): string {
  const [only] = siteIds ?? [];
  return siteIds?.length === 1 && only !== undefined ? only : defaultSiteId;
}
