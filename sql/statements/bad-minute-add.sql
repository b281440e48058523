-- Counts a batch's BAD readings by sensor and minute. The caller sends each minute once, sorted.
INSERT INTO andon.bad_minute AS known (sensor_id, window_start, bad_count)
SELECT sensor_id, to_timestamp(window_ms / 1000), bad_count
FROM unnest($1::int[], $2::float8[], $3::int[]) AS r(sensor_id, window_ms, bad_count)
ON CONFLICT (sensor_id, window_start) DO UPDATE SET bad_count = known.bad_count + excluded.bad_count
