-- The door for programs that speak SQL only: INSERT INTO sensor_data … is a reading like any other. Rows wait in the inbox until a
-- server has checked them and put them into bronze; the view shows both, so that a writer finds what he wrote.
CREATE TABLE andon.sql_inbox (
  inbox_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id text,
  equipment_id text,
  sensor_type text,
  sensor_value double precision,
  units text,
  quality text,
  event_id text,
  "timestamp" timestamptz,
  inserted_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE VIEW public.sensor_data AS
  SELECT sensor.equipment_id, sensor.sensor_type, bronze.value_number AS sensor_value, bronze.units,
         bronze.event_time AS "timestamp", sensor.site_id,
         (ARRAY['good', 'uncertain', 'bad'])[bronze.quality + 1] AS quality, bronze.event_id
  FROM andon.telemetry_bronze AS bronze JOIN andon.sensor AS sensor USING (sensor_id)
  UNION ALL
  SELECT equipment_id, sensor_type, sensor_value, units, "timestamp", site_id, quality, event_id FROM andon.sql_inbox;

CREATE FUNCTION andon.on_sensor_data_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO andon.sql_inbox (site_id, equipment_id, sensor_type, sensor_value, units, quality, event_id, "timestamp")
  VALUES (NEW.site_id, NEW.equipment_id, NEW.sensor_type, NEW.sensor_value, NEW.units, NEW.quality, NEW.event_id, NEW."timestamp");
  PERFORM andon.ring('andon_sql_inbox', '{}');
  RETURN NEW;
END $$;
CREATE TRIGGER sensor_data_insert INSTEAD OF INSERT ON public.sensor_data
  FOR EACH ROW EXECUTE FUNCTION andon.on_sensor_data_insert();
