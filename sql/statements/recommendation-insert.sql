-- Puts a finding before the operators: it joins what stands for its machine, if that is pending, not milder, and found within the window,
-- and if it may join at all, which nothing critical may; else it becomes a recommendation of its own, which takes over the findings of something milder that stands. No row comes back when it
-- joined, when it is there already, or when a trigger dropped it because a pending one for the same issue exists.
WITH piece AS MATERIALIZED (
  SELECT $16::jsonb || jsonb_build_object('anomaly_id', anomaly.anomaly_id) AS finding, anomaly.anomaly_id
  FROM (SELECT 1) AS one
  LEFT JOIN andon.anomaly AS anomaly ON sensor_id = $13 AND detector = $14 AND window_start = to_timestamp($15::float8 / 1000)
), standing AS MATERIALIZED (
  SELECT told.recommendation_id, told.issue_type, told.findings, told.created_timestamp,
         array_position(ARRAY['low', 'medium', 'high', 'critical'], told.severity) AS severity_rank
  FROM andon.recommendation_slot AS slot
  JOIN agentic_hmi.agent_recommendations AS told USING (recommendation_id)
  WHERE slot.site_id = $1 AND slot.equipment_id = $2 AND slot.pending AND told.status = 'pending'
    -- Times of one form, compared as text: what another program has written here is no time, and joins nothing. A milder level of the same
    -- problem is replaced however old it is, and what had joined it must not go with it.
    AND ((told.findings -> 0 ->> 'at') COLLATE "C" <= $18 AND (told.findings -> -1 ->> 'at') COLLATE "C" >= $17
      OR told.findings IS NOT NULL AND told.issue_type = ANY ($23::text[]))
), known AS (
  SELECT FROM standing
  WHERE issue_type = $3 OR $19::bool AND findings @> jsonb_build_array(jsonb_build_object('issue_type', $3::text))
), joined AS (
  UPDATE agentic_hmi.agent_recommendations AS told
  SET findings = (
        SELECT jsonb_agg(one ORDER BY (one ->> 'at') COLLATE "C", place)
        FROM jsonb_array_elements(told.findings || (piece.finding || jsonb_build_object('version', told.version + 1)))
          WITH ORDINALITY AS each(one, place)),
      issue_description = concat_ws(' Also: ', told.issue_description, $5::text),
      confidence_score = greatest(told.confidence_score, $7)
  FROM piece
  WHERE told.status = 'pending' AND $19::bool AND NOT EXISTS (SELECT FROM known)
    AND told.recommendation_id = (
      SELECT recommendation_id FROM standing
      WHERE severity_rank >= $20::int AND jsonb_array_length(findings) < $21::int
      ORDER BY created_timestamp, recommendation_id LIMIT 1)
  RETURNING told.recommendation_id
), slot_of_joined AS (
  INSERT INTO andon.recommendation_slot AS slot
  SELECT $1, $2, $3, recommendation_id, clock_timestamp(), false, 'infinity'::timestamptz FROM joined
  ON CONFLICT (site_id, equipment_id, issue_type) DO UPDATE
    SET recommendation_id = excluded.recommendation_id, raised_at = excluded.raised_at, quiet_until = excluded.quiet_until
    WHERE NOT slot.pending
), milder AS (
  SELECT recommendation_id, findings FROM standing
  WHERE $22::bool AND severity_rank < $20::int AND (jsonb_array_length(findings) < $21::int OR issue_type = ANY ($23::text[]))
  ORDER BY issue_type = ANY ($23::text[]) DESC, created_timestamp, recommendation_id LIMIT 1
)
INSERT INTO agentic_hmi.agent_recommendations
  (site_id, equipment_id, issue_type, severity, issue_description, recommended_action, confidence_score, root_cause_analysis,
   expected_outcome, urgency, time_to_threshold, evidence, anomaly_id, findings)
SELECT $1, $2, $3, $4,
       concat($5::text, (SELECT string_agg(' Before: ' || (one ->> 'sentence'), '' ORDER BY place)
                   FROM jsonb_array_elements(milder.findings) WITH ORDINALITY AS each(one, place))),
       $6, $7, $8, $9, $10, make_interval(secs => $11),
       $12::jsonb || CASE WHEN milder.recommendation_id IS NULL THEN '{}' ELSE jsonb_build_object('replaces', milder.recommendation_id) END,
       piece.anomaly_id,
       (SELECT jsonb_agg(one || '{"version": 1}' ORDER BY (one ->> 'at') COLLATE "C", place)
        FROM jsonb_array_elements(coalesce(milder.findings, '[]') || piece.finding) WITH ORDINALITY AS each(one, place))
FROM piece LEFT JOIN milder ON true
WHERE NOT EXISTS (SELECT FROM joined) AND NOT EXISTS (SELECT FROM known)
RETURNING recommendation_id
