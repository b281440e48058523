-- The equipment master. Equipment that sends a reading before anybody registered it is added with a type guessed from its id.
CREATE TABLE andon.equipment (
  site_id text NOT NULL DEFAULT 'default',
  equipment_id text NOT NULL,
  equipment_type text NOT NULL DEFAULT 'unknown',
  manufacturer text,
  model text,
  location text,
  criticality text NOT NULL DEFAULT 'Medium' CHECK (criticality IN ('Critical', 'High', 'Medium', 'Low')),
  max_capacity double precision,
  installation_date date,
  last_maintenance_date date,
  maintenance_interval_days integer CHECK (maintenance_interval_days > 0),
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (site_id, equipment_id)
);

-- Multi-level limits that hold for every sensor of a type unless the sensor has its own. A score is the confidence of a
-- recommendation raised above that level.
CREATE TABLE andon.sensor_type (
  sensor_type text PRIMARY KEY,
  unit text NOT NULL,
  warning_limit double precision NOT NULL,
  critical_limit double precision NOT NULL,
  emergency_limit double precision NOT NULL,
  warning_score double precision NOT NULL CHECK (warning_score BETWEEN 0 AND 1),
  critical_score double precision NOT NULL CHECK (critical_score BETWEEN 0 AND 1),
  emergency_score double precision NOT NULL CHECK (emergency_score BETWEEN 0 AND 1),
  CHECK (warning_limit < critical_limit AND critical_limit < emergency_limit)
);
INSERT INTO andon.sensor_type VALUES
  ('temperature', '°C', 80, 85, 90, 0.65, 0.85, 0.95),
  ('vibration', 'mm/s', 3.5, 4.0, 5.0, 0.60, 0.78, 0.92),
  ('pressure', 'bar', 3.8, 4.2, 4.5, 0.60, 0.78, 0.92);

-- One sensor of one piece of equipment; the integer key is what every reading carries from bronze on.
CREATE TABLE andon.sensor (
  sensor_id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id text NOT NULL DEFAULT 'default',
  equipment_id text NOT NULL,
  sensor_type text NOT NULL,
  name text,
  unit text,
  normal_min double precision,
  normal_max double precision,
  alarm_low double precision,
  alarm_high double precision,
  warning_limit double precision,
  critical_limit double precision,
  emergency_limit double precision,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (site_id, equipment_id, sensor_type),
  FOREIGN KEY (site_id, equipment_id) REFERENCES andon.equipment (site_id, equipment_id)
);

-- The pipeline keeps definitions in memory; this number tells it inside each transaction whether they are still the valid ones.
CREATE TABLE andon.master_data_version (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  version bigint NOT NULL DEFAULT 1
);
INSERT INTO andon.master_data_version DEFAULT VALUES;

CREATE FUNCTION andon.master_data_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE andon.master_data_version SET version = version + 1;
  RETURN NULL;
END $$;
-- Not on INSERT of equipment or sensors: nobody can hold an old definition of something that did not exist.
CREATE TRIGGER equipment_changed AFTER UPDATE OR DELETE ON andon.equipment
  FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();
CREATE TRIGGER sensor_changed AFTER UPDATE OR DELETE ON andon.sensor
  FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();
CREATE TRIGGER sensor_type_changed AFTER INSERT OR UPDATE OR DELETE ON andon.sensor_type
  FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();
