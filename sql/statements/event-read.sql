SELECT number, kind, occurred_at, old_status, new_status, operator_id, operator_notes, recommendation
FROM andon.recommendation_event WHERE number > $1 ORDER BY number LIMIT $2
