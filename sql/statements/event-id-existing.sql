-- The key (sensor and event time) that each event id was first registered with.
SELECT r.ordinal, known.sensor_id, extract(epoch FROM known.event_time)::float8 * 1000 AS event_ms
FROM unnest($1::int[], $2::text[], $3::text[]) AS r(ordinal, site_id, event_id)
JOIN andon.event_id AS known USING (site_id, event_id)
