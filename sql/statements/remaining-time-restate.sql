-- Brings the time that remains up to date in what waits for a decision and has such a finding: of several sensors the one that is first at its
-- limit counts. What is told for the first time has it in its own recommendation already; elsewhere it comes with its finding.
UPDATE agentic_hmi.agent_recommendations AS told
SET evidence = told.evidence || jsonb_build_object('remaining_time', restated.remaining),
    time_to_threshold = CASE told.status WHEN 'pending' THEN make_interval(secs => restated.seconds) ELSE told.time_to_threshold END
FROM (
  SELECT slot.recommendation_id, given.issue_type, given.remaining::jsonb AS remaining, given.seconds, given.is_first
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::boolean[])
    AS given(site_id, equipment_id, issue_type, remaining, seconds, is_first)
  JOIN andon.recommendation_slot AS slot USING (site_id, equipment_id, issue_type)
) AS restated
WHERE told.recommendation_id = restated.recommendation_id AND told.status IN ('pending', 'deferred') AND jsonb_typeof(told.evidence) = 'object'
  AND NOT (restated.is_first AND told.issue_type = restated.issue_type)
  AND (told.evidence -> 'remaining_time' IS NULL
    OR coalesce(told.evidence #>> '{remaining_time,issue_type}', told.issue_type) = restated.issue_type
    OR (restated.remaining ->> 'p50') COLLATE "C" < told.evidence #>> '{remaining_time,p50}')
