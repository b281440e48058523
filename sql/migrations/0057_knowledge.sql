-- What a site knows itself of what may be wrong: causes, checks and advice, in front of what is shipped with the program. Rows may be written
-- by SQL too: servers take a change with the next batch, and the history names who made it.
CREATE TABLE andon.knowledge_entry (
  knowledge_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id text CHECK (site_id <> '' AND site_id = btrim(site_id)),
  issue text CHECK (issue ~ '^[a-z0-9][a-z0-9_]{0,99}$'),
  equipment_type text CHECK (equipment_type <> '' AND equipment_type = btrim(equipment_type)),
  sensor_role text CHECK (sensor_role <> '' AND sensor_role = btrim(sensor_role)),
  causes text[] NOT NULL CHECK (cardinality(causes) BETWEEN 1 AND 12 AND array_ndims(causes) = 1 AND array_position(causes, NULL) IS NULL),
  checks text[] NOT NULL DEFAULT '{}'
    CHECK (cardinality(checks) <= 12 AND coalesce(array_ndims(checks), 1) = 1 AND array_position(checks, NULL) IS NULL),
  action text NOT NULL CHECK (action <> ''),
  urgent_action text NOT NULL CHECK (urgent_action <> ''),
  outcome text NOT NULL CHECK (outcome <> ''),
  urgency text CHECK (urgency IN ('when convenient', 'this week', 'this shift', 'immediate')),
  source text NOT NULL CHECK (source <> '')
);
COMMENT ON TABLE andon.knowledge_entry IS
  'causes, checks and advice of the site''s own: null in site, issue, equipment type or sensor role is any, and the most particular row wins';
COMMENT ON COLUMN andon.knowledge_entry.issue IS 'what is wrong, such as high, low, slow_rise, stuck';
COMMENT ON COLUMN andon.knowledge_entry.equipment_type IS 'words that all have to occur in the type of equipment';
COMMENT ON COLUMN andon.knowledge_entry.sensor_role IS 'words that all have to occur in the type of the sensor';
COMMENT ON COLUMN andon.knowledge_entry.causes IS 'the likeliest first';
COMMENT ON COLUMN andon.knowledge_entry.checks IS 'in the order in which they are made';
COMMENT ON COLUMN andon.knowledge_entry.urgent_action IS 'instead of action where the finding is critical';
COMMENT ON COLUMN andon.knowledge_entry.urgency IS 'null: as the severity says';
CREATE UNIQUE INDEX knowledge_entry_place ON andon.knowledge_entry (site_id, issue, lower(equipment_type), lower(sensor_role))
  NULLS NOT DISTINCT;

CREATE TABLE andon.knowledge_history (
  change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  knowledge_id bigint NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  changed_by text NOT NULL,
  changed_through text NOT NULL CHECK (changed_through IN ('api', 'command', 'sql')),
  old_entry jsonb,
  new_entry jsonb
);
CREATE INDEX knowledge_history_entry ON andon.knowledge_history (knowledge_id, change_id);
COMMENT ON TABLE andon.knowledge_history IS 'every change of andon.knowledge_entry, kept for ever';
COMMENT ON COLUMN andon.knowledge_history.changed_by IS
  'the operator of the API, who ran the command, or the role that wrote by SQL';
COMMENT ON COLUMN andon.knowledge_history.old_entry IS 'the row before; null where it was added';
COMMENT ON COLUMN andon.knowledge_history.new_entry IS 'the row after; null where it was removed';

-- The program says in its transaction for whom it writes, as for settings of detectors.
CREATE FUNCTION andon.record_knowledge() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  actor text := nullif(current_setting('andon.changed_by', true), '');
  way text := nullif(current_setting('andon.changed_through', true), '');
BEGIN
  INSERT INTO andon.knowledge_history (knowledge_id, changed_by, changed_through, old_entry, new_entry)
  VALUES (
    CASE WHEN TG_OP = 'DELETE' THEN OLD.knowledge_id ELSE NEW.knowledge_id END,
    coalesce(actor, session_user), CASE WHEN actor IS NULL THEN 'sql' ELSE coalesce(way, 'sql') END,
    CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END, CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END);
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION andon.record_knowledge FROM PUBLIC;
CREATE TRIGGER knowledge_recorded AFTER INSERT OR DELETE ON andon.knowledge_entry
  FOR EACH ROW EXECUTE FUNCTION andon.record_knowledge();
CREATE TRIGGER knowledge_change_recorded AFTER UPDATE ON andon.knowledge_entry
  FOR EACH ROW WHEN (OLD IS DISTINCT FROM NEW) EXECUTE FUNCTION andon.record_knowledge();
CREATE TRIGGER knowledge_truncate BEFORE TRUNCATE ON andon.knowledge_entry
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_truncate();
CREATE TRIGGER knowledge_history_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON andon.knowledge_history
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

-- Knowledge is kept in memory with the definitions of sensors, for one version of the master data.
CREATE TRIGGER knowledge_changed AFTER INSERT OR DELETE OR UPDATE ON andon.knowledge_entry
  FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();
CREATE TRIGGER knowledge_told AFTER INSERT OR DELETE OR UPDATE ON andon.knowledge_entry
  FOR EACH STATEMENT EXECUTE FUNCTION andon.on_equipment_service_changed();
