-- A reading without a value (quality BAD) leaves the last value in the status, which then is older than the reading.
ALTER TABLE andon.current_status ADD COLUMN value_time timestamptz;
COMMENT ON COLUMN andon.current_status.event_time IS 'of the newest reading, with a value or without';
COMMENT ON COLUMN andon.current_status.value_time IS 'when the value was measured; null: at event_time; -infinity: there has been none yet';

CREATE OR REPLACE VIEW andon_analytics.equipment_current_status AS
  SELECT sensor.site_id, sensor.equipment_id, sensor.equipment_type, sensor.sensor_type, status.value_number AS sensor_value,
         status.value_boolean, status.value_text, status.units,
         (ARRAY['good', 'uncertain', 'bad'])[status.quality + 1] AS quality,
         coalesce(nullif(status.value_time, '-infinity'), status.event_time) AS last_updated, status.received_at,
         extract(epoch FROM statement_timestamp() - coalesce(nullif(status.value_time, '-infinity'), status.event_time))::double precision AS age_seconds,
         CASE WHEN statement_timestamp() - coalesce(nullif(status.value_time, '-infinity'), status.event_time) > interval '300 seconds' THEN 'STALE'
              WHEN statement_timestamp() - coalesce(nullif(status.value_time, '-infinity'), status.event_time) > interval '60 seconds' THEN 'WARNING'
              ELSE 'CURRENT' END AS staleness,
         status.event_time AS last_reported
  FROM andon.current_status AS status JOIN andon.analyst_sensor AS sensor USING (sensor_id);
COMMENT ON VIEW andon_analytics.equipment_current_status IS 'The latest value of each sensor by event time, of whatever type it is, and the quality of its latest reading.';
COMMENT ON COLUMN andon_analytics.equipment_current_status.last_updated IS 'when the value was measured; of a sensor that has told no value yet, when it last reported';
COMMENT ON COLUMN andon_analytics.equipment_current_status.received_at IS 'when the server took the latest reading';
COMMENT ON COLUMN andon_analytics.equipment_current_status.last_reported IS 'event time of the latest reading; later than last_updated where that one says, by quality bad, that there is no value';
COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.quality IS 'good, uncertain or bad, as the sender judged it; a reading without any value is bad';
