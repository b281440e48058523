-- Puts a finding before the operators: it joins what stands for its machine, pending or approved, if that is not milder and one story with it, and if
-- it may join at all, which nothing critical may; else it becomes a recommendation of its own, which takes over the findings of something milder
-- that stands, or of something critical if it is critical itself. No row comes back when it joined, when it is there already, or when a
-- trigger dropped it because a pending one for the same issue exists.
WITH piece AS MATERIALIZED (
  SELECT $16::jsonb || jsonb_build_object('anomaly_id', anomaly.anomaly_id) AS finding, anomaly.anomaly_id
  FROM (SELECT 1) AS one
  LEFT JOIN andon.anomaly AS anomaly ON sensor_id = $13 AND detector = $14 AND window_start = to_timestamp($15::float8 / 1000)
), standing AS MATERIALIZED (
  -- The story of the machine that goes on: what is pending, or what was approved and is being worked on.
  SELECT told.recommendation_id, told.status, told.issue_type, told.findings, told.created_timestamp, told.recommended_action,
         array_position(ARRAY['low', 'medium', 'high', 'critical'], told.severity) AS severity_rank,
         -- The worst that it tells of the same problem; null: nothing.
         (SELECT max(array_position(ARRAY['low', 'medium', 'high', 'critical'], one ->> 'severity'))
          FROM jsonb_path_query(told.findings, '$[*]') AS each(one)
          WHERE left(one ->> 'issue_type', -1 - length(one ->> 'severity')) = left($3, -1 - length($4))) AS problem_rank
  FROM andon.recommendation_slot AS slot
  JOIN agentic_hmi.agent_recommendations AS told USING (recommendation_id)
  WHERE slot.site_id = $1 AND slot.equipment_id = $2 AND jsonb_typeof(told.findings) = 'array'
    AND (slot.pending AND told.status = 'pending'
      OR told.status = 'approved' AND told.issue_type = slot.issue_type
        AND told.approved_timestamp > ($16::jsonb ->> 'at')::timestamptz
          - (SELECT coalesce(alarm_told_again_after, '24 hours') FROM andon.setting))
    -- Times of one form, compared as text: what another program has written here is no time, and joins nothing. A milder level of the same
    -- problem is replaced however old it is, and what had joined it must not go with it.
    AND (told.status = 'pending'
        AND ((told.findings -> 0 ->> 'at') COLLATE "C" <= $18 AND (told.findings -> -1 ->> 'at') COLLATE "C" >= $17
          OR told.issue_type = ANY ($23::text[]))
      -- What a detector of windows finds went on for longer than the moment at which it tells.
      OR $24::bool AND (told.findings -> 0 ->> 'at') COLLATE "C" <= $18 AND (told.findings -> -1 ->> 'at') COLLATE "C" >= $17
      -- However long it has been told: it is one story while an alarm about anything else in it stands.
      OR EXISTS (
        SELECT FROM jsonb_path_query(told.findings, '$[*]') AS each(one)
        JOIN andon.alarm AS alarm ON alarm.site_id = $1 AND alarm.equipment_id = $2 AND alarm.active
          AND alarm.problem = left(one ->> 'issue_type', -1 - length(one ->> 'severity'))
        WHERE alarm.problem <> left($3, -1 - length($4))))
), known AS (
  SELECT FROM standing
  WHERE status = 'pending' AND (issue_type = $3 OR $19::bool AND findings @> jsonb_build_array(jsonb_build_object('issue_type', $3::text)))
), joined AS (
  UPDATE agentic_hmi.agent_recommendations AS told
  SET findings = (
        SELECT jsonb_agg(one ORDER BY (one ->> 'at') COLLATE "C", place)
        FROM jsonb_array_elements(told.findings || (piece.finding || jsonb_build_object('version', told.version + 1)))
          WITH ORDINALITY AS each(one, place)),
      -- The words that were decided on stay.
      issue_description = CASE told.status WHEN 'pending' THEN concat_ws(' Also: ', told.issue_description, $5::text)
        ELSE told.issue_description END,
      confidence_score = CASE told.status WHEN 'pending' THEN greatest(told.confidence_score, $7) ELSE told.confidence_score END
  FROM piece, (
    SELECT recommendation_id, status FROM standing
    WHERE severity_rank >= $20::int AND jsonb_array_length(findings) < $21::int
      -- Nobody approved of anything worse than they saw.
      AND (status = 'pending' OR coalesce(problem_rank, $20::int) >= $20::int)
    ORDER BY status = 'pending' DESC, created_timestamp, recommendation_id LIMIT 1
  ) AS story
  WHERE $19::bool AND NOT EXISTS (SELECT FROM known)
    AND told.recommendation_id = story.recommendation_id AND told.status = story.status
  RETURNING told.recommendation_id
), slot_of_joined AS (
  INSERT INTO andon.recommendation_slot AS slot
  SELECT $1, $2, $3, recommendation_id, clock_timestamp(), false, 'infinity'::timestamptz FROM joined
  ON CONFLICT (site_id, equipment_id, issue_type) DO UPDATE
    SET recommendation_id = excluded.recommendation_id, raised_at = excluded.raised_at, quiet_until = excluded.quiet_until
    WHERE NOT slot.pending
), milder AS (
  SELECT recommendation_id, status, severity_rank, findings, recommended_action FROM standing
  WHERE $22::bool AND (severity_rank < $20::int OR severity_rank = 4 AND $20::int = 4)
    AND (jsonb_array_length(findings) < $21::int OR status = 'pending' AND issue_type = ANY ($23::text[]))
  ORDER BY status = 'pending' AND issue_type = ANY ($23::text[]) DESC, status = 'pending' DESC, created_timestamp, recommendation_id LIMIT 1
)
INSERT INTO agentic_hmi.agent_recommendations
  (site_id, equipment_id, issue_type, severity, issue_description, recommended_action, confidence_score, root_cause_analysis,
   expected_outcome, urgency, time_to_threshold, evidence, anomaly_id, findings)
SELECT $1, $2, $3, $4,
       concat($5::text, (SELECT string_agg(' Before: ' || (one ->> 'sentence'), '' ORDER BY place)
                   FROM jsonb_array_elements(milder.findings) WITH ORDINALITY AS each(one, place))),
       -- Of two that are critical neither may be left undone.
       CASE WHEN milder.status = 'pending' AND milder.severity_rank = $20::int AND strpos(milder.recommended_action, $6) = 0
                 AND length(milder.recommended_action) < 1000
            THEN concat_ws(' Also: ', $6::text, milder.recommended_action) ELSE $6::text END,
       $7, $8, $9, $10, make_interval(secs => $11),
       $12::jsonb || CASE milder.status WHEN 'pending' THEN jsonb_build_object('replaces', milder.recommendation_id)
         WHEN 'approved' THEN jsonb_build_object('follows', milder.recommendation_id) ELSE '{}' END,
       piece.anomaly_id,
       (SELECT jsonb_agg(one || '{"version": 1}' ORDER BY (one ->> 'at') COLLATE "C", place)
        FROM jsonb_array_elements(coalesce(milder.findings, '[]') || piece.finding) WITH ORDINALITY AS each(one, place))
FROM piece LEFT JOIN milder ON true
WHERE NOT EXISTS (SELECT FROM joined) AND NOT EXISTS (SELECT FROM known)
RETURNING recommendation_id
