-- Adds readings to quarantine with the reason, as they were sent.
INSERT INTO andon.quarantine (door, site_id, equipment_id, sensor_type, event_time, code, message, original)
SELECT $1, site_id, equipment_id, sensor_type, to_timestamp(event_ms / 1000), code, message, original
FROM unnest($2::text[], $3::text[], $4::text[], $5::float8[], $6::text[], $7::text[], $8::text[])
  AS r(site_id, equipment_id, sensor_type, event_ms, code, message, original)
