-- Screens are told at once of equipment that is taken out of service or put back; whoever misses the signal sees the version.
CREATE FUNCTION andon.on_equipment_service_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM andon.ring('andon_equipment', '{}');
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION andon.on_equipment_service_changed FROM PUBLIC;
CREATE TRIGGER equipment_service_changed AFTER UPDATE OF is_active ON andon.equipment
  FOR EACH ROW WHEN (OLD.is_active IS DISTINCT FROM NEW.is_active) EXECUTE FUNCTION andon.on_equipment_service_changed();

CREATE OR REPLACE VIEW andon_analytics.equipment_current_status AS
  SELECT sensor.site_id, sensor.equipment_id, sensor.equipment_type, sensor.sensor_type, status.value_number AS sensor_value,
         status.value_boolean, status.value_text, status.units,
         (ARRAY['good', 'uncertain', 'bad'])[status.quality + 1] AS quality,
         coalesce(nullif(status.value_time, '-infinity'), status.event_time) AS last_updated, status.received_at,
         extract(epoch FROM statement_timestamp() - coalesce(nullif(status.value_time, '-infinity'), status.event_time))::double precision AS age_seconds,
         CASE WHEN statement_timestamp() - coalesce(nullif(status.value_time, '-infinity'), status.event_time) > interval '300 seconds' THEN 'STALE'
              WHEN statement_timestamp() - coalesce(nullif(status.value_time, '-infinity'), status.event_time) > interval '60 seconds' THEN 'WARNING'
              ELSE 'CURRENT' END AS staleness,
         status.event_time AS last_reported,
         (SELECT is_active FROM andon.equipment AS equipment
          WHERE equipment.site_id = sensor.site_id AND equipment.equipment_id = sensor.equipment_id) AS is_active
  FROM andon.current_status AS status JOIN andon.analyst_sensor AS sensor USING (sensor_id);
COMMENT ON COLUMN andon_analytics.equipment_current_status.is_active IS 'false where the equipment is out of service: silent because it should be, and raising no alarm';
