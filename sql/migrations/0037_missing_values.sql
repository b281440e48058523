-- What a sensor's source writes where it has no value: numbers, texts, true or false. Null and [] are none.
ALTER TABLE andon.sensor ADD COLUMN missing_values jsonb
  CONSTRAINT missing_values_are_values CHECK (
    jsonb_typeof(missing_values) = 'array' AND jsonb_array_length(missing_values) <= 50
    AND NOT jsonb_path_exists(missing_values, 'strict $[*] ? (@.type() != "number" && @.type() != "string" && @.type() != "boolean")'));
COMMENT ON COLUMN andon.sensor.missing_values IS 'what the source writes where it has no value, such as [-9999, "null"]; in the sender''s unit';

DO $$ BEGIN
  EXECUTE 'CREATE OR REPLACE VIEW andon.effective_sensor AS SELECT known.*, stored.missing_values FROM ('
    || rtrim(pg_get_viewdef('andon.effective_sensor'), ';') || ') AS known JOIN andon.sensor AS stored USING (sensor_id)';
END $$;

CREATE OR REPLACE VIEW andon_analytics.sensor_definitions AS
  SELECT site_id, equipment_id, sensor_type, name, unit AS units, normal_min, normal_max, alarm_low, alarm_high,
         num_nonnulls(own_warning, own_critical, own_emergency, alarm_low, alarm_high) > 0 AS has_own_limits,
         effective_warning AS warning_limit, effective_critical AS critical_limit, effective_emergency AS emergency_limit,
         unit_source AS units_source, warning_source, critical_source, emergency_source, kind, roll_over_at, missing_values
  FROM andon.effective_sensor;
COMMENT ON COLUMN andon_analytics.sensor_definitions.missing_values IS 'what the source writes where it has no value, in the sender''s unit; null where nothing is declared';
