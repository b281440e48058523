-- Adds a batch's part of each window by the pairwise update of Chan, Golub and LeVeque (1979), exact for count, mean and M2; mean_low
-- keeps what rounding takes from the mean. This is mergeWindows of src/domain/window.ts, written out, because a subquery that names
-- the repeated parts costs a third more for each row. The caller sends each window once, sorted.
INSERT INTO andon.performance_1min AS gold (sensor_id, window_start, reading_count, mean, mean_low, m2, min_value, max_value)
SELECT sensor_id, to_timestamp(window_ms / 1000), reading_count, mean, mean_low, m2, min_value, max_value
FROM unnest($1::int[], $2::float8[], $3::int[], $4::float8[], $5::float8[], $6::float8[], $7::float8[], $8::float8[])
  AS r(sensor_id, window_ms, reading_count, mean, mean_low, m2, min_value, max_value)
ON CONFLICT (sensor_id, window_start) DO UPDATE SET
  reading_count = gold.reading_count + excluded.reading_count,
  mean = gold.mean
    + (excluded.mean - gold.mean + (excluded.mean_low - gold.mean_low)) * excluded.reading_count / (gold.reading_count + excluded.reading_count),
  -- The step of the line above, less what of it the mean took up.
  mean_low = gold.mean_low
    + ((excluded.mean - gold.mean + (excluded.mean_low - gold.mean_low)) * excluded.reading_count / (gold.reading_count + excluded.reading_count)
       - (gold.mean
          + (excluded.mean - gold.mean + (excluded.mean_low - gold.mean_low)) * excluded.reading_count / (gold.reading_count + excluded.reading_count)
          - gold.mean)),
  m2 = gold.m2 + excluded.m2
    + (excluded.mean - gold.mean + (excluded.mean_low - gold.mean_low)) * (excluded.mean - gold.mean + (excluded.mean_low - gold.mean_low))
      * gold.reading_count * excluded.reading_count / (gold.reading_count + excluded.reading_count),
  min_value = least(gold.min_value, excluded.min_value),
  max_value = greatest(gold.max_value, excluded.max_value),
  revision = gold.revision + 1
