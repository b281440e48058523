-- Deletes silver rows of a slice that the stages no longer produce, or produce differently; equal rows stay untouched. The batch number
-- is not compared: a live run that takes several batches at once notes the last of them.
DELETE FROM andon.telemetry_silver AS silver
WHERE sensor_id = ANY($1::int[]) AND event_time >= $2 AND event_time < $3
  AND NOT EXISTS (
    SELECT FROM unnest($4::int[], $5::float8[], $6::float8[], $7::smallint[], $8::smallint[])
      AS fresh(sensor_id, event_ms, value, quality, flags)
    WHERE fresh.sensor_id = silver.sensor_id AND to_timestamp(fresh.event_ms / 1000) = silver.event_time
      AND fresh.value = silver.value AND fresh.quality = silver.quality AND fresh.flags = silver.flags)
