-- Raises the conditions that were found: a new alarm, one that was normal and is active anew, or one that is worse than it was. What is
-- active already, and not worse, is left as it is, and costs a look by its key. Whoever changes several takes them in the order of their keys.
INSERT INTO andon.alarm AS alarm
  (site_id, equipment_id, problem, severity_rank, sensor_id, detector, sentence, value, unit, limit_name, limit_value, active_since,
   group_id, first_in_group, request)
SELECT site_id, equipment_id, problem, severity_rank, sensor_id, detector, sentence, value, unit, limit_name, limit_value,
       to_timestamp(since_ms / 1000), group_id, group_id IS NOT NULL AND first_in_group, 'raised'
FROM unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::int[], $6::text[], $7::text[], $8::float8[], $9::text[], $10::text[],
            $11::float8[], $12::float8[], $13::text[], $14::boolean[])
  AS found(site_id, equipment_id, problem, severity_rank, sensor_id, detector, sentence, value, unit, limit_name, limit_value, since_ms,
           group_id, first_in_group)
WHERE NOT EXISTS (
  SELECT FROM andon.alarm AS known
  WHERE known.site_id = found.site_id AND known.equipment_id = found.equipment_id AND known.problem = found.problem
    AND known.active AND known.severity_rank >= found.severity_rank)
ORDER BY site_id, equipment_id, problem
ON CONFLICT (site_id, equipment_id, problem) DO UPDATE
  SET request = CASE WHEN alarm.active THEN 'worsened' ELSE 'raised' END, severity_rank = excluded.severity_rank,
      sensor_id = excluded.sensor_id, detector = excluded.detector, sentence = excluded.sentence, value = excluded.value, unit = excluded.unit,
      limit_name = excluded.limit_name, limit_value = excluded.limit_value, active_since = excluded.active_since,
      group_id = excluded.group_id, first_in_group = excluded.first_in_group
  WHERE NOT alarm.active OR alarm.severity_rank < excluded.severity_rank
