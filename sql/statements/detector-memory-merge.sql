-- Stores what detectors remember of sensors, for those whose memory this batch changed. The caller sends each sensor once, sorted.
INSERT INTO andon.detector_memory
  (sensor_id, run, recovery, alarming_since, normal_since, value_range, standing_limits, recent_points, states)
SELECT sensor_id, run, recovery, to_timestamp(alarming_since_ms / 1000), to_timestamp(normal_since_ms / 1000), value_range::float8[],
  standing_limits::float8[], recent_points::float8[], states::jsonb
FROM unnest($1::int[], $2::smallint[], $3::text[], $4::float8[], $5::float8[], $6::text[], $7::text[], $8::text[], $9::text[])
  AS r(sensor_id, run, recovery, alarming_since_ms, normal_since_ms, value_range, standing_limits, recent_points, states)
ON CONFLICT (sensor_id) DO UPDATE SET
  run = excluded.run, recovery = excluded.recovery, alarming_since = excluded.alarming_since, normal_since = excluded.normal_since,
  value_range = excluded.value_range, standing_limits = excluded.standing_limits, recent_points = excluded.recent_points,
  states = excluded.states
