-- Which sensors somebody has registered, and which were made by a reading alone, by whose: for the limit of new ones an hour, and for who
-- looks for mistaken tags.
ALTER TABLE andon.equipment ADD COLUMN is_registered boolean NOT NULL DEFAULT true;
ALTER TABLE andon.sensor ADD COLUMN is_registered boolean NOT NULL DEFAULT true, ADD COLUMN added_by text;
COMMENT ON COLUMN andon.equipment.is_registered IS 'false: known by its readings only; true once somebody has said anything of it';
COMMENT ON COLUMN andon.sensor.is_registered IS 'false: known by its readings only; true once somebody has said anything of it';
COMMENT ON COLUMN andon.sensor.added_by IS 'of one that is known by its readings only: the id of the key or token that sent the first, empty where nobody had to prove anything';

-- Of what is there already, what says nothing but its names was made by readings, as far as anybody can tell.
UPDATE andon.sensor SET is_registered = false
WHERE num_nonnulls(name, unit, normal_min, normal_max, alarm_low, alarm_high, warning_limit, critical_limit, emergency_limit, roll_over_at, missing_values) = 0
  AND NOT (warning_limit_off OR critical_limit_off OR emergency_limit_off) AND kind = 'gauge' AND updated_at = created_at;
UPDATE andon.equipment SET is_registered = false
WHERE num_nonnulls(manufacturer, model, location, max_capacity, installation_date, last_maintenance_date, maintenance_interval_days) = 0
  AND criticality = 'Medium' AND is_active AND updated_at = created_at
  AND NOT EXISTS (SELECT FROM andon.sensor WHERE (sensor.site_id, sensor.equipment_id) = (equipment.site_id, equipment.equipment_id) AND sensor.is_registered);
CREATE INDEX sensor_unregistered ON andon.sensor (created_at, added_by) WHERE NOT is_registered;

CREATE FUNCTION andon.note_registration() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  NEW.is_registered := true;
  RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION andon.note_registration FROM PUBLIC;
CREATE TRIGGER registered BEFORE UPDATE OF equipment_type, manufacturer, model, location, criticality, max_capacity, installation_date,
    last_maintenance_date, maintenance_interval_days, is_active
  ON andon.equipment FOR EACH ROW EXECUTE FUNCTION andon.note_registration();
CREATE TRIGGER registered BEFORE UPDATE OF name, unit, normal_min, normal_max, alarm_low, alarm_high, warning_limit, critical_limit,
    emergency_limit, warning_limit_off, critical_limit_off, emergency_limit_off, kind, roll_over_at, missing_values
  ON andon.sensor FOR EACH ROW EXECUTE FUNCTION andon.note_registration();
