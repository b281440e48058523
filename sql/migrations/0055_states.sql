-- Sensors that show states rather than measure: running or stopped, the position of a valve, a mode. Their values are names.
ALTER TABLE andon.sensor DROP CONSTRAINT kind_known;
ALTER TABLE andon.sensor
  ADD CONSTRAINT kind_known CHECK (kind IN ('gauge', 'counter', 'state')),
  ADD COLUMN allowed_states jsonb CONSTRAINT allowed_states_are_values CHECK (
    jsonb_typeof(allowed_states) = 'array' AND jsonb_array_length(allowed_states) <= 64
    AND NOT jsonb_path_exists(allowed_states, 'strict $[*] ? (@.type() != "number" && @.type() != "string" && @.type() != "boolean")'));
COMMENT ON COLUMN andon.sensor.kind IS 'gauge; counter: a value that rises, and begins anew when the meter is exchanged; state: the name of a state';
COMMENT ON COLUMN andon.sensor.allowed_states IS 'of a state, those that it may show, such as ["RUN", "STOP"]; null and [] where any may come';

DROP TRIGGER registered ON andon.sensor;
CREATE TRIGGER registered BEFORE UPDATE OF name, unit, normal_min, normal_max, alarm_low, alarm_high, warning_limit, critical_limit,
    emergency_limit, warning_limit_off, critical_limit_off, emergency_limit_off, kind, roll_over_at, missing_values, allowed_states
  ON andon.sensor FOR EACH ROW EXECUTE FUNCTION andon.note_registration();

ALTER TABLE andon.detector_memory ADD COLUMN states jsonb;
COMMENT ON COLUMN andon.detector_memory.states IS
  'of a sensor that shows states: which there are, how long each lasted, which follows which, and how often it changes; null for others';

DO $$ BEGIN
  EXECUTE 'CREATE OR REPLACE VIEW andon.effective_sensor AS SELECT known.*, stored.allowed_states FROM ('
    || rtrim(pg_get_viewdef('andon.effective_sensor'), ';') || ') AS known JOIN andon.sensor AS stored USING (sensor_id)';
END $$;

CREATE OR REPLACE VIEW andon_analytics.sensor_definitions AS
  SELECT site_id, equipment_id, sensor_type, name, unit AS units, normal_min, normal_max, alarm_low, alarm_high,
         num_nonnulls(own_warning, own_critical, own_emergency, alarm_low, alarm_high) > 0 AS has_own_limits,
         effective_warning AS warning_limit, effective_critical AS critical_limit, effective_emergency AS emergency_limit,
         unit_source AS units_source, warning_source, critical_source, emergency_source, kind, roll_over_at, missing_values, allowed_states
  FROM andon.effective_sensor
  WHERE NOT EXISTS (SELECT FROM andon.sensor AS removed WHERE removed.sensor_id = effective_sensor.sensor_id AND removed.removed_at IS NOT NULL);
COMMENT ON COLUMN andon_analytics.sensor_definitions.kind IS
  'gauge; counter: a value that rises, whose windows have an increase; state: the name of a state, running or stopped, a mode';
COMMENT ON COLUMN andon_analytics.sensor_definitions.allowed_states IS 'of a state, those that it may show; null or empty where any may come';
