-- The environment with which each server started last, so that the audit tells what has changed of it since. Of secrets nothing is here but
-- that they are set.
CREATE TABLE andon.server_configuration (
  server_name text PRIMARY KEY,
  settings jsonb NOT NULL,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE andon.server_configuration IS 'the settings of each server at its last start, by the name of its machine and its port';
COMMENT ON COLUMN andon.server_configuration.settings IS 'by their names; what is not set is not there, and a secret is only said to be set';

CREATE FUNCTION andon.record_configuration(server_name text, settings jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  before jsonb;
  was jsonb;
  became jsonb;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('andon configuration'));
  SELECT known.settings INTO before FROM andon.server_configuration AS known WHERE known.server_name = record_configuration.server_name;
  INSERT INTO andon.server_configuration AS known (server_name, settings)
  VALUES (record_configuration.server_name, record_configuration.settings)
  ON CONFLICT ON CONSTRAINT server_configuration_pkey DO UPDATE SET settings = excluded.settings, started_at = clock_timestamp();
  SELECT jsonb_object_agg(name, before -> name), jsonb_object_agg(name, record_configuration.settings -> name) INTO was, became
  FROM (SELECT jsonb_object_keys(coalesce(before, '{}') || record_configuration.settings) AS name) AS named
  WHERE before -> name IS DISTINCT FROM record_configuration.settings -> name;
  IF before IS NULL THEN
    was := NULL;
    became := record_configuration.settings;
  ELSIF became IS NULL THEN
    RETURN;
  END IF;
  INSERT INTO andon.audit (action, object_kind, object, old_value, new_value, changed_through)
  VALUES (CASE WHEN before IS NULL THEN 'added' ELSE 'changed' END, 'configuration',
    jsonb_build_object('server_name', record_configuration.server_name), was, became, 'server');
END $$;
REVOKE EXECUTE ON FUNCTION andon.record_configuration(text, jsonb) FROM PUBLIC;
INSERT INTO andon.runtime_right (kind, name, privileges) VALUES
  ('TABLE', 'server_configuration', '{SELECT}'), ('FUNCTION', 'record_configuration', '{EXECUTE}');
COMMENT ON COLUMN andon.audit.object_kind IS 'equipment, sensor, sensor_type, detection_setting, knowledge_entry, setting, configuration, api_key, alarm_transition, sensor_removal, runtime_role, runtime_right, writer_site, notify_sink, notify_secret, notify_route, notify_step, audit, export or access';
COMMENT ON COLUMN andon_analytics.audit.object_kind IS 'equipment, sensor, sensor_type, detection_setting, knowledge_entry, setting, configuration, api_key, alarm_transition, sensor_removal, runtime_role, runtime_right, writer_site, notify_sink, notify_secret, notify_route, notify_step, audit, export or access';
