/** Counts what became of recommendations, by issue type. */
import { Conditions } from '../query/conditions.ts';
import type { Queryable } from '../query/queryable.ts';

/** What became of the recommendations of one issue type; the counts by status add up to `raised`. */
export interface Effectiveness {
  readonly issueType: string;
  readonly raised: number;
  readonly pending: number;
  readonly approved: number;
  readonly rejected: number;
  readonly deferred: number;
  readonly executed: number;
  readonly expired: number;
  /** Executed ones whose outcome was reported as resolved. */
  readonly resolved: number;
  /** Approved or executed among all that were approved, executed or rejected, 0…1; null when nothing was decided. */
  readonly approvalRate: number | null;
  /** Resolved among those whose outcome was reported, 0…1; null when none was. */
  readonly resolutionRate: number | null;
  /** From creation to the first approval or rejection, in milliseconds. */
  readonly medianDecisionMs: number | null;
}

interface EffectivenessRow {
  readonly issue_type: string;
  readonly raised: number;
  readonly pending: number;
  readonly approved: number;
  readonly rejected: number;
  readonly deferred: number;
  readonly executed: number;
  readonly expired: number;
  readonly resolved: number;
  readonly reported: number;
  readonly median_decision_ms: number | null;
}

/** By issue type, the one raised most first; over recommendations created from `from` to before `to`. */
export async function readEffectiveness(
  db: Queryable,
  {
    from,
    to,
    siteIds,
    issueTypes,
  }: {
    readonly from?: Date;
    readonly to?: Date;
    readonly siteIds?: readonly string[];
    readonly issueTypes?: readonly string[];
  },
): Promise<Effectiveness[]> {
  const conditions = new Conditions();
  conditions.within('recommendation.created_timestamp', from, to);
  conditions.oneOf('recommendation.site_id', siteIds);
  conditions.oneOf('recommendation.issue_type', issueTypes);
  const { rows } = await db.query<EffectivenessRow>(
    `SELECT issue_type, count(*)::int AS raised,
            ${['pending', 'approved', 'rejected', 'deferred', 'executed', 'expired']
              .map((status) => `(count(*) FILTER (WHERE status = '${status}'))::int AS ${status}`)
              .join(', ')},
            (count(*) FILTER (WHERE status = 'executed' AND resolved))::int AS resolved,
            (count(*) FILTER (WHERE status = 'executed' AND resolved IS NOT NULL))::int AS reported,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decision.decided_at - created_timestamp)::float8)
              FILTER (WHERE isfinite(created_timestamp)) * 1000 AS median_decision_ms
     FROM agentic_hmi.agent_recommendations AS recommendation
     LEFT JOIN (
       SELECT recommendation_id, min(occurred_at) AS decided_at FROM andon.recommendation_audit
       WHERE old_status IS NOT NULL AND new_status IN ('approved', 'rejected')
         AND coalesce(kind, 'status_changed') = 'status_changed' GROUP BY recommendation_id
     ) AS decision USING (recommendation_id)
     ${conditions.where}
     GROUP BY issue_type ORDER BY raised DESC, issue_type`,
    conditions.values,
  );
  return rows.map(effectivenessFromRow);
}

function effectivenessFromRow(row: EffectivenessRow): Effectiveness {
  const accepted = row.approved + row.executed;
  return {
    issueType: row.issue_type,
    raised: row.raised,
    pending: row.pending,
    approved: row.approved,
    rejected: row.rejected,
    deferred: row.deferred,
    executed: row.executed,
    expired: row.expired,
    resolved: row.resolved,
    approvalRate: accepted + row.rejected === 0 ? null : accepted / (accepted + row.rejected),
    resolutionRate: row.reported === 0 ? null : row.resolved / row.reported,
    medianDecisionMs: row.median_decision_ms,
  };
}
