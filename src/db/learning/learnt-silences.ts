/** Reads which kinds decisions have silenced, who rejected them, and what was withheld since. */
import { Conditions } from '../query/conditions.ts';
import type { Queryable } from '../query/queryable.ts';
import { type StoredKind, type StoredKindRow, storedKind } from './learning-state.ts';

export interface SilencingOperator {
  /** The database user of a program that named nobody. */
  readonly operator: string;
  readonly rejections: number;
}

export interface StoredSilence extends StoredKind {
  readonly rejectedBy: readonly SilencingOperator[];
  /** What would have interrupted since it is silenced. */
  readonly withheld: number;
  readonly lastWithheldAt: Date | null;
}

interface Row extends StoredKindRow {
  readonly rejected_by: readonly SilencingOperator[] | null;
  readonly withheld: number;
  readonly last_withheld_at: Date | null;
}

/** Where a decision, or what was withheld, belongs to a kind; `row` names its table, which has the kind's columns or the machine's. */
const isOfKind = (row: string, type: string) => `
  (kind.site_id = '*' OR ${row}.site_id = kind.site_id) AND ${row}.issue_type = kind.issue_type
  AND (kind.equipment_type = '*' OR ${type} = kind.equipment_type)`;

/** Of kinds that were decided on since then, the one silenced last first; `id`: this one only, silenced or not. */
export async function readSilences(
  db: Queryable,
  { since, siteIds, id }: { readonly since: Date; readonly siteIds?: readonly string[]; readonly id?: number },
): Promise<StoredSilence[]> {
  const conditions = new Conditions();
  if (id === undefined) {
    conditions.and('kind.silenced_since IS NOT NULL');
    conditions.and(`kind.last_decided_at >= ${conditions.parameter(since)}`);
  } else conditions.and(`kind.kind_id = ${conditions.parameter(id)}`);
  conditions.oneOf('kind.site_id', siteIds);
  const { rows } = await db.query<Row>(
    `SELECT kind.*, rejecting.rejected_by, kept.withheld, kept.last_withheld_at
     FROM andon.learnt_kind AS kind
     CROSS JOIN LATERAL (
       SELECT jsonb_agg(jsonb_build_object('operator', operator, 'rejections', rejections) ORDER BY rejections DESC, operator) AS rejected_by
       FROM (
         SELECT operator, count(*) AS rejections
         FROM (
           SELECT decided.decision, coalesce(decided.operator_id, 'database user ' || decided.database_user) AS operator
           FROM andon.recommendation_feedback AS decided
           WHERE ${isOfKind('decided', "CASE WHEN coalesce(decided.equipment_type, 'unknown') = 'unknown' THEN 'machine ' || decided.equipment_id ELSE decided.equipment_type END")}
             AND coalesce(decided.detector, 'other program') = kind.detector AND decided.decision IN ('approved', 'rejected')
           ORDER BY decided.feedback_id DESC LIMIT length(kind.recent)
         ) AS last WHERE decision = 'rejected' GROUP BY operator
       ) AS each
     ) AS rejecting
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(occurrences), 0)::int AS withheld, max(last_at) AS last_withheld_at
       FROM andon.withheld_recommendation AS withheld
       WHERE ${isOfKind('withheld', 'withheld.equipment_type')} AND withheld.detector = kind.detector
         AND withheld.last_at >= coalesce(kind.silenced_since, 'infinity')
     ) AS kept
     ${conditions.where}
     ORDER BY kind.silenced_since DESC, kind.kind_id`,
    conditions.values,
  );
  return rows.map((row) => ({
    ...storedKind(row),
    rejectedBy: row.rejected_by ?? [],
    withheld: row.withheld,
    lastWithheldAt: row.last_withheld_at,
  }));
}
