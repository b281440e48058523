-- Event time decides what is latest: an older reading never moves the status back. The caller sends each sensor once, sorted. A reading
-- without a value leaves the one that is there, unless the batch had a newer one before it, which then comes along with its time; without
-- one its value is of -infinity. Null says that the value is the reading's own.
INSERT INTO andon.current_status AS status
  (sensor_id, event_time, received_at, value_number, value_boolean, value_text, units, quality, value_time)
SELECT sensor_id, to_timestamp(event_ms / 1000), to_timestamp(received_ms / 1000), value_number, value_boolean, value_text, units, quality,
       to_timestamp(value_ms / 1000)
FROM unnest($1::int[], $2::float8[], $3::float8[], $4::float8[], $5::boolean[], $6::text[], $7::text[], $8::smallint[], $9::float8[])
  AS r(sensor_id, event_ms, received_ms, value_number, value_boolean, value_text, units, quality, value_ms)
ON CONFLICT (sensor_id) DO UPDATE SET
  event_time = excluded.event_time, received_at = excluded.received_at, quality = excluded.quality,
  value_number = CASE WHEN excluded.value_time < coalesce(status.value_time, status.event_time) THEN status.value_number ELSE excluded.value_number END,
  value_boolean = CASE WHEN excluded.value_time < coalesce(status.value_time, status.event_time) THEN status.value_boolean ELSE excluded.value_boolean END,
  value_text = CASE WHEN excluded.value_time < coalesce(status.value_time, status.event_time) THEN status.value_text ELSE excluded.value_text END,
  units = CASE WHEN excluded.value_time < coalesce(status.value_time, status.event_time) THEN status.units ELSE excluded.units END,
  value_time = CASE WHEN excluded.value_time < coalesce(status.value_time, status.event_time) THEN coalesce(status.value_time, status.event_time)
    ELSE excluded.value_time END
WHERE excluded.event_time >= status.event_time
