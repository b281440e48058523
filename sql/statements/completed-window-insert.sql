-- Enters the windows that a batch completes into the log of the detectors that judge windows.
INSERT INTO andon.completed_window
  (shard_no, batch_no, sensor_id, window_start, reading_count, mean, stddev, min_value, max_value, completed_at, is_present)
SELECT shard_no, $1, sensor_id, to_timestamp(window_ms / 1000), reading_count, mean, stddev, min_value, max_value,
       to_timestamp(completed_ms / 1000), is_present
FROM unnest($2::smallint[], $3::int[], $4::float8[], $5::int[], $6::float8[], $7::float8[], $8::float8[], $9::float8[], $10::float8[],
            $11::boolean[])
  AS r(shard_no, sensor_id, window_ms, reading_count, mean, stddev, min_value, max_value, completed_ms, is_present)
ON CONFLICT DO NOTHING
