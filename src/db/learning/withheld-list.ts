/** Lists recommendations that were kept out of the queue, and puts one into it. */
import type { Page, PageRequest } from '../../domain/page.ts';
import type { Severity } from '../../domain/recommendations/severity.ts';
import { Conditions } from '../query/conditions.ts';
import { pageOf } from '../query/page-rows.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const queue = statement('withheld-queue');

/** What would have interrupted at one machine on one day. */
export interface WithheldRecommendation {
  readonly id: number;
  readonly siteId: string;
  readonly equipmentId: string;
  readonly issueType: string;
  readonly detector: string;
  readonly severity: Severity;
  /** How often it would have been told. */
  readonly occurrences: number;
  readonly firstAt: Date;
  readonly lastAt: Date;
  /** The detector's own confidence, and the learnt one, 0…1; the last time. */
  readonly score: number;
  readonly confidence: number;
  readonly issueDescription: string | null;
  readonly recommendedAction: string | null;
  /** Once somebody has put it into the queue. */
  readonly queuedAt: Date | null;
  readonly queuedBy: string | null;
  readonly recommendationId: string | null;
}

export interface WithheldFilter {
  readonly siteIds?: readonly string[];
  readonly equipmentIds?: readonly string[];
  readonly issueTypes?: readonly string[];
  /** Withheld last at or after `from`, and before `to`. */
  readonly from?: Date;
  readonly to?: Date;
  /** Those that are not in the queue by now. */
  readonly waiting?: boolean;
}

export interface WithheldPageKey {
  readonly lastAt: Date;
  readonly id: number;
}

interface Row {
  readonly withheld_id: number;
  readonly site_id: string;
  readonly equipment_id: string;
  readonly issue_type: string;
  readonly detector: string;
  readonly severity: Severity;
  readonly occurrences: number;
  readonly first_at: Date;
  readonly last_at: Date;
  readonly score: number;
  readonly confidence: number;
  readonly issue_description: string | null;
  readonly recommended_action: string | null;
  readonly queued_at: Date | null;
  readonly queued_by: string | null;
  readonly recommendation_id: string | null;
}

const columns = `withheld_id, site_id, equipment_id, issue_type, detector, severity, occurrences, first_at,
  date_trunc('milliseconds', last_at) AS last_at, score, confidence, draft ->> 'issue_description' AS issue_description,
  draft ->> 'recommended_action' AS recommended_action, queued_at, queued_by, recommendation_id`;

/** The one withheld last comes first. */
export async function listWithheld(
  db: Queryable,
  { siteIds, equipmentIds, issueTypes, from, to, waiting }: WithheldFilter,
  { first, after }: PageRequest<WithheldPageKey>,
): Promise<Page<WithheldRecommendation>> {
  const conditions = new Conditions();
  conditions.oneOf('site_id', siteIds);
  conditions.oneOf('equipment_id', equipmentIds);
  conditions.oneOf('issue_type', issueTypes);
  conditions.within('last_at', from, to);
  if (waiting !== undefined) conditions.and(`queued_at IS ${waiting ? '' : 'NOT '}NULL`);
  if (after !== null) {
    const key = `${conditions.parameter(after.lastAt)}, ${conditions.parameter(after.id)}`;
    conditions.and(`(date_trunc('milliseconds', last_at), withheld_id) < (${key})`);
  }
  const { rows } = await db.query<Row>(
    `SELECT ${columns} FROM andon.withheld_recommendation ${conditions.where}
     ORDER BY date_trunc('milliseconds', last_at) DESC, withheld_id DESC LIMIT ${conditions.parameter(first + 1)}`,
    conditions.values,
  );
  return pageOf(rows, first, withheldFromRow);
}

/** At these sites; null: at any. */
export async function readWithheld(
  db: Queryable,
  id: number,
  siteIds: readonly string[] | null,
): Promise<WithheldRecommendation | null> {
  const { rows } = await db.query<Row>(
    `SELECT ${columns} FROM andon.withheld_recommendation
     WHERE withheld_id = $1 AND ($2::text[] IS NULL OR site_id = ANY ($2))`,
    [id, siteIds],
  );
  return rows[0] === undefined ? null : withheldFromRow(rows[0]);
}

/** The recommendation's id; null where it is in the queue already, another one for the same issue is pending, or there is none. */
export async function queueWithheld(
  db: Queryable,
  id: number,
  siteIds: readonly string[] | null,
  operatorId: string,
): Promise<string | null> {
  const rows = await run<{ recommendation_id: string }>(db, queue, [id, siteIds, operatorId]);
  return rows[0]?.recommendation_id ?? null;
}

function withheldFromRow(row: Row): WithheldRecommendation {
  return {
    id: row.withheld_id,
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    issueType: row.issue_type,
    detector: row.detector,
    severity: row.severity,
    occurrences: row.occurrences,
    firstAt: row.first_at,
    lastAt: row.last_at,
    score: row.score,
    confidence: row.confidence,
    issueDescription: row.issue_description,
    recommendedAction: row.recommended_action,
    queuedAt: row.queued_at,
    queuedBy: row.queued_by,
    recommendationId: row.recommendation_id,
  };
}
