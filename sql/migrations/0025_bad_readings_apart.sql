-- Statistics are of GOOD and UNCERTAIN readings. How many BAD ones came in beside them is counted here, by minute and not in the
-- windows, so that a minute with BAD readings only has no window, and a sensor without any pays nothing.
CREATE TABLE andon.bad_minute (
  sensor_id integer NOT NULL,
  window_start timestamptz NOT NULL,
  bad_count integer NOT NULL,
  PRIMARY KEY (sensor_id, window_start)
) WITH (fillfactor = 70);

CREATE OR REPLACE VIEW andon_analytics.equipment_performance_1min AS
  SELECT sensor.site_id, sensor.equipment_id, sensor.equipment_type, sensor.sensor_type, gold.window_start,
         gold.window_start + interval '1 minute' AS window_end, gold.mean + gold.mean_low AS avg_value, gold.min_value, gold.max_value,
         CASE WHEN gold.reading_count < 2 THEN 0 ELSE sqrt(gold.m2 / (gold.reading_count - 1)) END AS stddev_value,
         sensor.units, gold.reading_count::bigint AS reading_count, gold.m2, gold.revision::bigint AS revision,
         coalesce(gold.window_start + interval '1 minute' + (SELECT watermark FROM andon.setting) <= newest.event_time, false)
           AS is_final,
         coalesce((SELECT sum(bad.bad_count) FROM andon.bad_minute AS bad
                   WHERE bad.sensor_id = gold.sensor_id AND bad.window_start = gold.window_start), 0)::bigint AS bad_count
  FROM andon.performance_1min AS gold JOIN andon.analyst_sensor AS sensor USING (sensor_id)
  -- Final is a matter of the equipment's newest reading. An aggregate without groups has one row, so the planner drops it where nobody asks.
  LEFT JOIN LATERAL (
    SELECT max(status.event_time) AS event_time FROM andon.sensor AS other JOIN andon.current_status AS status USING (sensor_id)
    WHERE other.site_id = sensor.site_id AND other.equipment_id = sensor.equipment_id
  ) AS newest ON true;

CREATE OR REPLACE VIEW andon_analytics.equipment_performance_1hour AS
  SELECT sensor.site_id, sensor.equipment_id, sensor.equipment_type, sensor.sensor_type, hour.window_start,
         hour.window_start + interval '1 hour' AS window_end, merged.avg_value, merged.min_value, merged.max_value,
         CASE WHEN merged.reading_count < 2 THEN 0 ELSE sqrt(merged.m2 / (merged.reading_count - 1)) END AS stddev_value,
         sensor.units, merged.reading_count, merged.m2, merged.revision,
         coalesce(hour.window_start + interval '1 hour' + (SELECT watermark FROM andon.setting) <= newest.event_time, false)
           AS is_final,
         coalesce((SELECT sum(bad.bad_count) FROM andon.bad_minute AS bad
                   WHERE bad.sensor_id = sensor.sensor_id AND bad.window_start >= hour.window_start
                     AND bad.window_start < hour.window_start + interval '1 hour'), 0)::bigint AS bad_count
  FROM andon.analyst_sensor AS sensor
  CROSS JOIN andon.gold_month
  CROSS JOIN LATERAL generate_series(month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC' - interval '1 hour',
                                     interval '1 hour') AS hour(window_start)
  CROSS JOIN LATERAL (
    SELECT min(minute.pivot) + min(minute.merged_shift) AS avg_value, min(minute.min_value) AS min_value,
           max(minute.max_value) AS max_value, sum(minute.reading_count)::bigint AS reading_count, sum(minute.revision)::bigint AS revision,
           sum(minute.m2) + sum(minute.reading_count * (minute.shift - minute.merged_shift) * (minute.shift - minute.merged_shift)) AS m2
    FROM (
      SELECT *, sum(reading_count * shift) OVER () / sum(reading_count) OVER () AS merged_shift
      FROM (
        SELECT gold.reading_count, gold.m2, gold.min_value, gold.max_value, gold.revision, first_value(gold.mean) OVER in_time AS pivot,
               gold.mean - first_value(gold.mean) OVER in_time + gold.mean_low AS shift
        FROM andon.performance_1min AS gold
        WHERE gold.sensor_id = sensor.sensor_id AND gold.window_start >= hour.window_start
          AND gold.window_start < hour.window_start + interval '1 hour'
        WINDOW in_time AS (ORDER BY gold.window_start)
      ) AS shifted
    ) AS minute
    HAVING count(*) > 0
  ) AS merged
  LEFT JOIN LATERAL (
    SELECT max(status.event_time) AS event_time FROM andon.sensor AS other JOIN andon.current_status AS status USING (sensor_id)
    WHERE other.site_id = sensor.site_id AND other.equipment_id = sensor.equipment_id
  ) AS newest ON true;

CREATE OR REPLACE VIEW andon_analytics.equipment_performance_1day AS
  SELECT sensor.site_id, sensor.equipment_id, sensor.equipment_type, sensor.sensor_type, day.window_start,
         day.window_start + interval '24 hours' AS window_end, merged.avg_value, merged.min_value, merged.max_value,
         CASE WHEN merged.reading_count < 2 THEN 0 ELSE sqrt(merged.m2 / (merged.reading_count - 1)) END AS stddev_value,
         sensor.units, merged.reading_count, merged.m2, merged.revision,
         coalesce(day.window_start + interval '24 hours' + (SELECT watermark FROM andon.setting) <= newest.event_time, false)
           AS is_final,
         coalesce((SELECT sum(bad.bad_count) FROM andon.bad_minute AS bad
                   WHERE bad.sensor_id = sensor.sensor_id AND bad.window_start >= day.window_start
                     AND bad.window_start < day.window_start + interval '24 hours'), 0)::bigint AS bad_count
  FROM andon.analyst_sensor AS sensor
  CROSS JOIN andon.gold_month
  -- 24 hours: a day by name would be 23 or 25 of them where the session's zone changes its clocks.
  CROSS JOIN LATERAL generate_series(month AT TIME ZONE 'UTC', (month + interval '1 month') AT TIME ZONE 'UTC' - interval '24 hours',
                                     interval '24 hours') AS day(window_start)
  CROSS JOIN LATERAL (
    SELECT min(minute.pivot) + min(minute.merged_shift) AS avg_value, min(minute.min_value) AS min_value,
           max(minute.max_value) AS max_value, sum(minute.reading_count)::bigint AS reading_count, sum(minute.revision)::bigint AS revision,
           sum(minute.m2) + sum(minute.reading_count * (minute.shift - minute.merged_shift) * (minute.shift - minute.merged_shift)) AS m2
    FROM (
      SELECT *, sum(reading_count * shift) OVER () / sum(reading_count) OVER () AS merged_shift
      FROM (
        SELECT gold.reading_count, gold.m2, gold.min_value, gold.max_value, gold.revision, first_value(gold.mean) OVER in_time AS pivot,
               gold.mean - first_value(gold.mean) OVER in_time + gold.mean_low AS shift
        FROM andon.performance_1min AS gold
        WHERE gold.sensor_id = sensor.sensor_id AND gold.window_start >= day.window_start
          AND gold.window_start < day.window_start + interval '24 hours'
        WINDOW in_time AS (ORDER BY gold.window_start)
      ) AS shifted
    ) AS minute
    HAVING count(*) > 0
  ) AS merged
  LEFT JOIN LATERAL (
    SELECT max(status.event_time) AS event_time FROM andon.sensor AS other JOIN andon.current_status AS status USING (sensor_id)
    WHERE other.site_id = sensor.site_id AND other.equipment_id = sensor.equipment_id
  ) AS newest ON true;

DO $$
DECLARE
  performance text;
BEGIN
  FOREACH performance IN ARRAY ARRAY['equipment_performance_1min', 'equipment_performance_1hour', 'equipment_performance_1day'] LOOP
    EXECUTE format('COMMENT ON COLUMN andon_analytics.%I.reading_count IS %L', performance,
                   'readings of quality good and uncertain in the window, at least 1: those that the statistics are of');
    EXECUTE format('COMMENT ON COLUMN andon_analytics.%I.bad_count IS %L', performance,
                   'readings of quality bad in the window''s time; they are in no statistic, and a time with such readings only has no row');
  END LOOP;
END $$;
