-- Hides alarms of machines that are suppressed by now and shows those again whose suppression is over, at most 500, and notes which are over.
-- Another server that does the same at this instant takes others, and one that comes later finds these done.
WITH locked AS MATERIALIZED (
  SELECT alarm.alarm_id, due.reason FROM andon.suppression_due AS due JOIN andon.alarm AS alarm USING (alarm_id)
  WHERE alarm.suppressed = (due.reason IS NULL)
  ORDER BY alarm.site_id, alarm.equipment_id, alarm.problem LIMIT 500 FOR UPDATE OF alarm SKIP LOCKED
), over AS (
  UPDATE andon.suppression SET ended_at = ends_at WHERE ended_at IS NULL AND ends_at <= now()
)
UPDATE andon.alarm AS alarm
SET request = CASE WHEN locked.reason IS NULL THEN 'unsuppressed' ELSE 'suppressed' END, suppressed_by = locked.reason,
    request_note = locked.reason
FROM locked WHERE alarm.alarm_id = locked.alarm_id
RETURNING alarm.alarm_id
