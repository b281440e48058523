-- Programs that write readings by SQL may be bound to sites. A role that has no row here writes for every site, as before.
CREATE TABLE andon.writer_site (
  role_name name,
  site_id text CHECK (site_id <> '' AND site_id = btrim(site_id)),
  PRIMARY KEY (role_name, site_id)
);
COMMENT ON TABLE andon.writer_site IS 'the sites whose readings a database user, or the members of a role, may write into sensor_data';
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON andon.writer_site FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('writer_site', '{role_name,site_id}', '{}');
CREATE TRIGGER writer_site_truncate BEFORE TRUNCATE ON andon.writer_site FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_truncate();

CREATE OR REPLACE FUNCTION andon.on_sensor_data_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  missing text := CASE WHEN NEW."timestamp" IS NULL THEN 'timestamp'
                       WHEN NEW.equipment_id IS NULL THEN 'equipment_id'
                       WHEN NEW.sensor_type IS NULL THEN 'sensor_type'
                       WHEN NEW.sensor_value IS NULL AND lower(coalesce(NEW.quality, 'good')) <> 'bad' THEN 'sensor_value' END;
  own_sites text[];
BEGIN
  IF EXISTS (SELECT FROM andon.writer_site) THEN
    -- By the session's own role: SET ROLE changes nothing. An administrator inherits every role, and is bound to nothing.
    own_sites := ARRAY(
      SELECT bound.site_id FROM andon.writer_site AS bound JOIN pg_roles AS writer ON writer.rolname = bound.role_name
      WHERE pg_has_role(session_user, writer.oid, 'USAGE')
        AND NOT (SELECT known.rolsuper FROM pg_roles AS known WHERE known.rolname = session_user));
    IF cardinality(own_sites) = 1 THEN
      NEW.site_id := coalesce(NEW.site_id, own_sites[1]);
    END IF;
    IF cardinality(own_sites) > 0 AND NOT coalesce(NEW.site_id, 'default') = ANY (own_sites) THEN
      RAISE EXCEPTION '% may not write readings of site %', session_user, coalesce(NEW.site_id, 'default')
        USING ERRCODE = 'insufficient_privilege', HINT = format('Its sites are %s: andon.writer_site binds it to them.', array_to_string(own_sites, ', '));
    END IF;
  END IF;
  -- Noted for the trigger that fires after the statement, which clears both.
  IF missing IS NOT NULL THEN
    PERFORM set_config('andon.incomplete_row', missing, true);
  END IF;
  IF missing IS NULL OR missing = 'sensor_value' THEN
    IF coalesce(current_setting('andon.complete_row', true), '') = '' THEN
      PERFORM set_config('andon.complete_row', 'yes', true);
    END IF;
  END IF;
  INSERT INTO andon.sql_inbox (site_id, equipment_id, sensor_type, sensor_value, units, quality, event_id, "timestamp")
  VALUES (NEW.site_id, NEW.equipment_id, NEW.sensor_type, NEW.sensor_value, NEW.units, NEW.quality, NEW.event_id, NEW."timestamp");
  PERFORM andon.ring('andon_sql_inbox', '{}');
  RETURN NEW;
END $$;
