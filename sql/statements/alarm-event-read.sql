-- Reads the events of alarms after a number, in order, up to a limit.
SELECT number, token, previous_token, kind, occurred_at, operator_id, note, alarm
FROM andon.alarm_event WHERE number > $1 ORDER BY number LIMIT $2
