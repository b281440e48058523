-- Reads the events after a number, in order, up to a limit.
SELECT number, token, previous_token, kind, occurred_at, old_status, new_status, operator_id, operator_notes, recommendation,
       recommendation #>> '{evidence,received_at}' AS reading_received_at
FROM andon.recommendation_event WHERE number > $1 ORDER BY number LIMIT $2
