-- Adds the silver rows of a batch.
INSERT INTO andon.telemetry_silver (batch_no, sensor_id, event_time, value, quality, flags)
SELECT $6, sensor_id, to_timestamp(event_ms / 1000), value, quality, flags
FROM unnest($1::int[], $2::float8[], $3::float8[], $4::smallint[], $5::smallint[]) AS r(sensor_id, event_ms, value, quality, flags)
