INSERT INTO agentic_hmi.agent_recommendations
  (site_id, equipment_id, issue_type, severity, issue_description, recommended_action, confidence_score, root_cause_analysis,
   expected_outcome, urgency, time_to_threshold, evidence, anomaly_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, make_interval(secs => $11), $12, $13)
RETURNING recommendation_id
