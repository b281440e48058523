-- How many alarms stood before operators at a time, how many of them for more than 24 hours, and how many were hidden, and why. What has not
-- changed since then is as its row says; of the others the journal says how they were.
WITH was AS (
  SELECT active, shelving, suppressed, out_of_service, active_since AS since
  FROM andon.alarm WHERE state <> 'normal' AND changed_at < $1 AND ($2::text[] IS NULL OR site_id = ANY ($2::text[]))
  UNION ALL
  SELECT (entry.new_state ->> 'active')::boolean, entry.new_state ->> 'shelving', (entry.new_state ->> 'suppressed')::boolean,
         (entry.new_state ->> 'out_of_service')::boolean, raised.occurred_at
  FROM andon.alarm AS alarm
  CROSS JOIN LATERAL (
    SELECT new_state FROM andon.alarm_journal WHERE alarm_id = alarm.alarm_id AND occurred_at < $1 ORDER BY journal_id DESC LIMIT 1
  ) AS entry
  CROSS JOIN LATERAL (
    SELECT occurred_at FROM andon.alarm_journal WHERE alarm_id = alarm.alarm_id AND occurred_at < $1 AND kind = 'raised'
    ORDER BY journal_id DESC LIMIT 1
  ) AS raised
  WHERE alarm.changed_at >= $1 AND ($2::text[] IS NULL OR alarm.site_id = ANY ($2::text[]))
)
SELECT count(*) FILTER (WHERE stands)::int AS standing,
       count(*) FILTER (WHERE stands AND since < $1::timestamptz - interval '24 hours')::int AS stale,
       count(*) FILTER (WHERE shelving <> 'none')::int AS shelved,
       count(*) FILTER (WHERE suppressed)::int AS suppressed,
       count(*) FILTER (WHERE out_of_service)::int AS out_of_service
FROM (SELECT *, active AND shelving = 'none' AND NOT suppressed AND NOT out_of_service AS stands FROM was) AS was
