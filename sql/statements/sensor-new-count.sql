-- How many sensors the readings of one sender ($1) have made within the last hour, those that were registered since left out, and whether
-- any of the given sensors was removed, or any of their equipment is hidden because its sensors were.
SELECT (SELECT count(*)::int FROM andon.sensor WHERE NOT is_registered AND added_by = $1 AND created_at > now() - interval '1 hour') AS sensors,
       EXISTS (SELECT FROM unnest($2::text[], $3::text[], $4::text[]) AS given(site_id, equipment_id, sensor_type)
               WHERE EXISTS (SELECT FROM andon.equipment WHERE removed_at IS NOT NULL
                               AND (equipment.site_id, equipment.equipment_id) = (given.site_id, given.equipment_id))
                  OR EXISTS (SELECT FROM andon.sensor WHERE removed_at IS NOT NULL
                               AND (sensor.site_id, sensor.equipment_id, sensor.sensor_type) = (given.site_id, given.equipment_id, given.sensor_type))
              ) AS hidden
