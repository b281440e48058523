-- Registers the clients' own event ids and returns where the ones that were known before point to.
WITH incoming AS (
  SELECT * FROM unnest($1::int[], $2::text[], $3::text[], $4::int[], $5::float8[]) AS r(ordinal, site_id, event_id, sensor_id, event_ms)
), claimed AS (
  INSERT INTO andon.event_id (site_id, event_id, sensor_id, event_time)
  SELECT DISTINCT ON (site_id, event_id) site_id, event_id, sensor_id, to_timestamp(event_ms / 1000)
  FROM incoming ORDER BY site_id, event_id, ordinal
  ON CONFLICT DO NOTHING
  RETURNING site_id, event_id, sensor_id, event_time
)
SELECT incoming.ordinal FROM incoming
WHERE NOT EXISTS (
  SELECT FROM claimed
  WHERE claimed.site_id = incoming.site_id AND claimed.event_id = incoming.event_id
    AND claimed.sensor_id = incoming.sensor_id AND claimed.event_time = to_timestamp(incoming.event_ms / 1000))
