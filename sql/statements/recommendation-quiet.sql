-- Which issues the pipeline holds back now: before an operator already, or decided a short while ago.
SELECT site_id, equipment_id, issue_type FROM andon.recommendation_slot
JOIN unnest($1::text[], $2::text[], $3::text[]) AS wanted(site_id, equipment_id, issue_type) USING (site_id, equipment_id, issue_type)
WHERE quiet_until > clock_timestamp()
