-- Expires what has become pointless: pending recommendations about sensors that have stayed normal, of which every finding is about a
-- condition that has ended.
UPDATE agentic_hmi.agent_recommendations AS told
SET status = 'expired', operator_notes = concat_ws(' ', told.operator_notes, $3::text)
WHERE told.status = 'pending' AND told.recommendation_id IN (
  SELECT slot.recommendation_id FROM andon.sensor AS settled
  JOIN andon.recommendation_slot AS slot ON slot.site_id = settled.site_id AND slot.equipment_id = settled.equipment_id AND slot.pending
  WHERE settled.sensor_id = ANY ($1::int[]))
  AND jsonb_array_length(told.findings) > 0
  AND (
    SELECT bool_and(alarm.alarm_id IS NOT NULL AND NOT alarm.active)
           AND bool_or(alarm.sensor_id = ANY ($1::int[]) AND alarm.detector = ANY ($2::text[]))
    FROM jsonb_array_elements(told.findings) AS each(one)
    LEFT JOIN andon.alarm AS alarm
      ON alarm.site_id = told.site_id AND alarm.equipment_id = told.equipment_id
        AND alarm.problem = left(one ->> 'issue_type', -1 - length(one ->> 'severity')))
