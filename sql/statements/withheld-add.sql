-- Records what learning kept out of the queue, in place of recommendation-first or recommendation-insert: the same parameters, and behind them
-- who found it, the place of learning, and confidences. A trouble that lasts is counted once in the dedupe window, and nothing is written between.
INSERT INTO andon.withheld_recommendation AS withheld
  (site_id, equipment_id, issue_type, severity, draft, detector, equipment_type, score, confidence, day, first_at, last_at)
SELECT $1, $2, $3, $4,
       jsonb_build_object(
         'issue_description', $5::text, 'recommended_action', $6::text, 'confidence_score', $7::float8, 'root_cause_analysis', $8::text,
         'expected_outcome', $9::text, 'urgency', $10::text, 'time_to_threshold_s', $11::float8, 'evidence', $12::jsonb,
         'anomaly_id', found.anomaly_id,
         'findings', jsonb_build_array($16::jsonb || jsonb_build_object('anomaly_id', found.anomaly_id, 'version', 1))),
       $14, $17, $18, $7, (now() AT TIME ZONE 'UTC')::date, clock_timestamp(), clock_timestamp()
FROM (SELECT (
  SELECT anomaly_id FROM andon.anomaly WHERE sensor_id = $13 AND detector = $14 AND window_start = to_timestamp($15::float8 / 1000)
) AS anomaly_id) AS found
ON CONFLICT (site_id, equipment_id, issue_type, detector, day) DO UPDATE
  SET occurrences = withheld.occurrences + 1, last_at = excluded.last_at, severity = excluded.severity, draft = excluded.draft,
      score = excluded.score, confidence = excluded.confidence, equipment_type = excluded.equipment_type,
      queued_at = NULL, queued_by = NULL, recommendation_id = NULL
  WHERE withheld.last_at <= clock_timestamp() - (SELECT dedupe_window FROM andon.setting)
