import { defaultSiteId } from './equipment/equipment.ts';

/** What somebody may do. READ: queries and subscriptions. ACT_AS: decide in the name of an operator that the caller vouches for. */
export const scopes = ['read', 'decide', 'ingest', 'configure', 'act_as'] as const;
export type Scope = (typeof scopes)[number];

/** What a credential gives: what its holder may do, where, and until when. */
export interface Grant {
  readonly scopes: readonly Scope[];
  /** Null: every site. */
  readonly siteIds: readonly string[] | null;
  /** Epoch ms; null: for ever. */
  readonly expiresAtMs: number | null;
}

/** A key as the database keeps it: of its secret only the hash. */
export interface ApiKey extends Grant {
  readonly id: string;
  /** Who or what holds it; stands beside its decisions. */
  readonly name: string;
  /** SHA-256 of the secret, in hexadecimal. */
  readonly secretHash: string;
  /** Epoch ms. */
  readonly createdAtMs: number;
  /** Epoch ms; null while it is good. */
  readonly revokedAtMs: number | null;
}

/** All keys, and the version of their table by which changes are noticed. */
export interface ApiKeys {
  readonly version: number;
  readonly keys: readonly ApiKey[];
}

/** The site of what names none: the only one that its sender reaches, else `default`. */
export function impliedSite(siteIds: readonly string[] | null): string {
  const [only] = siteIds ?? [];
  return siteIds?.length === 1 && only !== undefined ? only : defaultSiteId;
}
