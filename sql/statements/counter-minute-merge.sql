-- Makes minutes of counters anew from silver, which holds the batch already: so late and out-of-order readings come out right. A rise
-- between consecutive readings counts as it is. A fall is a reset, of which the new value counts, unless the counter rolls over and fell
-- by more than half its range: then it went on beyond the end. In a minute that began in an older unit only what rose in the newer one counts, and
-- the batch that brought it is remembered. The caller sends each minute once, sorted.
WITH touched AS MATERIALIZED (
  SELECT r.sensor_id, to_timestamp(window_ms / 1000) AS window_start, r.unit_version, sensor.roll_over_at,
         CASE WHEN known.unit_from_batch IS NULL THEN known.last_unit ELSE least(known.first_unit, known.last_unit) END AS older_unit,
         CASE WHEN $4::boolean THEN NULL WHEN greatest(known.first_unit, known.last_unit) < r.unit_version THEN $5::bigint
              ELSE known.unit_from_batch END AS unit_from_batch
  FROM unnest($1::int[], $2::float8[], $3::int[]) AS r(sensor_id, window_ms, unit_version)
  JOIN andon.sensor AS sensor ON sensor.sensor_id = r.sensor_id
  LEFT JOIN andon.counter_minute AS known ON known.sensor_id = r.sensor_id AND known.window_start = to_timestamp(window_ms / 1000)
), located AS MATERIALIZED (
  SELECT touched.sensor_id, touched.window_start, touched.roll_over_at, touched.unit_from_batch, reading.event_time, reading.value,
         CASE WHEN reading.batch_no < touched.unit_from_batch THEN touched.older_unit ELSE touched.unit_version END AS unit
  FROM touched CROSS JOIN LATERAL (
    SELECT silver.event_time, silver.value, silver.batch_no FROM andon.telemetry_silver AS silver
    WHERE silver.sensor_id = touched.sensor_id AND silver.event_time >= touched.window_start
      AND silver.event_time < touched.window_start + interval '1 minute' AND silver.quality <> 2
    OFFSET 0) AS reading
), step AS MATERIALIZED (
  SELECT *, CASE WHEN lag(unit) OVER in_time = unit THEN lag(value) OVER in_time END AS before,
         unit < max(unit) OVER (PARTITION BY sensor_id, window_start) AS is_older
  FROM located WINDOW in_time AS (PARTITION BY sensor_id, window_start ORDER BY event_time)
), fresh AS MATERIALIZED (
  SELECT sensor_id, window_start, (array_agg(value ORDER BY event_time))[1] AS first_value,
         (array_agg(value ORDER BY event_time DESC))[1] AS last_value,
         sum(CASE WHEN before IS NULL OR is_older THEN 0
               WHEN value >= before THEN value - before
               WHEN before <= roll_over_at AND before - value > roll_over_at / 2 THEN roll_over_at - before + value
               ELSE greatest(value, 0) END ORDER BY event_time) AS increase,
         (array_agg(unit ORDER BY event_time))[1] AS first_unit, (array_agg(unit ORDER BY event_time DESC))[1] AS last_unit, unit_from_batch
  FROM step GROUP BY sensor_id, window_start, unit_from_batch
), known AS MATERIALIZED (
  SELECT counted.* FROM touched JOIN andon.counter_minute AS counted USING (sensor_id, window_start)
), changed AS (
  INSERT INTO andon.counter_minute (sensor_id, window_start, first_value, last_value, increase, first_unit, last_unit, unit_from_batch)
  SELECT * FROM fresh ORDER BY sensor_id, window_start
  ON CONFLICT (sensor_id, window_start) DO UPDATE SET
    first_value = excluded.first_value, last_value = excluded.last_value, increase = excluded.increase,
    first_unit = excluded.first_unit, last_unit = excluded.last_unit, unit_from_batch = excluded.unit_from_batch
), follower AS (
  -- The step into the next window that the counter has changes with the last value of this one: that window is restated.
  SELECT fresh.sensor_id, (SELECT min(later.window_start) FROM andon.counter_minute AS later
                           WHERE later.sensor_id = fresh.sensor_id AND later.window_start > fresh.window_start) AS window_start
  FROM fresh LEFT JOIN known USING (sensor_id, window_start)
  WHERE (known.last_value, known.last_unit) IS DISTINCT FROM (fresh.last_value, fresh.last_unit)
), restated AS (
  SELECT sensor_id, window_start FROM follower
  WHERE NOT EXISTS (SELECT FROM touched WHERE touched.sensor_id = follower.sensor_id AND touched.window_start = follower.window_start)
  -- A batch has raised the revision of its own windows; a rebuild leaves a window alone that came out the same but for this.
  UNION
  SELECT fresh.sensor_id, fresh.window_start FROM fresh LEFT JOIN known USING (sensor_id, window_start)
  WHERE $4::boolean AND (known.first_value, known.last_value, known.increase, known.first_unit)
    IS DISTINCT FROM (fresh.first_value, fresh.last_value, fresh.increase, fresh.first_unit)
)
UPDATE andon.performance_1min AS gold SET revision = gold.revision + 1
FROM restated
WHERE gold.sensor_id = restated.sensor_id AND gold.window_start = restated.window_start
RETURNING gold.sensor_id, extract(epoch FROM gold.window_start)::float8 * 1000 AS window_ms
