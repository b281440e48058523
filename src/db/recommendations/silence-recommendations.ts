/** Recommendations that tell of silence: they come, are reworded and end with the rows of andon.silence. */
import type { Queryable } from '../query/queryable.ts';
import type { IssueKey, RecommendationDraft } from './recommendation-write.ts';

/** It reaches no threshold, and has no finding that could join another. */
export interface SilenceDraft extends Omit<RecommendationDraft, 'timeToThresholdSeconds' | 'finding'> {
  /** Since when it is so, epoch ms: what was decided before was about other trouble. */
  readonly sinceMs: number;
}

/** The recommendation that stands before operators under this key and was written by the detector of silence. */
export async function readPendingSilence(
  db: Queryable,
  { siteId, equipmentId, issueType }: IssueKey,
): Promise<string | null> {
  const { rows } = await db.query<{ recommendation_id: string }>({
    name: 'silence-pending',
    text: `SELECT recommendation_id FROM agentic_hmi.agent_recommendations
      WHERE site_id = $1 AND equipment_id = $2 AND issue_type = $3 AND status = 'pending' AND evidence->>'detector' = 'silent'`,
    values: [siteId, equipmentId, issueType],
  });
  return rows[0]?.recommendation_id ?? null;
}

/**
 * Returns its id; null when it is held back, because one of its issue stands or was decided after it fell silent. It has no findings, so it joins no
 * other recommendation of its machine, and none joins it: it ends when its sensors report again, whatever else is wrong there.
 */
export async function insertSilenceRecommendation(db: Queryable, draft: SilenceDraft): Promise<string | null> {
  const { rows } = await db.query<{ recommendation_id: string }>({
    name: 'silence-raise',
    text: `INSERT INTO agentic_hmi.agent_recommendations
        (site_id, equipment_id, issue_type, severity, issue_description, recommended_action, confidence_score, root_cause_analysis,
         expected_outcome, urgency, evidence, anomaly_id)
      SELECT $1, $2, $3, $4, $5, $6, $7::float8, $8, $9, $10, $11::jsonb,
        (SELECT anomaly_id FROM andon.anomaly WHERE sensor_id = $12::int AND detector = $13 AND window_start = to_timestamp($14::float8 / 1000))
      WHERE NOT EXISTS (
        SELECT FROM andon.recommendation_slot AS slot JOIN agentic_hmi.agent_recommendations AS held USING (recommendation_id)
        WHERE slot.site_id = $1 AND slot.equipment_id = $2 AND slot.issue_type = $3 AND slot.quiet_until > clock_timestamp()
          AND (held.status IN ('pending', 'deferred') OR held.updated_timestamp >= to_timestamp($15::float8 / 1000)))
      RETURNING recommendation_id`,
    values: [
      draft.siteId,
      draft.equipmentId,
      draft.issueType,
      draft.severity,
      draft.issueDescription,
      draft.recommendedAction,
      draft.confidenceScore,
      draft.rootCauseAnalysis,
      draft.expectedOutcome,
      draft.urgency,
      JSON.stringify(draft.evidence),
      draft.anomaly.sensorId,
      draft.anomaly.detector,
      draft.anomaly.windowMs,
      draft.sinceMs,
    ],
  });
  return rows[0]?.recommendation_id ?? null;
}

/** Unless somebody has decided on it. */
export async function expireSilence(db: Queryable, recommendationId: string, note: string): Promise<void> {
  await db.query({
    name: 'silence-expire',
    text: `UPDATE agentic_hmi.agent_recommendations
      SET status = 'expired', operator_notes = coalesce(operator_notes || ' ', '') || $2
      WHERE recommendation_id = $1 AND status IN ('pending', 'deferred')`,
    values: [recommendationId, note],
  });
}

/** What it tells has changed, and nobody has decided on it. While it is deferred its text stays as the operator saw it. */
export async function rewordSilence(
  db: Queryable,
  recommendationId: string,
  description: string,
  reason: object,
): Promise<void> {
  await db.query({
    name: 'silence-reword',
    text: `UPDATE agentic_hmi.agent_recommendations
      SET issue_description = CASE status WHEN 'pending' THEN $2 ELSE issue_description END, evidence = jsonb_set(evidence, '{reason}', $3::jsonb)
      WHERE recommendation_id = $1 AND status IN ('pending', 'deferred')`,
    values: [recommendationId, description, JSON.stringify(reason)],
  });
}
