-- Puts a finding before the operators of a machine for which nothing stands that it could join or replace: the usual case of an alert,
-- by two thirds of the work of recommendation-insert. The trigger makes its id, and need not look for it then. No row comes back when a
-- trigger dropped it because a pending one for the same issue exists.
INSERT INTO agentic_hmi.agent_recommendations
  (recommendation_id, site_id, equipment_id, issue_type, severity, issue_description, recommended_action, confidence_score,
   root_cause_analysis, expected_outcome, urgency, time_to_threshold, evidence, anomaly_id, findings)
SELECT NULL, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, make_interval(secs => $11), $12::jsonb, found.anomaly_id,
       jsonb_build_array($16::jsonb || jsonb_build_object('anomaly_id', found.anomaly_id, 'version', 1))
FROM (SELECT (
  SELECT anomaly_id FROM andon.anomaly WHERE sensor_id = $13 AND detector = $14 AND window_start = to_timestamp($15::float8 / 1000)
) AS anomaly_id) AS found
RETURNING recommendation_id
