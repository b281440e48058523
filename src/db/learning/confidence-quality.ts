/** Counts how well confidences told what operators decided: Brier scores, reliability by decile, and the same over time. */
import type { ReliabilityBin } from '../../domain/learning/calibration.ts';
import { Conditions } from '../query/conditions.ts';
import type { Queryable } from '../query/queryable.ts';

export const trendSteps = ['day', 'week', 'month'] as const;
export type TrendStep = (typeof trendSteps)[number];

/** Of approvals and rejections. Brier scores are null where no confidence was told. */
export interface DecisionQuality {
  readonly decided: number;
  readonly approved: number;
  /** Approved among decided, 0…1; null when nothing was decided. */
  readonly approvalRate: number | null;
  /** From raising to the decision, ms. */
  readonly medianDecisionMs: number | null;
  /** Of the confidence that operators saw. */
  readonly brierScore: number | null;
  /** Of the detectors' own. */
  readonly detectorBrierScore: number | null;
}

export interface TrendPeriod extends DecisionQuality {
  /** Begin of the day, week (Monday) or month in UTC. */
  readonly start: Date;
}

export interface ConfidenceQuality extends DecisionQuality {
  readonly reliability: readonly ReliabilityBin[];
  readonly trend: readonly TrendPeriod[];
}

export interface QualityFilter {
  /** Raised from `from` to before `to`. */
  readonly from?: Date;
  readonly to?: Date;
  readonly siteIds?: readonly string[];
  readonly issueTypes?: readonly string[];
}

interface Row {
  readonly issue_type: string | null;
  readonly decile: number | null;
  readonly period: Date | null;
  readonly of: number;
  readonly decided: number;
  readonly approved: number;
  readonly told: number;
  readonly mean_confidence: number | null;
  readonly told_approved: number;
  readonly brier: number | null;
  readonly detector_brier: number | null;
  readonly median_ms: number | null;
}

/** By issue type, or with '' as key of all together. Trends hold the newest `maxPeriods` of each. */
export async function readConfidenceQuality(
  db: Queryable,
  { from, to, siteIds, issueTypes }: QualityFilter,
  { step, byIssue, maxPeriods }: { readonly step: TrendStep; readonly byIssue: boolean; readonly maxPeriods: number },
): Promise<Map<string, ConfidenceQuality>> {
  const conditions = new Conditions();
  conditions.and(`decision IN ('approved', 'rejected')`);
  conditions.and('isfinite(raised_at)');
  conditions.within('raised_at', from, to);
  conditions.oneOf('site_id', siteIds);
  conditions.oneOf('issue_type', issueTypes);
  const unit = conditions.parameter(step);
  const { rows } = await db.query<Row>(
    `SELECT ${byIssue ? 'issue_type' : 'NULL::text AS issue_type'}, decile, period, grouping(decile, period) AS of,
            count(*)::int AS decided, (count(*) FILTER (WHERE is_approved))::int AS approved,
            count(confidence)::int AS told, avg(confidence) AS mean_confidence,
            (count(*) FILTER (WHERE is_approved AND confidence IS NOT NULL))::int AS told_approved,
            avg((confidence - is_approved::int) ^ 2) AS brier, avg((score - is_approved::int) ^ 2) AS detector_brier,
            percentile_cont(0.5) WITHIN GROUP (ORDER BY decision_seconds) * 1000 AS median_ms
     FROM (
       SELECT issue_type, decision = 'approved' AS is_approved, confidence, score, decision_seconds,
              least(floor(confidence * 10), 9)::int AS decile,
              date_trunc(${unit}, raised_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS period
       FROM andon.recommendation_feedback ${conditions.where}
     ) AS decided
     GROUP BY GROUPING SETS (${byIssue ? '(issue_type), (issue_type, decile), (issue_type, period)' : '(), (decile), (period)'})
     ORDER BY 1, decile, period`,
    conditions.values,
  );
  const found = new Map<string, ConfidenceQuality>();
  for (const key of new Set(rows.map(({ issue_type }) => issue_type ?? ''))) {
    const own = rows.filter(({ issue_type }) => (issue_type ?? '') === key);
    const whole = own.find(({ of }) => of === 3);
    found.set(key, {
      ...(whole === undefined ? noDecisions : qualityOf(whole)),
      reliability: own.flatMap(({ of, decile, told, told_approved, mean_confidence }) =>
        of !== 1 || decile === null || mean_confidence === null
          ? []
          : [{ from: decile / 10, count: told, confidence: mean_confidence, approved: told_approved / told }],
      ),
      trend: own
        .flatMap((row) => (row.of !== 2 || row.period === null ? [] : [{ ...qualityOf(row), start: row.period }]))
        .slice(-maxPeriods),
    });
  }
  return found;
}

const noDecisions: DecisionQuality = {
  decided: 0,
  approved: 0,
  approvalRate: null,
  medianDecisionMs: null,
  brierScore: null,
  detectorBrierScore: null,
};
export const nothingDecided: ConfidenceQuality = { ...noDecisions, reliability: [], trend: [] };

function qualityOf({ decided, approved, brier, detector_brier, median_ms }: Row): DecisionQuality {
  return {
    decided,
    approved,
    approvalRate: decided === 0 ? null : approved / decided,
    medianDecisionMs: median_ms,
    brierScore: brier,
    detectorBrierScore: detector_brier,
  };
}

/** How often something was withheld, by issue type: on days within the range. */
export async function readWithheldCounts(
  db: Queryable,
  { from, to, siteIds, issueTypes }: QualityFilter,
): Promise<Map<string, number>> {
  const conditions = new Conditions();
  if (from !== undefined) conditions.and(`last_at >= ${conditions.parameter(from)}`);
  if (to !== undefined) conditions.and(`first_at < ${conditions.parameter(to)}`);
  conditions.oneOf('site_id', siteIds);
  conditions.oneOf('issue_type', issueTypes);
  const { rows } = await db.query<{ issue_type: string; withheld: number }>(
    `SELECT issue_type, sum(occurrences)::int AS withheld FROM andon.withheld_recommendation ${conditions.where}
     GROUP BY issue_type ORDER BY issue_type`,
    conditions.values,
  );
  return new Map(rows.map(({ issue_type, withheld }) => [issue_type, withheld]));
}
