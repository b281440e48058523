-- Puts what was withheld into the queue, as the recommendation that it would have been. No row comes back where it is in the queue already, or
-- where a trigger dropped it because another one for the same issue is pending.
WITH wanted AS MATERIALIZED (
  SELECT * FROM andon.withheld_recommendation
  WHERE withheld_id = $1 AND queued_at IS NULL AND ($2::text[] IS NULL OR site_id = ANY ($2))
  FOR UPDATE
), queued AS (
  INSERT INTO agentic_hmi.agent_recommendations
    (recommendation_id, site_id, equipment_id, issue_type, severity, issue_description, recommended_action, confidence_score,
     root_cause_analysis, expected_outcome, urgency, time_to_threshold, evidence, anomaly_id, findings)
  SELECT NULL, site_id, equipment_id, issue_type, severity, draft ->> 'issue_description', draft ->> 'recommended_action', confidence,
         draft ->> 'root_cause_analysis', draft ->> 'expected_outcome', draft ->> 'urgency',
         make_interval(secs => (draft ->> 'time_to_threshold_s')::float8),
         jsonb_set(draft -> 'evidence', '{learning,queued_by}', to_jsonb($3::text)), (draft ->> 'anomaly_id')::bigint, draft -> 'findings'
  FROM wanted
  RETURNING recommendation_id
)
UPDATE andon.withheld_recommendation AS withheld
SET queued_at = clock_timestamp(), queued_by = $3, recommendation_id = queued.recommendation_id
FROM queued WHERE withheld.withheld_id = $1
RETURNING queued.recommendation_id
