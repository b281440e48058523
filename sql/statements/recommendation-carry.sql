-- Takes the slots of the findings that a recommendation has taken over, so that the pipeline does not tell them again.
INSERT INTO andon.recommendation_slot AS slot
SELECT DISTINCT $1, $2, one ->> 'issue_type', worse.recommendation_id, clock_timestamp(), false, 'infinity'::timestamptz
FROM andon.recommendation_slot AS own
JOIN agentic_hmi.agent_recommendations AS worse USING (recommendation_id)
CROSS JOIN jsonb_array_elements(worse.findings) AS each(one)
WHERE own.site_id = $1 AND own.equipment_id = $2 AND own.issue_type = $3 AND own.pending AND one ->> 'issue_type' <> $3
ON CONFLICT (site_id, equipment_id, issue_type) DO UPDATE
  SET recommendation_id = excluded.recommendation_id, raised_at = excluded.raised_at, quiet_until = excluded.quiet_until
  WHERE NOT slot.pending
