-- Inserts one recommendation of the pipeline. A trigger drops it when a pending one for the same issue exists; then no row comes back.
INSERT INTO agentic_hmi.agent_recommendations
  (site_id, equipment_id, issue_type, severity, issue_description, recommended_action, confidence_score, root_cause_analysis,
   expected_outcome, urgency, time_to_threshold, evidence, anomaly_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, make_interval(secs => $11), $12,
  (SELECT anomaly_id FROM andon.anomaly WHERE sensor_id = $13 AND detector = $14 AND window_start = to_timestamp($15::float8 / 1000)))
RETURNING recommendation_id
