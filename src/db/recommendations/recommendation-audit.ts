/** Reads the history of recommendations from their audit. */
import type { ProvenCredential } from '../../domain/access.ts';
import type {
  RecommendationEventKind,
  RecommendationHistoryEntry,
  RecommendationStatus,
} from '../../domain/recommendations/recommendation.ts';
import { manyByPlace } from '../query/by-place.ts';
import { matchable } from '../query/conditions.ts';
import type { Queryable } from '../query/queryable.ts';
import { dateFromDatabase, nullableDateFromDatabase } from '../query/timestamps.ts';

interface AuditRow {
  readonly recommendation_id: string;
  readonly version: number;
  readonly occurred_at: Date | number;
  /** Null in rows from before there was a column for it. */
  readonly kind: RecommendationEventKind | null;
  readonly old_status: RecommendationStatus | null;
  readonly new_status: RecommendationStatus;
  readonly operator_id: string | null;
  readonly operator_notes: string | null;
  readonly rejection_reason: string | null;
  readonly defer_until: Date | number | null;
  readonly outcome: string | null;
  readonly key_id: string | null;
  readonly token_issuer: string | null;
  readonly token_subject: string | null;
  readonly database_user: string;
}

/** In the order of the ids; each history oldest first, without what left the status alone, empty for an id that nothing has. */
export async function readHistoryByIds(db: Queryable, ids: readonly string[]): Promise<RecommendationHistoryEntry[][]> {
  const { rows } = await db.query<AuditRow & { place: number }>(
    `SELECT audit.*, wanted.place::int AS place
     FROM unnest($1::text[]) WITH ORDINALITY AS wanted (recommendation_id, place)
     JOIN andon.recommendation_audit AS audit USING (recommendation_id)
     WHERE audit.kind IS DISTINCT FROM 'changed'
     ORDER BY audit.audit_id`,
    [ids.map(matchable)],
  );
  return manyByPlace(rows, ids.length, entryFromRow);
}

function entryFromRow(row: AuditRow): RecommendationHistoryEntry {
  return {
    recommendationId: row.recommendation_id,
    version: row.version,
    occurredAt: dateFromDatabase(row.occurred_at),
    kind: row.kind ?? (row.old_status === null ? 'created' : 'status_changed'),
    oldStatus: row.old_status,
    newStatus: row.new_status,
    operatorId: row.operator_id,
    operatorNotes: row.operator_notes,
    rejectionReason: row.rejection_reason,
    deferUntil: nullableDateFromDatabase(row.defer_until),
    outcome: row.outcome,
    credential: credentialOf(row),
    databaseUser: row.database_user,
  };
}

function credentialOf({
  key_id: keyId,
  token_issuer: issuer,
  token_subject: subject,
}: AuditRow): ProvenCredential | null {
  if (keyId !== null) return { keyId, issuer: null, subject: null };
  return issuer === null || subject === null ? null : { keyId, issuer, subject };
}
