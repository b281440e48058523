/** Reads recommendations: by ids, or as a filtered list, a page at a time. */
import type { Page, PageRequest } from '../../domain/page.ts';
import { findingsFrom } from '../../domain/recommendations/finding.ts';
import type {
  Recommendation,
  RecommendationFilter,
  RecommendationStatus,
} from '../../domain/recommendations/recommendation.ts';
import type { Severity } from '../../domain/recommendations/severity.ts';
import { oneByPlace } from '../query/by-place.ts';
import { Conditions, countRows, matchable } from '../query/conditions.ts';
import { pageOf } from '../query/page-rows.ts';
import type { Queryable } from '../query/queryable.ts';
import { dateFromDatabase, nullableDateFromDatabase } from '../query/timestamps.ts';

/** Infinite timestamps arrive as numbers. */
type Timestamp = Date | number;

/** A row of agentic_hmi.agent_recommendations, or the JSON that to_jsonb makes of it, whose times are text. */
interface RecommendationFields<Time> {
  readonly recommendation_id: string;
  readonly site_id: string;
  readonly equipment_id: string;
  readonly issue_type: string;
  readonly severity: Severity;
  readonly issue_description: string | null;
  readonly recommended_action: string | null;
  readonly confidence_score: number | null;
  readonly root_cause_analysis: string | null;
  readonly expected_outcome: string | null;
  readonly status: RecommendationStatus;
  readonly operator_id: string | null;
  readonly operator_notes: string | null;
  readonly approved_timestamp: Time | null;
  readonly executed_timestamp: Time | null;
  readonly defer_until: Time | null;
  readonly rejection_reason: string | null;
  readonly outcome: string | null;
  readonly resolved: boolean | null;
  readonly anomaly_id: number | null;
  readonly findings?: unknown;
  readonly version: number;
  readonly created_timestamp: Time;
  readonly updated_timestamp: Time;
}
export type RecommendationRow = RecommendationFields<Timestamp>;
export type RecommendationSnapshot = RecommendationFields<string>;

// Other programs may write an anomaly's id that no number holds; it stands for none of ours, and must not fail the list.
export const recommendationColumns = `
  recommendation_id, site_id, equipment_id, issue_type, severity, issue_description, recommended_action, confidence_score,
  root_cause_analysis, expected_outcome, status, operator_id, operator_notes, approved_timestamp, executed_timestamp, defer_until,
  rejection_reason, outcome, resolved, CASE WHEN abs(anomaly_id::numeric) <= ${Number.MAX_SAFE_INTEGER} THEN anomaly_id END AS anomaly_id,
  version, created_timestamp, updated_timestamp, findings`;

export interface RecommendationPageKey {
  readonly createdAt: Date;
  readonly id: string;
}

/** In the order of the ids, null for an id that nothing has. */
export async function readRecommendationsByIds(
  db: Queryable,
  ids: readonly string[],
): Promise<(Recommendation | null)[]> {
  const { rows } = await db.query<RecommendationRow & { place: number }>(
    `SELECT ${recommendationColumns}, wanted.place::int AS place
     FROM unnest($1::text[]) WITH ORDINALITY AS wanted (recommendation_id, place)
     JOIN agentic_hmi.agent_recommendations USING (recommendation_id)`,
    [ids.map(matchable)],
  );
  return oneByPlace(rows, ids.length, recommendationFromRow);
}

/** Newest first. */
export async function listRecommendations(
  db: Queryable,
  filter: RecommendationFilter,
  page: PageRequest<RecommendationPageKey>,
): Promise<Page<Recommendation>> {
  const conditions = conditionsOf(filter);
  if (page.after !== null) {
    const createdAt = conditions.parameter(page.after.createdAt);
    const id = conditions.parameter(matchable(page.after.id));
    // A Date has lost the microseconds; the row itself still has them. Should it be gone, the whole millisecond comes again.
    conditions.and(`(created_timestamp, recommendation_id) < (
      coalesce((SELECT created_timestamp FROM agentic_hmi.agent_recommendations WHERE recommendation_id = ${id}),
               ${createdAt}::timestamptz + interval '1 millisecond'), ${id})`);
  }
  const { rows } = await db.query<RecommendationRow>(
    `SELECT ${recommendationColumns} FROM agentic_hmi.agent_recommendations ${conditions.where}
     ORDER BY created_timestamp DESC, recommendation_id DESC LIMIT ${conditions.parameter(page.first + 1)}`,
    conditions.values,
  );
  return pageOf(rows, page.first, recommendationFromRow);
}

export function countRecommendations(db: Queryable, filter: RecommendationFilter): Promise<number> {
  return countRows(db, 'agentic_hmi.agent_recommendations', conditionsOf(filter));
}

function conditionsOf(filter: RecommendationFilter): Conditions {
  const conditions = new Conditions();
  conditions.atPlace('', filter);
  conditions.oneOf('issue_type', filter.issueTypes);
  conditions.oneOf('severity', filter.severities);
  conditions.oneOf('status', filter.statuses);
  conditions.within('created_timestamp', filter.from, filter.to);
  return conditions;
}

export function recommendationFromRow(row: RecommendationRow): Recommendation {
  return recommendationFrom(row);
}

/** The row as andon.recommendation_event keeps it. */
export function recommendationFromSnapshot(
  snapshot: RecommendationSnapshot,
  event?: Recommendation['event'],
): Recommendation {
  return recommendationFrom(snapshot, event);
}

function recommendationFrom(
  fields: RecommendationFields<Timestamp | string>,
  event?: Recommendation['event'],
): Recommendation {
  return {
    id: fields.recommendation_id,
    siteId: fields.site_id,
    equipmentId: fields.equipment_id,
    issueType: fields.issue_type,
    severity: fields.severity,
    issueDescription: fields.issue_description,
    recommendedAction: fields.recommended_action,
    rootCauseAnalysis: fields.root_cause_analysis,
    expectedOutcome: fields.expected_outcome,
    confidenceScore: fields.confidence_score,
    status: fields.status,
    operatorId: fields.operator_id,
    operatorNotes: fields.operator_notes,
    approvedAt: nullableDateFromDatabase(fields.approved_timestamp),
    executedAt: nullableDateFromDatabase(fields.executed_timestamp),
    deferUntil: nullableDateFromDatabase(fields.defer_until),
    rejectionReason: fields.rejection_reason,
    outcome: fields.outcome,
    resolved: fields.resolved,
    anomalyId: Number.isSafeInteger(fields.anomaly_id) ? fields.anomaly_id : null,
    findings: findingsFrom(fields.findings),
    version: fields.version,
    createdAt: dateFromDatabase(fields.created_timestamp),
    updatedAt: dateFromDatabase(fields.updated_timestamp),
    event,
  };
}
