-- Tells of the windows that this transaction has restated. The counter row stays locked to the commit: ask for it last.
WITH head AS (
  UPDATE andon.restatement_head SET number = number + 1 RETURNING number
), cleared AS (
  DELETE FROM andon.restatement WHERE restated_at < now() - interval '1 hour'
)
INSERT INTO andon.restatement (number, sensor_ids, window_starts)
SELECT number, $1::int[], ARRAY(SELECT to_timestamp(window_ms / 1000) FROM unnest($2::float8[]) WITH ORDINALITY AS w(window_ms, place) ORDER BY place)
FROM head
