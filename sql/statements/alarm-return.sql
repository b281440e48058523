-- Ends the conditions of sensors that are normal again, of those detectors that judge their readings. What is pending about them expires once it
-- stays so (recommendation-settle).
WITH locked AS MATERIALIZED (
  SELECT alarm_id FROM andon.alarm WHERE sensor_id = ANY ($1::int[]) AND active AND detector = ANY ($2::text[])
  ORDER BY site_id, equipment_id, problem FOR UPDATE
)
UPDATE andon.alarm AS alarm SET request = 'returned' FROM locked WHERE alarm.alarm_id = locked.alarm_id
