-- What analysts and BI tools may read, under names that stay: views in a schema of their own, owned by the server's role, so that a
-- reader needs rights on them alone. Only built-in functions stand in them, since a view's functions run with the reader's rights.
CREATE SCHEMA andon_analytics;
COMMENT ON SCHEMA andon_analytics IS 'Views for analysts and BI tools; read-only, names and columns stay. Times are timestamptz, windows are UTC.';

-- The watermark is part of what `is_final` means; a server writes its configuration here when it starts.
ALTER TABLE andon.setting ADD COLUMN watermark interval NOT NULL DEFAULT interval '30 seconds';

-- One sensor with the words that analysts ask by. Outer joins on whole keys: the planner leaves out those whose columns nobody selects.
CREATE VIEW andon.analyst_sensor AS
  SELECT sensor.sensor_id, sensor.site_id, sensor.equipment_id, equipment.equipment_type, sensor.sensor_type,
         coalesce(sensor.unit, type.unit) AS units
  FROM andon.sensor AS sensor
  LEFT JOIN andon.equipment AS equipment USING (site_id, equipment_id)
  LEFT JOIN andon.sensor_type AS type ON type.sensor_type = lower(sensor.sensor_type);

CREATE VIEW andon_analytics.ot_telemetry_bronze AS
  SELECT sensor.site_id, sensor.equipment_id, sensor.sensor_type, bronze.event_time, bronze.value_number AS sensor_value,
         bronze.value_boolean, bronze.value_text, bronze.units,
         (ARRAY['good', 'uncertain', 'bad'])[bronze.quality + 1] AS quality, bronze.event_id, bronze.extra AS attributes
  FROM andon.telemetry_bronze AS bronze JOIN andon.analyst_sensor AS sensor USING (sensor_id);
COMMENT ON VIEW andon_analytics.ot_telemetry_bronze IS 'Every accepted reading as it was received, kept for the retention of bronze (30 days unless configured). One row a site, equipment, sensor type and event time.';
COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.site_id IS 'the site; default where there is only one';
COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.equipment_id IS 'the equipment, unique within its site';
COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.sensor_type IS 'what is measured, such as temperature; with site and equipment it names one sensor';
COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.event_time IS 'when it was measured, to the millisecond';
COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.sensor_value IS 'the value of a numeric reading as sent, in units; null for text and boolean ones';
COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.value_boolean IS 'the value of a boolean reading';
COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.value_text IS 'the value of a text reading, such as the state of a cycle';
COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.units IS 'unit as sent; null where the sender gave none';
COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.quality IS 'good, uncertain or bad, as the sender judged it';
COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.event_id IS 'the sender''s own id of the reading; null where it gave none';
COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.attributes IS 'JSON object of what the other columns do not hold: tag path as sent, further fields; null when there is nothing';

CREATE VIEW andon_analytics.ot_sensors_normalized AS
  SELECT sensor.site_id, sensor.equipment_id, sensor.equipment_type, sensor.sensor_type, silver.event_time,
         silver.value AS sensor_value, sensor.units, (ARRAY['good', 'uncertain', 'bad'])[silver.quality + 1] AS quality,
         silver.flags & 1 <> 0 AS is_out_of_range, silver.flags & 4 <> 0 AS is_late, batch.received_at
  FROM andon.telemetry_silver AS silver JOIN andon.analyst_sensor AS sensor USING (sensor_id)
  LEFT JOIN andon.bronze_batch AS batch USING (batch_no);
COMMENT ON VIEW andon_analytics.ot_sensors_normalized IS 'Numeric readings that passed the expectations, converted to the sensor''s unit, kept for the retention of silver. One row a site, equipment, sensor type and event time.';
COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.site_id IS 'the site; default where there is only one';
COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.equipment_id IS 'the equipment, unique within its site';
COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.equipment_type IS 'from the equipment master, such as haul truck; unknown where nobody has said';
COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.sensor_type IS 'what is measured; with site and equipment it names one sensor';
COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.event_time IS 'when it was measured, to the millisecond';
COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.sensor_value IS 'in units';
COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.units IS 'the sensor''s unit now, its own or that of its type; null where neither has one, then values are as sent';
COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.quality IS 'good, uncertain or bad, as the sender judged it';
COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.is_out_of_range IS 'true outside of -1,000 to 10,000: taken, but doubtful';
COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.is_late IS 'true when it arrived more than an hour after it was measured';
COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.received_at IS 'when the server took it; null once the log of batches is past its retention';

CREATE VIEW andon_analytics.equipment_performance_1min AS
  SELECT sensor.site_id, sensor.equipment_id, sensor.equipment_type, sensor.sensor_type, gold.window_start,
         gold.window_start + interval '1 minute' AS window_end, gold.mean + gold.mean_low AS avg_value, gold.min_value, gold.max_value,
         CASE WHEN gold.reading_count < 2 THEN 0 ELSE sqrt(gold.m2 / (gold.reading_count - 1)) END AS stddev_value,
         sensor.units, gold.reading_count::bigint AS reading_count, gold.m2, gold.revision::bigint AS revision,
         coalesce(gold.window_start + interval '1 minute' + (SELECT watermark FROM andon.setting) <= newest.event_time, false)
           AS is_final
  FROM andon.performance_1min AS gold JOIN andon.analyst_sensor AS sensor USING (sensor_id)
  -- Final is a matter of the equipment's newest reading. An aggregate without groups has one row, so the planner drops it where nobody asks.
  LEFT JOIN LATERAL (
    SELECT max(status.event_time) AS event_time FROM andon.sensor AS other JOIN andon.current_status AS status USING (sensor_id)
    WHERE other.site_id = sensor.site_id AND other.equipment_id = sensor.equipment_id
  ) AS newest ON true;
COMMENT ON VIEW andon_analytics.equipment_performance_1min IS 'Statistics of one sensor over one minute of event time, kept for ever. Late readings correct the minute they belong to. Minutes without a reading have no row.';

-- The months that gold has partitions for, by their names, which src/db/day-partitions.ts gives.
CREATE VIEW andon.gold_month AS
  SELECT to_date(right(child.relname, 6), 'YYYYMM')::timestamp AS month
  FROM pg_catalog.pg_inherits JOIN pg_catalog.pg_class AS child ON child.oid = inhrelid
  WHERE inhparent = 'andon.performance_1min'::regclass AND child.relname ~ '^performance_1min_\d{6}$';

-- Hours and days are merged from the minutes, exactly, as differences from the first of their means, so that nothing is lost where the
-- spread is small beside the value: the mean of the whole first, then M2 = Σ m2 + Σ n (mean − mean of the whole)².
-- Grouping all minutes by their hour would read all of them whatever span is asked for, because a condition on the hour says nothing
-- about partitions and indexes of the minutes. So the hours come first, as a list which the condition shortens, and each of them
-- fetches its minutes through the index of the one partition that has them.
CREATE VIEW andon_analytics.equipment_performance_1hour AS
  SELECT sensor.site_id, sensor.equipment_id, sensor.equipment_type, sensor.sensor_type, hour.window_start,
         hour.window_start + interval '1 hour' AS window_end, merged.avg_value, merged.min_value, merged.max_value,
         CASE WHEN merged.reading_count < 2 THEN 0 ELSE sqrt(merged.m2 / (merged.reading_count - 1)) END AS stddev_value,
         sensor.units, merged.reading_count, merged.m2, merged.revision,
         coalesce(hour.window_start + interval '1 hour' + (SELECT watermark FROM andon.setting) <= newest.event_time, false)
           AS is_final
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
COMMENT ON VIEW andon_analytics.equipment_performance_1hour IS 'Statistics of one sensor over one hour (UTC) of event time, merged exactly from its minutes. Hours without a reading have no row.';

CREATE VIEW andon_analytics.equipment_performance_1day AS
  SELECT sensor.site_id, sensor.equipment_id, sensor.equipment_type, sensor.sensor_type, day.window_start,
         day.window_start + interval '24 hours' AS window_end, merged.avg_value, merged.min_value, merged.max_value,
         CASE WHEN merged.reading_count < 2 THEN 0 ELSE sqrt(merged.m2 / (merged.reading_count - 1)) END AS stddev_value,
         sensor.units, merged.reading_count, merged.m2, merged.revision,
         coalesce(day.window_start + interval '24 hours' + (SELECT watermark FROM andon.setting) <= newest.event_time, false)
           AS is_final
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
COMMENT ON VIEW andon_analytics.equipment_performance_1day IS 'Statistics of one sensor over one day (UTC) of event time, merged exactly from its minutes. Days without a reading have no row.';

-- The three have the same columns with the same meaning.
DO $$
DECLARE
  performance text;
  col text;
  meaning text;
BEGIN
  FOREACH performance IN ARRAY ARRAY['equipment_performance_1min', 'equipment_performance_1hour', 'equipment_performance_1day'] LOOP
    FOR col, meaning IN VALUES
      ('site_id', 'the site; default where there is only one'),
      ('equipment_id', 'the equipment, unique within its site'),
      ('equipment_type', 'from the equipment master, such as haul truck; unknown where nobody has said'),
      ('sensor_type', 'what is measured; with site and equipment it names one sensor'),
      ('window_start', 'first instant of the window, inclusive'),
      ('window_end', 'end of the window, exclusive'),
      ('avg_value', 'mean of the readings, in units'),
      ('min_value', 'smallest reading, in units'),
      ('max_value', 'largest reading, in units'),
      ('stddev_value', 'sample standard deviation (n - 1), in units; 0 for a single reading'),
      ('units', 'the sensor''s unit now, its own or that of its type; null where neither has one'),
      ('reading_count', 'readings in the window, at least 1'),
      ('m2', 'sum of squared differences from the mean, in units squared: what merging windows exactly needs'),
      ('revision', 'grows each time readings are added'),
      ('is_final', 'true once the newest reading of the equipment is the watermark (30 s unless configured) past the window''s end; later readings still correct it')
    LOOP
      EXECUTE format('COMMENT ON COLUMN andon_analytics.%I.%I IS %L', performance, col, meaning);
    END LOOP;
  END LOOP;
END $$;

CREATE VIEW andon_analytics.equipment_current_status AS
  SELECT sensor.site_id, sensor.equipment_id, sensor.equipment_type, sensor.sensor_type, status.value_number AS sensor_value,
         status.value_boolean, status.value_text, status.units,
         (ARRAY['good', 'uncertain', 'bad'])[status.quality + 1] AS quality, status.event_time AS last_updated, status.received_at,
         extract(epoch FROM statement_timestamp() - status.event_time)::double precision AS age_seconds,
         CASE WHEN statement_timestamp() - status.event_time > interval '300 seconds' THEN 'STALE'
              WHEN statement_timestamp() - status.event_time > interval '60 seconds' THEN 'WARNING'
              ELSE 'CURRENT' END AS staleness
  FROM andon.current_status AS status JOIN andon.analyst_sensor AS sensor USING (sensor_id);
COMMENT ON VIEW andon_analytics.equipment_current_status IS 'The latest reading of each sensor by event time, of whatever type its value is.';
COMMENT ON COLUMN andon_analytics.equipment_current_status.site_id IS 'the site; default where there is only one';
COMMENT ON COLUMN andon_analytics.equipment_current_status.equipment_id IS 'the equipment, unique within its site';
COMMENT ON COLUMN andon_analytics.equipment_current_status.equipment_type IS 'from the equipment master; unknown where nobody has said';
COMMENT ON COLUMN andon_analytics.equipment_current_status.sensor_type IS 'what is measured; with site and equipment it names one sensor';
COMMENT ON COLUMN andon_analytics.equipment_current_status.sensor_value IS 'a numeric value as sent, in units; null for text and boolean ones';
COMMENT ON COLUMN andon_analytics.equipment_current_status.value_boolean IS 'a boolean value';
COMMENT ON COLUMN andon_analytics.equipment_current_status.value_text IS 'a text value';
COMMENT ON COLUMN andon_analytics.equipment_current_status.units IS 'unit as sent; null where the sender gave none';
COMMENT ON COLUMN andon_analytics.equipment_current_status.quality IS 'good, uncertain or bad, as the sender judged it';
COMMENT ON COLUMN andon_analytics.equipment_current_status.last_updated IS 'when the value was measured';
COMMENT ON COLUMN andon_analytics.equipment_current_status.received_at IS 'when the server took it';
COMMENT ON COLUMN andon_analytics.equipment_current_status.age_seconds IS 'seconds since it was measured, by the database''s clock; negative if the sender''s clock is ahead';
COMMENT ON COLUMN andon_analytics.equipment_current_status.staleness IS 'CURRENT up to 60 s of age, WARNING up to 300 s, STALE beyond';
