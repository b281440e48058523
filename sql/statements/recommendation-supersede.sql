-- Expires pending recommendations when something worse is raised, so that the queue has one line for one problem: those of milder levels of
-- the same problem, and the one whose findings the worse one has taken over.
UPDATE agentic_hmi.agent_recommendations
SET status = 'expired', operator_notes = coalesce(operator_notes || ' ', '') || $4
WHERE site_id = $1 AND equipment_id = $2 AND status = 'pending'
  AND (issue_type = ANY ($3::text[]) OR recommendation_id = (
    SELECT worse.evidence ->> 'replaces' FROM andon.recommendation_slot AS slot
    JOIN agentic_hmi.agent_recommendations AS worse USING (recommendation_id)
    WHERE slot.site_id = $1 AND slot.equipment_id = $2 AND slot.issue_type = $5 AND slot.pending))
