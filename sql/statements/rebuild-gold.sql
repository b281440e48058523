-- Replaces the windows of a slice. The same readings merged in another order differ in the last digits: that is no change, so neither
-- the row nor its revision moves.
WITH fresh AS MATERIALIZED (
  SELECT sensor_id, to_timestamp(window_ms / 1000) AS window_start, reading_count, mean, mean_low, m2, min_value, max_value
  FROM unnest($4::int[], $5::float8[], $6::int[], $7::float8[], $8::float8[], $9::float8[], $10::float8[], $11::float8[])
    AS r(sensor_id, window_ms, reading_count, mean, mean_low, m2, min_value, max_value)
), known AS MATERIALIZED (
  SELECT * FROM andon.performance_1min WHERE sensor_id = ANY($1::int[]) AND window_start >= $2 AND window_start < $3
), gone AS (
  DELETE FROM andon.performance_1min AS gold
  WHERE sensor_id = ANY($1::int[]) AND window_start >= $2 AND window_start < $3
    AND NOT EXISTS (SELECT FROM fresh WHERE fresh.sensor_id = gold.sensor_id AND fresh.window_start = gold.window_start)
  RETURNING sensor_id, window_start
), changed AS (
  INSERT INTO andon.performance_1min AS gold (sensor_id, window_start, reading_count, mean, mean_low, m2, min_value, max_value)
  SELECT sensor_id, window_start, fresh.reading_count, fresh.mean, fresh.mean_low, fresh.m2, fresh.min_value, fresh.max_value
  FROM fresh LEFT JOIN known USING (sensor_id, window_start)
  WHERE known.reading_count IS DISTINCT FROM fresh.reading_count
     OR known.min_value <> fresh.min_value OR known.max_value <> fresh.max_value
     OR abs(known.mean - fresh.mean) > 1e-10 * greatest(abs(fresh.min_value), abs(fresh.max_value))
     OR abs(known.m2 - fresh.m2) > 1e-9 * fresh.m2
  ORDER BY sensor_id, window_start
  ON CONFLICT (sensor_id, window_start) DO UPDATE SET
    reading_count = excluded.reading_count, mean = excluded.mean, mean_low = excluded.mean_low, m2 = excluded.m2,
    min_value = excluded.min_value, max_value = excluded.max_value, revision = gold.revision + 1
  RETURNING sensor_id, window_start
)
SELECT sensor_id, extract(epoch FROM window_start)::float8 * 1000 AS window_ms FROM (TABLE gone UNION ALL TABLE changed) AS touched
