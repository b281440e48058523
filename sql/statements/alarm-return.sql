-- Ends the conditions of sensors that are normal again, of those detectors that judge their readings, and expires what it makes pointless:
-- pending recommendations of which every finding is about a condition that has ended.
WITH locked AS MATERIALIZED (
  SELECT alarm_id FROM andon.alarm WHERE sensor_id = ANY ($1::int[]) AND active AND detector = ANY ($2::text[])
  ORDER BY site_id, equipment_id, problem FOR UPDATE
), ended AS (
  UPDATE andon.alarm AS alarm SET request = 'returned' FROM locked WHERE alarm.alarm_id = locked.alarm_id
  RETURNING alarm.alarm_id, alarm.site_id, alarm.equipment_id, alarm.problem
)
UPDATE agentic_hmi.agent_recommendations AS told
SET status = 'expired', operator_notes = concat_ws(' ', told.operator_notes, $3::text)
WHERE told.status = 'pending' AND told.recommendation_id IN (
  SELECT slot.recommendation_id FROM ended
  JOIN andon.recommendation_slot AS slot ON slot.site_id = ended.site_id AND slot.equipment_id = ended.equipment_id
    AND slot.issue_type = ANY (ARRAY[ended.problem || '_low', ended.problem || '_medium', ended.problem || '_high', ended.problem || '_critical']))
  AND jsonb_array_length(told.findings) > 0
  AND NOT EXISTS (
    SELECT FROM jsonb_array_elements(told.findings) AS each(one)
    WHERE NOT EXISTS (
      SELECT FROM andon.alarm AS alarm
      WHERE alarm.site_id = told.site_id AND alarm.equipment_id = told.equipment_id
        AND alarm.problem = left(one ->> 'issue_type', -1 - length(one ->> 'severity'))
        AND (NOT alarm.active OR alarm.alarm_id IN (SELECT alarm_id FROM ended))))
