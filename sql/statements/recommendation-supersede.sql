-- Expires pending recommendations of milder levels when a worse level of the same problem is raised, so that the queue has one line for
-- one problem.
UPDATE agentic_hmi.agent_recommendations
SET status = 'expired', operator_notes = coalesce(operator_notes || ' ', '') || $4
WHERE site_id = $1 AND equipment_id = $2 AND issue_type = ANY($3::text[]) AND status = 'pending'
