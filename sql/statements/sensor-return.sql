-- Removed sensors that report again, and their equipment, are listed again: the first $5 given ones and any that was registered. One that
-- nobody registered counts as a new one of the sender $4, empty where the sender is not known; one that was registered keeps what was said
-- of it. Removals and registrations hold the same row first, so that none locks the other out.
WITH held AS MATERIALIZED (
  SELECT version FROM andon.master_data_version FOR UPDATE
), given AS MATERIALIZED (
  SELECT r.* FROM held, unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS r(site_id, equipment_id, sensor_type, place)
), returned AS (
  UPDATE andon.sensor AS known
  SET removed_at = NULL, returned_at = now(),
      created_at = CASE WHEN is_registered THEN created_at ELSE now() END,
      added_by = CASE WHEN is_registered OR $4 = '' THEN added_by ELSE $4 END
  FROM given
  WHERE known.removed_at IS NOT NULL AND (known.is_registered OR given.place <= $5)
    AND (known.site_id, known.equipment_id, known.sensor_type) = (given.site_id, given.equipment_id, given.sensor_type)
  RETURNING known.site_id, known.equipment_id, known.sensor_type
), listed AS (
  UPDATE andon.equipment AS known SET removed_at = NULL
  FROM (SELECT site_id, equipment_id FROM given WHERE place <= $5 UNION SELECT site_id, equipment_id FROM returned) AS reporting
  WHERE known.removed_at IS NOT NULL AND (known.site_id, known.equipment_id) = (reporting.site_id, reporting.equipment_id)
)
SELECT site_id, equipment_id, sensor_type FROM returned
