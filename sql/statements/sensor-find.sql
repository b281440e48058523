-- Looks up the ids of sensors by site, equipment and sensor type; unknown and removed ones are missing from the answer.
SELECT site_id, equipment_id, sensor_type, sensor_id FROM andon.sensor
JOIN unnest($1::text[], $2::text[], $3::text[]) AS wanted(site_id, equipment_id, sensor_type) USING (site_id, equipment_id, sensor_type)
WHERE removed_at IS NULL
