-- Does one transition on many alarms, for those that it is possible for and whose version is the expected one. Comes back with each asked
-- alarm that the caller may see: as it is after the transition, or, where nothing was done, as it stands.
WITH asked AS MATERIALIZED (
  SELECT alarm_id, expected_version FROM unnest($2::bigint[], $3::int[]) AS a(alarm_id, expected_version)
), locked AS MATERIALIZED (
  SELECT alarm.*, asked.expected_version FROM asked JOIN andon.alarm AS alarm USING (alarm_id)
  WHERE ($4::text[] IS NULL OR alarm.site_id = ANY ($4::text[])) AND (SELECT set_config('andon.credential', $8, true)) IS NOT NULL
  -- Whoever changes several takes them in this order.
  ORDER BY site_id, equipment_id, problem FOR UPDATE OF alarm
), changed AS (
  UPDATE andon.alarm AS alarm
  SET request = $1, request_by = $5, request_note = $6, shelved_until = coalesce($7::timestamptz, alarm.shelved_until)
  FROM locked
  WHERE alarm.alarm_id = locked.alarm_id AND (locked.expected_version IS NULL OR alarm.version = locked.expected_version)
    AND andon.alarm_allows(alarm, $1)
  RETURNING alarm.*
)
SELECT changed.*, true AS is_changed FROM changed
UNION ALL
SELECT (alarm).*, false FROM (
  SELECT alarm FROM locked JOIN andon.alarm AS alarm USING (alarm_id)
  WHERE NOT EXISTS (SELECT FROM changed WHERE changed.alarm_id = locked.alarm_id)) AS left_alone
