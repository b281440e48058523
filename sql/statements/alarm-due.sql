-- Does what time does to alarms: ends shelves, and tells alarms again that are still active and acknowledged. Another server that does the
-- same at this instant takes others, and one that comes later finds these no longer due.
UPDATE andon.alarm AS alarm
SET request = CASE WHEN alarm.shelving = 'timed' AND alarm.shelved_until <= now() THEN 'unshelved' ELSE 'realarmed' END
WHERE alarm_id = ANY (ARRAY(
  SELECT alarm_id FROM andon.alarm WHERE due_at <= now() ORDER BY site_id, equipment_id, problem LIMIT 500 FOR UPDATE SKIP LOCKED))
RETURNING alarm_id
