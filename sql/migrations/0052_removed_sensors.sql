-- Sensors that were a mistake are removed: hidden from every list and view. Their rows stay, since readings name them, and those go with
-- their retention. Who removed what is kept for ever.
ALTER TABLE andon.equipment ADD COLUMN removed_at timestamptz;
ALTER TABLE andon.sensor ADD COLUMN removed_at timestamptz;
COMMENT ON COLUMN andon.equipment.removed_at IS 'when the last of its sensors was removed; null once it is registered or a sensor of it speaks';
COMMENT ON COLUMN andon.sensor.removed_at IS 'when it was removed, which hides it; null once it is registered or speaks';
ALTER TABLE andon.sensor ADD COLUMN returned_at timestamptz;
COMMENT ON COLUMN andon.sensor.returned_at IS 'when a reading last brought it back after it was removed';
CREATE INDEX sensor_removed ON andon.sensor (sensor_id) WHERE removed_at IS NOT NULL;
CREATE TABLE andon.sensor_removal (
  removal_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  removed_at timestamptz NOT NULL DEFAULT now(),
  operator_id text NOT NULL,
  removed_through text NOT NULL CHECK (removed_through IN ('api', 'command')),
  credential_id text,
  reason text,
  filter jsonb,
  sensor_ids integer[] NOT NULL,
  sensors jsonb NOT NULL,
  equipment integer NOT NULL,
  recommendations integer NOT NULL
);
COMMENT ON TABLE andon.sensor_removal IS 'who removed sensors, when, why, by which filter, and which; kept for ever';
COMMENT ON COLUMN andon.sensor_removal.operator_id IS 'the operator; of a command the user of its machine';
COMMENT ON COLUMN andon.sensor_removal.credential_id IS 'the key or token; null for a command, and where nobody has to prove anything';
COMMENT ON COLUMN andon.sensor_removal.filter IS 'the conditions; null where the sensors were named one by one';
COMMENT ON COLUMN andon.sensor_removal.sensors IS 'the newest 100 of them, by name';
COMMENT ON COLUMN andon.sensor_removal.equipment IS 'how many machines were hidden with them';
COMMENT ON COLUMN andon.sensor_removal.recommendations IS 'how many pending or deferred recommendations expired with them';
CREATE TRIGGER sensor_removal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON andon.sensor_removal
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();
CREATE FUNCTION andon.on_sensors_removed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM andon.ring('andon_sensor_removal', '{}');
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION andon.on_sensors_removed() FROM PUBLIC;
CREATE TRIGGER sensors_removed AFTER INSERT ON andon.sensor_removal FOR EACH STATEMENT EXECUTE FUNCTION andon.on_sensors_removed();

CREATE OR REPLACE FUNCTION andon.note_registration() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  NEW.is_registered := true;
  NEW.removed_at := NULL;
  RETURN NEW;
END $$;

CREATE OR REPLACE VIEW andon.analyst_sensor AS
 SELECT sensor.sensor_id,
    sensor.site_id,
    sensor.equipment_id,
    equipment.equipment_type,
    sensor.sensor_type,
    COALESCE(sensor.unit, type.unit, seen.unit) AS units
   FROM (((andon.sensor sensor
     LEFT JOIN andon.equipment equipment USING (site_id, equipment_id))
     LEFT JOIN andon.sensor_type type ON ((type.sensor_type = lower(sensor.sensor_type))))
     LEFT JOIN andon.reading_unit seen ON ((seen.sensor_id = sensor.sensor_id)))
  WHERE sensor.removed_at IS NULL;
CREATE OR REPLACE VIEW andon_analytics.equipment_master AS
 SELECT equipment.site_id,
    equipment.equipment_id,
    equipment.equipment_type,
    equipment.manufacturer,
    equipment.model,
    equipment.location,
    equipment.criticality,
    equipment.max_capacity,
    equipment.installation_date,
    equipment.last_maintenance_date,
    equipment.maintenance_interval_days,
    equipment.is_active,
    equipment.created_at,
    equipment.updated_at
   FROM andon.equipment
  WHERE equipment.removed_at IS NULL;
CREATE OR REPLACE VIEW andon_analytics.sensor_definitions AS
 SELECT effective_sensor.site_id,
    effective_sensor.equipment_id,
    effective_sensor.sensor_type,
    effective_sensor.name,
    effective_sensor.unit AS units,
    effective_sensor.normal_min,
    effective_sensor.normal_max,
    effective_sensor.alarm_low,
    effective_sensor.alarm_high,
    (num_nonnulls(effective_sensor.own_warning, effective_sensor.own_critical, effective_sensor.own_emergency, effective_sensor.alarm_low, effective_sensor.alarm_high) > 0) AS has_own_limits,
    effective_sensor.effective_warning AS warning_limit,
    effective_sensor.effective_critical AS critical_limit,
    effective_sensor.effective_emergency AS emergency_limit,
    effective_sensor.unit_source AS units_source,
    effective_sensor.warning_source,
    effective_sensor.critical_source,
    effective_sensor.emergency_source,
    effective_sensor.kind,
    effective_sensor.roll_over_at,
    effective_sensor.missing_values
   FROM andon.effective_sensor
  WHERE NOT EXISTS (SELECT FROM andon.sensor AS removed WHERE removed.sensor_id = effective_sensor.sensor_id AND removed.removed_at IS NOT NULL);
CREATE OR REPLACE VIEW public.sensor_data AS
 SELECT sensor.equipment_id,
    sensor.sensor_type,
    bronze.value_number AS sensor_value,
    bronze.units,
    bronze.event_time AS "timestamp",
    sensor.site_id,
    (ARRAY['good'::text, 'uncertain'::text, 'bad'::text])[(bronze.quality + 1)] AS quality,
    bronze.event_id
   FROM (andon.telemetry_bronze bronze
     JOIN andon.sensor sensor USING (sensor_id))
  WHERE (sensor.removed_at IS NULL)
UNION ALL
 SELECT sql_inbox.equipment_id,
    sql_inbox.sensor_type,
    sql_inbox.sensor_value,
    sql_inbox.units,
    sql_inbox."timestamp",
    sql_inbox.site_id,
    sql_inbox.quality,
    sql_inbox.event_id
   FROM andon.sql_inbox;
