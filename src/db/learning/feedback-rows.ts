/** Reads decisions with their features, in the order in which they were committed. */
import type { Decision, Feedback } from '../../domain/learning/feedback.ts';
import type { Severity } from '../../domain/recommendations/severity.ts';
import { Conditions } from '../query/conditions.ts';
import type { Queryable } from '../query/queryable.ts';

interface FeedbackRow {
  readonly feedback_id: number;
  readonly recommendation_id: string;
  readonly decision: Decision;
  readonly resolved: boolean | null;
  readonly decided_ms: number;
  readonly site_id: string;
  readonly equipment_id: string;
  readonly equipment_type: string | null;
  readonly issue_type: string;
  readonly severity: Severity;
  readonly detector: string | null;
  readonly score: number | null;
  readonly confidence: number | null;
  readonly raised_hour: number | null;
}

export interface FeedbackRange {
  /** Those behind this one. */
  readonly after: number;
  /** Up to this one; absent: to the newest. */
  readonly upTo?: number;
  /** Of this site only. */
  readonly siteId?: string;
}

/** At most `limit`, oldest first. */
export async function readFeedback(
  db: Queryable,
  { after, upTo, siteId }: FeedbackRange,
  limit: number,
): Promise<Feedback[]> {
  const conditions = new Conditions();
  conditions.and(`feedback_id > ${conditions.parameter(after)}`);
  if (upTo !== undefined) conditions.and(`feedback_id <= ${conditions.parameter(upTo)}`);
  if (siteId !== undefined) conditions.and(`site_id = ${conditions.parameter(siteId)}`);
  const { rows } = await db.query<FeedbackRow>(
    `SELECT feedback_id, recommendation_id, decision, resolved, floor(extract(epoch FROM decided_at) * 1000)::float8 AS decided_ms,
            site_id, equipment_id, equipment_type, issue_type, severity, detector, score, confidence, raised_hour
     FROM andon.recommendation_feedback ${conditions.where} ORDER BY feedback_id LIMIT ${conditions.parameter(limit)}`,
    conditions.values,
  );
  return rows.map((row) => ({
    id: row.feedback_id,
    recommendationId: row.recommendation_id,
    decision: row.decision,
    resolved: row.resolved,
    decidedAtMs: row.decided_ms,
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    equipmentType: row.equipment_type,
    issueType: row.issue_type,
    severity: row.severity,
    detector: row.detector,
    score: row.score,
    confidence: row.confidence,
    raisedHour: row.raised_hour,
  }));
}

/** All of a range, piece by piece, so that memory does not grow with history. */
export async function* walkFeedback(
  db: Queryable,
  range: FeedbackRange,
  pieceSize = 5_000,
): AsyncGenerator<Feedback[]> {
  let { after } = range;
  while (true) {
    const piece = await readFeedback(db, { ...range, after }, pieceSize);
    const last = piece.at(-1);
    if (last === undefined) return;
    yield piece;
    after = last.id;
  }
}
