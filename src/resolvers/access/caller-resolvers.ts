/** Resolves the query `caller`. */
import type { Scope } from '../../domain/access.ts';
import type { Context } from '../context.ts';

export interface Caller {
  readonly operatorId: string;
  readonly keyId: string | null;
  readonly scopes: readonly Scope[];
  readonly siteIds: readonly string[] | null;
  readonly expiresAt: Date | null;
}

export function caller({ identity }: Context): Caller {
  const { operatorId, scopes, siteIds, credential } = identity;
  const expiresAtMs = credential?.expiresAtMs ?? null;
  return {
    operatorId,
    keyId: credential?.id ?? null,
    scopes,
    siteIds,
    expiresAt: expiresAtMs === null ? null : new Date(expiresAtMs),
  };
}
