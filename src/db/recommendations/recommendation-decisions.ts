/** Writes the decisions of operators, and reads the present one for a conflict. */
import type { ProvenCredential } from '../../domain/access.ts';
import type { Recommendation, RecommendationStatus } from '../../domain/recommendations/recommendation.ts';
import { credentialSetting } from '../query/change-author.ts';
import { matchable } from '../query/conditions.ts';
import type { Queryable } from '../query/queryable.ts';
import { dateFromDatabase } from '../query/timestamps.ts';
import { type RecommendationRow, recommendationColumns, recommendationFromRow } from './recommendation-rows.ts';

export interface Decision {
  readonly id: string;
  /** Those of these sites only; null: of every one. */
  readonly siteIds: readonly string[] | null;
  /** Statuses that this decision may leave. */
  readonly from: readonly RecommendationStatus[];
  readonly to: RecommendationStatus;
  readonly expectedVersion: number | null;
  readonly operatorId: string;
  readonly credential: ProvenCredential | null;
  readonly operatorNotes: string | null;
  readonly rejectionReason: string | null;
  readonly deferUntil: Date | null;
  readonly outcome: string | null;
  readonly resolved: boolean | null;
}

/**
 * The decision as one statement: of two at once the second waits for the first and then finds no row. Null when nothing was
 * decided. Notes belong to the decision, so a decision without notes does not inherit those of the one before. The statement tells the
 * credential to the audit by a setting of its own transaction, which spares a round trip.
 */
export async function writeDecision(db: Queryable, decision: Decision): Promise<Recommendation | null> {
  const { rows } = await db.query<RecommendationRow>(
    `UPDATE agentic_hmi.agent_recommendations
     SET status = $4, operator_id = $5, operator_notes = $6, rejection_reason = coalesce($7, rejection_reason), defer_until = $8,
         outcome = coalesce($9, outcome), resolved = coalesce($10, resolved)
     WHERE recommendation_id = $1 AND status = ANY($2) AND ($3::int IS NULL OR version = $3)
       AND ($11::text[] IS NULL OR site_id = ANY($11))
       AND (SELECT set_config('andon.credential', $12, true)) IS NOT NULL
     RETURNING ${recommendationColumns}`,
    [
      matchable(decision.id),
      decision.from,
      decision.expectedVersion,
      decision.to,
      decision.operatorId,
      decision.operatorNotes,
      decision.rejectionReason,
      decision.deferUntil,
      decision.outcome,
      decision.resolved,
      decision.siteIds,
      credentialSetting(decision.credential),
    ],
  );
  return rows[0] === undefined ? null : recommendationFromRow(rows[0]);
}

export interface CurrentDecision {
  readonly status: RecommendationStatus;
  readonly version: number;
  /** Who brought it into this status: the operator, or the database user of a program that named none. */
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
}

/** How a recommendation stands and through whom; null when there is none with this id at these sites (null: at any). */
export async function readCurrentDecision(
  db: Queryable,
  id: string,
  siteIds: readonly string[] | null,
): Promise<CurrentDecision | null> {
  const { rows } = await db.query<{
    status: RecommendationStatus;
    version: number;
    decided_by: string | null;
    decided_at: Date | number | null;
  }>(
    `SELECT recommendation.status, recommendation.version, decision.decided_by, decision.occurred_at AS decided_at
     FROM agentic_hmi.agent_recommendations AS recommendation
     LEFT JOIN LATERAL (
       SELECT coalesce(audit.operator_id, 'database user ' || audit.database_user) AS decided_by, audit.occurred_at
       FROM andon.recommendation_audit AS audit
       WHERE audit.recommendation_id = recommendation.recommendation_id AND audit.new_status = recommendation.status
         AND audit.old_status IS NOT NULL AND coalesce(audit.kind, 'status_changed') = 'status_changed'
       ORDER BY audit.audit_id DESC LIMIT 1
     ) AS decision ON true
     WHERE recommendation.recommendation_id = $1 AND ($2::text[] IS NULL OR recommendation.site_id = ANY($2))`,
    [matchable(id), siteIds],
  );
  const row = rows[0];
  if (row === undefined) return null;
  return {
    status: row.status,
    version: row.version,
    decidedBy: row.decided_by,
    decidedAt: row.decided_at === null ? null : dateFromDatabase(row.decided_at),
  };
}
