-- The steps of escalations that are due, at most $1, locked until the end of the transaction; with the alarm as it is now. Another server that
-- asks at this instant gets others.
SELECT escalation.route_id, escalation.alarm_id, escalation.event_number, escalation.event_token, escalation.begun_at, escalation.round,
       escalation.step, escalation.due_at, to_jsonb(alarm) AS alarm
FROM andon.notify_escalation AS escalation LEFT JOIN andon.alarm AS alarm USING (alarm_id)
WHERE escalation.due_at <= now() ORDER BY escalation.due_at LIMIT $1
FOR UPDATE OF escalation SKIP LOCKED
