-- Which detectors run on what, and by which parameters. A row says what it is to be at a place, from every sensor to a single one; what it
-- leaves open holds as the next wider row says, at last as the program does. Rows may be written by SQL too: servers take a change within
-- a second, and the history names who made it.
CREATE TABLE andon.detection_setting (
  setting_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  detector text NOT NULL CHECK (detector <> ''),
  site_id text CHECK (site_id <> '' AND site_id = btrim(site_id)),
  equipment_type text CHECK (equipment_type <> '' AND equipment_type = btrim(equipment_type)),
  sensor_type text CHECK (sensor_type <> '' AND sensor_type = btrim(sensor_type)),
  equipment_id text CHECK (equipment_id <> '' AND equipment_id = btrim(equipment_id)),
  enabled boolean,
  parameters jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(parameters) = 'object'),
  CONSTRAINT detection_setting_of_equipment CHECK (equipment_id IS NULL OR (site_id IS NOT NULL AND equipment_type IS NULL)),
  CONSTRAINT detection_setting_says_something CHECK (enabled IS NOT NULL OR parameters <> '{}')
);
COMMENT ON TABLE andon.detection_setting IS
  'which detectors run on what: null in site, equipment type, sensor type or equipment is any, and the narrowest row wins, field by field';
COMMENT ON COLUMN andon.detection_setting.equipment_id IS 'with its site; with a sensor type as well, the row is of that one sensor';
COMMENT ON COLUMN andon.detection_setting.enabled IS 'null: left open';
COMMENT ON COLUMN andon.detection_setting.parameters IS 'by name; those that are left out are left open';
-- Types are the same in whatever capitals; the types of one machine's sensors are not.
CREATE UNIQUE INDEX detection_setting_place ON andon.detection_setting (
  detector, site_id, lower(equipment_type), (CASE WHEN equipment_id IS NULL THEN lower(sensor_type) ELSE sensor_type END), equipment_id
) NULLS NOT DISTINCT;

CREATE TABLE andon.detection_setting_history (
  change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  setting_id bigint NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  changed_by text NOT NULL,
  changed_through text NOT NULL CHECK (changed_through IN ('api', 'command', 'sql')),
  old_setting jsonb,
  new_setting jsonb
);
CREATE INDEX detection_setting_history_setting ON andon.detection_setting_history (setting_id, change_id);
COMMENT ON TABLE andon.detection_setting_history IS 'every change of andon.detection_setting, kept for ever';
COMMENT ON COLUMN andon.detection_setting_history.changed_by IS
  'the operator of the API, who ran the command, or the role that wrote by SQL';
COMMENT ON COLUMN andon.detection_setting_history.old_setting IS 'the row before; null where it was added';
COMMENT ON COLUMN andon.detection_setting_history.new_setting IS 'the row after; null where it was removed';

-- The program says in its transaction for whom it writes. Whoever says nothing writes by SQL, and is known by their role.
CREATE FUNCTION andon.record_detection_setting() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  actor text := nullif(current_setting('andon.changed_by', true), '');
  way text := nullif(current_setting('andon.changed_through', true), '');
BEGIN
  INSERT INTO andon.detection_setting_history (setting_id, changed_by, changed_through, old_setting, new_setting)
  VALUES (
    CASE WHEN TG_OP = 'DELETE' THEN OLD.setting_id ELSE NEW.setting_id END,
    coalesce(actor, session_user), CASE WHEN actor IS NULL THEN 'sql' ELSE coalesce(way, 'sql') END,
    CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END, CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END);
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION andon.record_detection_setting FROM PUBLIC;
CREATE TRIGGER detection_setting_recorded AFTER INSERT OR DELETE ON andon.detection_setting
  FOR EACH ROW EXECUTE FUNCTION andon.record_detection_setting();
CREATE TRIGGER detection_setting_change_recorded AFTER UPDATE ON andon.detection_setting
  FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION andon.record_detection_setting();
CREATE TRIGGER detection_setting_truncate BEFORE TRUNCATE ON andon.detection_setting
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_truncate();
CREATE TRIGGER detection_setting_history_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON andon.detection_setting_history
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

-- Settings are part of the definitions of sensors, which servers keep in memory for one version of the master data.
CREATE TRIGGER detection_setting_changed AFTER INSERT OR DELETE OR UPDATE ON andon.detection_setting
  FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();
CREATE TRIGGER detection_setting_told AFTER INSERT OR DELETE OR UPDATE ON andon.detection_setting
  FOR EACH STATEMENT EXECUTE FUNCTION andon.on_equipment_service_changed();
