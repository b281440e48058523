-- Takes readings out of bronze that the pipeline left out of silver, so that their mended forms can have the same sensor and time.
-- One that silver has in the meantime, because history was computed again, stays.
DELETE FROM andon.telemetry_bronze AS bronze
USING unnest($1::int[], $2::float8[]) AS r(sensor_id, event_ms)
WHERE bronze.sensor_id = r.sensor_id AND bronze.event_time = to_timestamp(r.event_ms / 1000)
  AND NOT EXISTS (
    SELECT FROM andon.telemetry_silver AS silver
    WHERE silver.sensor_id = r.sensor_id AND silver.event_time = to_timestamp(r.event_ms / 1000))
RETURNING bronze.sensor_id, extract(epoch FROM bronze.event_time)::float8 * 1000 AS event_ms, bronze.event_id
