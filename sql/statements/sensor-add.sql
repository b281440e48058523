-- Adds sensors and equipment that readings name for the first time; $5 says whose readings. Rows are sorted, so that two servers adding the same ones never deadlock.
WITH incoming AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS r(site_id, equipment_id, sensor_type, equipment_type)
), new_equipment AS (
  INSERT INTO andon.equipment (site_id, equipment_id, equipment_type, is_registered)
  SELECT DISTINCT site_id, equipment_id, equipment_type, false FROM incoming ORDER BY site_id, equipment_id
  ON CONFLICT DO NOTHING
)
INSERT INTO andon.sensor (site_id, equipment_id, sensor_type, is_registered, added_by)
SELECT DISTINCT site_id, equipment_id, sensor_type, false, $5 FROM incoming ORDER BY site_id, equipment_id, sensor_type
ON CONFLICT DO NOTHING
