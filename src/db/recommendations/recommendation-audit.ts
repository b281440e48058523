/** Reads the history of recommendations from their audit. */
import type {
  RecommendationEventKind,
  RecommendationHistoryEntry,
  RecommendationStatus,
} from '../../domain/recommendations/recommendation.ts';
import { manyByPlace } from '../query/by-place.ts';
import { matchable } from '../query/conditions.ts';
import { type CredentialColumns, credentialOf } from '../query/credential-columns.ts';
import type { Queryable } from '../query/queryable.ts';
import { dateFromDatabase, nullableDateFromDatabase } from '../query/timestamps.ts';

interface AuditRow extends CredentialColumns {
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
