-- Event time decides what is latest: an older reading never moves the status back. The caller sends each sensor once, sorted.
INSERT INTO andon.current_status AS status
  (sensor_id, event_time, received_at, value_number, value_boolean, value_text, units, quality)
SELECT sensor_id, to_timestamp(event_ms / 1000), to_timestamp(received_ms / 1000), value_number, value_boolean, value_text, units, quality
FROM unnest($1::int[], $2::float8[], $3::float8[], $4::float8[], $5::boolean[], $6::text[], $7::text[], $8::smallint[])
  AS r(sensor_id, event_ms, received_ms, value_number, value_boolean, value_text, units, quality)
ON CONFLICT (sensor_id) DO UPDATE SET
  event_time = excluded.event_time, received_at = excluded.received_at, value_number = excluded.value_number,
  value_boolean = excluded.value_boolean, value_text = excluded.value_text, units = excluded.units, quality = excluded.quality
WHERE excluded.event_time >= status.event_time
