/** Writes what the audit has of exports and refusals, which leave no row elsewhere. */
import type { ProvenCredential } from '../../domain/access.ts';
import type { Queryable } from '../query/queryable.ts';

/** One export, or refusals that are alike. */
export interface AccessEntry {
  readonly action: 'exported' | 'refused';
  /** What was asked for; null where that is not known. */
  readonly object: Readonly<Record<string, unknown>> | null;
  readonly siteId: string | null;
  /** What became of it. */
  readonly outcome: Readonly<Record<string, unknown>> | null;
  /** Null where nobody is known. */
  readonly operatorId: string | null;
  readonly credential: ProvenCredential | null;
}

export async function recordAccess(db: Queryable, entries: readonly AccessEntry[]): Promise<void> {
  const given = entries.map(({ action, object, siteId, outcome, operatorId, credential }) => ({
    action,
    object,
    site_id: siteId,
    new_value: outcome,
    operator_id: operatorId,
    key_id: credential?.keyId ?? null,
    token_issuer: credential?.issuer ?? null,
    token_subject: credential?.subject ?? null,
  }));
  await db.query('SELECT andon.record_access($1::jsonb)', [JSON.stringify(given)]);
}
