-- Appends one micro-batch and gives it its place in the log. The head row is locked last, because it needs the count of what was
-- stored: appends of other connections wait from here to commit only. Readings whose key exists already are left out and named.
WITH incoming AS (
  SELECT * FROM unnest($1::int[], $2::smallint[], $3::int[], $4::float8[], $5::smallint[], $6::float8[], $7::boolean[], $8::text[],
                       $9::text[], $10::text[], $11::text[], $14::boolean[])
    AS r(ordinal, partition_no, sensor_id, event_ms, quality, value_number, value_boolean, value_text, units, event_id, extra, is_behind)
), batch_id AS MATERIALIZED (
  SELECT nextval('andon.ingest_id') AS ingest_id
), stored AS (
  INSERT INTO andon.telemetry_bronze
    (ingest_id, ordinal, partition_no, sensor_id, event_time, quality, value_number, value_boolean, value_text, units, event_id, extra,
     is_behind)
  SELECT ingest_id, ordinal, partition_no, sensor_id, to_timestamp(event_ms / 1000), coalesce(quality, 0), value_number, value_boolean,
         value_text, units, event_id, extra::jsonb, is_behind
  FROM incoming, batch_id
  ORDER BY sensor_id, event_ms, ordinal
  ON CONFLICT DO NOTHING
  RETURNING ordinal, event_time
), summary AS (
  SELECT count(*)::int AS reading_count, min(event_time) AS min_event_time, max(event_time) AS max_event_time FROM stored
), head AS (
  UPDATE andon.bronze_head SET batch_no = batch_no + 1 FROM summary WHERE reading_count > 0 RETURNING batch_no
), batch AS (
  INSERT INTO andon.bronze_batch
  SELECT batch_no, ingest_id, $12::text, to_timestamp($13::float8 / 1000), reading_count, min_event_time, max_event_time
  FROM head, summary, batch_id
)
SELECT (SELECT batch_no FROM head) AS batch_no,
       CASE WHEN (SELECT reading_count FROM summary) < (SELECT count(*) FROM incoming)
         THEN ARRAY(SELECT ordinal FROM incoming EXCEPT SELECT ordinal FROM stored) END AS not_stored
