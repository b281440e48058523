-- Adds the silver rows of a slice that are not there. Rows that exist under the same key are equal: the others were deleted before.
INSERT INTO andon.telemetry_silver (sensor_id, event_time, value, quality, flags, batch_no)
SELECT sensor_id, to_timestamp(event_ms / 1000), value, quality, flags, batch_no
FROM unnest($1::int[], $2::float8[], $3::float8[], $4::smallint[], $5::smallint[], $6::bigint[])
  AS fresh(sensor_id, event_ms, value, quality, flags, batch_no)
ON CONFLICT DO NOTHING
