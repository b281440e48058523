-- Takes the time that remained out of what still waits for a decision, where its trend is over and something else is left to decide.
UPDATE agentic_hmi.agent_recommendations AS told
SET evidence = told.evidence - 'remaining_time',
    time_to_threshold = CASE told.status WHEN 'pending' THEN NULL ELSE told.time_to_threshold END
FROM (
  SELECT slot.recommendation_id, given.issue_type
  FROM unnest($1::text[], $2::text[], $3::text[]) AS given(site_id, equipment_id, issue_type)
  JOIN andon.recommendation_slot AS slot USING (site_id, equipment_id, issue_type)
) AS ended
WHERE told.recommendation_id = ended.recommendation_id AND told.status IN ('pending', 'deferred') AND jsonb_typeof(told.evidence) = 'object'
  AND told.evidence -> 'remaining_time' IS NOT NULL
  AND coalesce(told.evidence #>> '{remaining_time,issue_type}', told.issue_type) = ended.issue_type
