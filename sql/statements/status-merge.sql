-- Event time decides what is latest, of the reading and of the value each by itself: a reading without a value leaves the one that is
-- there, and a late one with a value may bring a newer value and still not be the newest reading. So the answer does not depend on how
-- readings are spread over batches. The caller sends each sensor once, sorted, a reading without a value together with the newest one of
-- its batch that has one, and the time of that; without one its value is of -infinity. Null says that the value is the reading's own.
INSERT INTO andon.current_status AS status
  (sensor_id, event_time, received_at, value_number, value_boolean, value_text, units, quality, value_time)
SELECT sensor_id, to_timestamp(event_ms / 1000), to_timestamp(received_ms / 1000), value_number, value_boolean, value_text, units, quality,
       to_timestamp(value_ms / 1000)
FROM unnest($1::int[], $2::float8[], $3::float8[], $4::float8[], $5::boolean[], $6::text[], $7::text[], $8::smallint[], $9::float8[])
  AS r(sensor_id, event_ms, received_ms, value_number, value_boolean, value_text, units, quality, value_ms)
ON CONFLICT (sensor_id) DO UPDATE SET
  event_time = greatest(excluded.event_time, status.event_time),
  received_at = CASE WHEN excluded.event_time < status.event_time THEN status.received_at ELSE excluded.received_at END,
  quality = CASE WHEN excluded.event_time < status.event_time THEN status.quality ELSE excluded.quality END,
  value_number = CASE WHEN coalesce(excluded.value_time, excluded.event_time) < coalesce(status.value_time, status.event_time) THEN status.value_number ELSE excluded.value_number END,
  value_boolean = CASE WHEN coalesce(excluded.value_time, excluded.event_time) < coalesce(status.value_time, status.event_time) THEN status.value_boolean ELSE excluded.value_boolean END,
  value_text = CASE WHEN coalesce(excluded.value_time, excluded.event_time) < coalesce(status.value_time, status.event_time) THEN status.value_text ELSE excluded.value_text END,
  units = CASE WHEN coalesce(excluded.value_time, excluded.event_time) < coalesce(status.value_time, status.event_time) THEN status.units ELSE excluded.units END,
  value_time = nullif(greatest(coalesce(excluded.value_time, excluded.event_time), coalesce(status.value_time, status.event_time)),
    greatest(excluded.event_time, status.event_time))
WHERE excluded.event_time >= status.event_time
  OR coalesce(excluded.value_time, excluded.event_time) >= coalesce(status.value_time, status.event_time)
    AND coalesce(excluded.value_time, excluded.event_time) > '-infinity'
