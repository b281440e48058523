-- Of some sensors not the value is of interest but by how much it rises: meters of energy and volume, counters of pieces and hours.
ALTER TABLE andon.sensor
  ADD COLUMN kind text NOT NULL DEFAULT 'gauge' CONSTRAINT kind_known CHECK (kind IN ('gauge', 'counter')),
  ADD COLUMN roll_over_at double precision CONSTRAINT roll_over_at_positive CHECK (roll_over_at > 0 AND roll_over_at < 'Infinity');
COMMENT ON COLUMN andon.sensor.kind IS 'gauge, or counter: a value that rises, and begins anew when the meter is exchanged';
COMMENT ON COLUMN andon.sensor.roll_over_at IS 'of a counter, where it starts at 0 again, such as 65536 for one of 16 bits; in the sensor''s unit';

-- What stands beside the windows of counters: their first and last reading by event time, and what it rose between them. Always made
-- anew from silver, so that a late reading comes out as if it had come in time. The step from the minute before is added when read.
CREATE TABLE andon.counter_minute (
  sensor_id integer NOT NULL,
  window_start timestamptz NOT NULL,
  first_value double precision NOT NULL,
  last_value double precision NOT NULL,
  increase double precision NOT NULL,
  PRIMARY KEY (sensor_id, window_start)
) WITH (fillfactor = 70);

DO $$ BEGIN
  EXECUTE 'CREATE OR REPLACE VIEW andon.effective_sensor AS SELECT known.*, stored.kind, stored.roll_over_at FROM ('
    || rtrim(pg_get_viewdef('andon.effective_sensor'), ';') || ') AS known JOIN andon.sensor AS stored USING (sensor_id)';
END $$;

CREATE OR REPLACE VIEW andon_analytics.sensor_definitions AS
  SELECT site_id, equipment_id, sensor_type, name, unit AS units, normal_min, normal_max, alarm_low, alarm_high,
         num_nonnulls(own_warning, own_critical, own_emergency, alarm_low, alarm_high) > 0 AS has_own_limits,
         effective_warning AS warning_limit, effective_critical AS critical_limit, effective_emergency AS emergency_limit,
         unit_source AS units_source, warning_source, critical_source, emergency_source, kind, roll_over_at
  FROM andon.effective_sensor;
COMMENT ON COLUMN andon_analytics.sensor_definitions.kind IS 'gauge, or counter: a value that rises, whose windows have an increase';
COMMENT ON COLUMN andon_analytics.sensor_definitions.roll_over_at IS 'of a counter, where it starts at 0 again, in units; null where it never does';

CREATE OR REPLACE VIEW andon_analytics.equipment_performance_1min AS
  SELECT sensor.site_id, sensor.equipment_id, sensor.equipment_type, sensor.sensor_type, gold.window_start,
         gold.window_start + interval '1 minute' AS window_end, gold.mean + gold.mean_low AS avg_value, gold.min_value, gold.max_value,
         CASE WHEN gold.reading_count < 2 THEN 0 ELSE sqrt(gold.m2 / (gold.reading_count - 1)) END AS stddev_value,
         sensor.units, gold.reading_count::bigint AS reading_count, gold.m2, gold.revision::bigint AS revision,
         coalesce(gold.window_start + interval '1 minute' + (SELECT watermark FROM andon.setting) <= newest.event_time, false)
           AS is_final,
         coalesce((SELECT sum(bad.bad_count) FROM andon.bad_minute AS bad
                   WHERE bad.sensor_id = gold.sensor_id AND bad.window_start = gold.window_start), 0)::bigint AS bad_count,
         (SELECT CASE WHEN counter.kind = 'counter' THEN (
            SELECT sum(counted.increase + CASE WHEN counted.before IS NULL THEN 0
                WHEN counted.first_value >= counted.before THEN counted.first_value - counted.before
                WHEN counted.before <= counter.roll_over_at AND counted.before - counted.first_value > counter.roll_over_at / 2
                  THEN counter.roll_over_at - counted.before + counted.first_value
                ELSE greatest(counted.first_value, 0) END)
            FROM (
              SELECT minute.increase, minute.first_value, coalesce(lag(minute.last_value) OVER (ORDER BY minute.window_start),
                (SELECT earlier.last_value FROM andon.counter_minute AS earlier
                 WHERE earlier.sensor_id = gold.sensor_id AND earlier.window_start < gold.window_start
                 ORDER BY earlier.window_start DESC LIMIT 1)) AS before
              FROM andon.counter_minute AS minute
              WHERE minute.sensor_id = gold.sensor_id AND minute.window_start >= gold.window_start
                AND minute.window_start < gold.window_start + interval '1 minute'
            ) AS counted) END
          FROM andon.sensor AS counter WHERE counter.sensor_id = gold.sensor_id) AS increase
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
                     AND bad.window_start < hour.window_start + interval '1 hour'), 0)::bigint AS bad_count,
         (SELECT CASE WHEN counter.kind = 'counter' THEN (
            SELECT sum(counted.increase + CASE WHEN counted.before IS NULL THEN 0
                WHEN counted.first_value >= counted.before THEN counted.first_value - counted.before
                WHEN counted.before <= counter.roll_over_at AND counted.before - counted.first_value > counter.roll_over_at / 2
                  THEN counter.roll_over_at - counted.before + counted.first_value
                ELSE greatest(counted.first_value, 0) END)
            FROM (
              SELECT minute.increase, minute.first_value, coalesce(lag(minute.last_value) OVER (ORDER BY minute.window_start),
                (SELECT earlier.last_value FROM andon.counter_minute AS earlier
                 WHERE earlier.sensor_id = sensor.sensor_id AND earlier.window_start < hour.window_start
                 ORDER BY earlier.window_start DESC LIMIT 1)) AS before
              FROM andon.counter_minute AS minute
              WHERE minute.sensor_id = sensor.sensor_id AND minute.window_start >= hour.window_start
                AND minute.window_start < hour.window_start + interval '1 hour'
            ) AS counted) END
          FROM andon.sensor AS counter WHERE counter.sensor_id = sensor.sensor_id) AS increase
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
                     AND bad.window_start < day.window_start + interval '24 hours'), 0)::bigint AS bad_count,
         (SELECT CASE WHEN counter.kind = 'counter' THEN (
            SELECT sum(counted.increase + CASE WHEN counted.before IS NULL THEN 0
                WHEN counted.first_value >= counted.before THEN counted.first_value - counted.before
                WHEN counted.before <= counter.roll_over_at AND counted.before - counted.first_value > counter.roll_over_at / 2
                  THEN counter.roll_over_at - counted.before + counted.first_value
                ELSE greatest(counted.first_value, 0) END)
            FROM (
              SELECT minute.increase, minute.first_value, coalesce(lag(minute.last_value) OVER (ORDER BY minute.window_start),
                (SELECT earlier.last_value FROM andon.counter_minute AS earlier
                 WHERE earlier.sensor_id = sensor.sensor_id AND earlier.window_start < day.window_start
                 ORDER BY earlier.window_start DESC LIMIT 1)) AS before
              FROM andon.counter_minute AS minute
              WHERE minute.sensor_id = sensor.sensor_id AND minute.window_start >= day.window_start
                AND minute.window_start < day.window_start + interval '24 hours'
            ) AS counted) END
          FROM andon.sensor AS counter WHERE counter.sensor_id = sensor.sensor_id) AS increase
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
    EXECUTE format('COMMENT ON COLUMN andon_analytics.%I.increase IS %L', performance,
                   'of a counter, how much it rose since the last reading before the window, resets and roll-overs handled; null for gauges');
  END LOOP;
END $$;
