-- One audit of everything that is changed by people and programs, exported or refused: what was, what is, through whom.
-- Recommendations have theirs in andon.recommendation_audit and alarms in andon.alarm_journal, written with their events.
CREATE TABLE andon.audit (
  audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  occurred_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  action text NOT NULL CHECK (action IN ('added', 'changed', 'removed', 'truncated', 'exported', 'refused')),
  object_kind text NOT NULL,
  object jsonb,
  site_id text,
  old_value jsonb,
  new_value jsonb,
  operator_id text,
  changed_through text NOT NULL CHECK (changed_through IN ('api', 'command', 'server', 'sql')),
  key_id text,
  token_issuer text,
  token_subject text,
  database_user text NOT NULL DEFAULT session_user,
  application_name text NOT NULL DEFAULT current_setting('application_name')
);
COMMENT ON TABLE andon.audit IS
  'append-only: every change of equipment, sensors, limits, settings and keys, every export, and refusals of access, counted';
COMMENT ON COLUMN andon.audit.object_kind IS 'equipment, sensor, sensor_type, detection_setting, knowledge_entry, setting, api_key, alarm_transition, sensor_removal, runtime_role, runtime_right, writer_site, audit, export or access';
COMMENT ON COLUMN andon.audit.object IS 'the key of what was changed, by the names of its columns';
COMMENT ON COLUMN andon.audit.site_id IS 'null: of no site, or of several';
COMMENT ON COLUMN andon.audit.old_value IS 'before; of a change only the columns that differ';
COMMENT ON COLUMN andon.audit.new_value IS 'after, likewise; of an export what was asked for; of a refusal code, reason and how many times';
COMMENT ON COLUMN andon.audit.operator_id IS 'the operator, or who ran the command; null where nobody was named';
COMMENT ON COLUMN andon.audit.changed_through IS 'api; command: the command line; server: by itself, as at its start; sql: a statement of another program or a person';
COMMENT ON COLUMN andon.audit.database_user IS 'whose session wrote it';
CREATE INDEX audit_object ON andon.audit (object_kind, audit_id);
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON andon.audit
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

-- Who does it: as the server says in settings of the transaction. Of other programs nothing but their database user is believed.
CREATE FUNCTION andon.change_author(OUT operator_id text, OUT changed_through text, OUT key_id text, OUT token_issuer text, OUT token_subject text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  changed_through := nullif(current_setting('andon.changed_through', true), '');
  IF changed_through IS NULL OR NOT pg_has_role(session_user, current_user, 'MEMBER') THEN
    changed_through := 'sql';
    RETURN;
  END IF;
  operator_id := nullif(current_setting('andon.changed_by', true), '');
  SELECT proven.key_id, proven.token_issuer, proven.token_subject INTO key_id, token_issuer, token_subject
  FROM andon.proven_credential() AS proven;
END $$;
REVOKE EXECUTE ON FUNCTION andon.change_author() FROM PUBLIC;

-- Arguments of the trigger: the kind of object, the columns of its key, and columns that do not count, each as an array.
CREATE FUNCTION andon.audit_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  author record := andon.change_author();
  uncounted text[] := TG_ARGV[2]::text[];
  before jsonb := CASE WHEN TG_OP IN ('UPDATE', 'DELETE') THEN to_jsonb(OLD) - uncounted END;
  after jsonb := CASE WHEN TG_OP IN ('UPDATE', 'INSERT') THEN to_jsonb(NEW) - uncounted END;
  whole jsonb := coalesce(after, before);
  was jsonb := before;
  became jsonb := after;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_object_agg(field.key, field.value), jsonb_object_agg(field.key, after -> field.key) INTO was, became
    FROM jsonb_each(before) AS field WHERE field.value IS DISTINCT FROM after -> field.key;
    IF was IS NULL THEN
      RETURN NULL;
    END IF;
  END IF;
  -- Enough to see that a secret was exchanged, and nothing to try guesses against.
  IF was ? 'secret_hash' THEN
    was := jsonb_set(was, '{secret_hash}', to_jsonb(left(was ->> 'secret_hash', 8) || '…'));
  END IF;
  IF became ? 'secret_hash' THEN
    became := jsonb_set(became, '{secret_hash}', to_jsonb(left(became ->> 'secret_hash', 8) || '…'));
  END IF;
  INSERT INTO andon.audit
    (action, object_kind, object, site_id, old_value, new_value, operator_id, changed_through, key_id, token_issuer, token_subject)
  VALUES (
    CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'UPDATE' THEN 'changed' WHEN 'DELETE' THEN 'removed' ELSE 'truncated' END, TG_ARGV[0],
    (SELECT jsonb_object_agg(name, coalesce(before, whole) -> name) FROM unnest(TG_ARGV[1]::text[]) AS name WHERE whole IS NOT NULL),
    whole ->> 'site_id', was, became,
    author.operator_id, author.changed_through, author.key_id, author.token_issuer, author.token_subject);
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION andon.audit_change() FROM PUBLIC;

-- What is known by readings alone is nobody's change: it is not audited until somebody registers it.
CREATE TRIGGER audited_when_added AFTER INSERT ON andon.equipment FOR EACH ROW WHEN (NEW.is_registered)
  EXECUTE FUNCTION andon.audit_change('equipment', '{site_id,equipment_id}', '{created_at,updated_at,skeleton,is_registered,removed_at}');
CREATE TRIGGER audited_when_removed AFTER DELETE ON andon.equipment FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('equipment', '{site_id,equipment_id}', '{created_at,updated_at,skeleton,is_registered,removed_at}');
-- A removal has an entry of its own, and readings that bring removed sensors back are no change of theirs.
CREATE TRIGGER audited AFTER UPDATE ON andon.equipment FOR EACH ROW WHEN (OLD.removed_at IS NOT DISTINCT FROM NEW.removed_at OR NEW.is_registered)
  EXECUTE FUNCTION andon.audit_change('equipment', '{site_id,equipment_id}', '{created_at,updated_at,skeleton,is_registered,removed_at}');
CREATE TRIGGER audited_when_added AFTER INSERT ON andon.sensor FOR EACH ROW WHEN (NEW.is_registered)
  EXECUTE FUNCTION andon.audit_change('sensor', '{site_id,equipment_id,sensor_type}',
    '{sensor_id,created_at,updated_at,skeleton,is_registered,added_by,removed_at,returned_at,unit_changed_at,unit_version}');
CREATE TRIGGER audited AFTER UPDATE ON andon.sensor FOR EACH ROW WHEN (OLD.removed_at IS NOT DISTINCT FROM NEW.removed_at OR NEW.is_registered)
  EXECUTE FUNCTION andon.audit_change('sensor', '{site_id,equipment_id,sensor_type}',
    '{sensor_id,created_at,updated_at,skeleton,is_registered,added_by,removed_at,returned_at,unit_changed_at,unit_version}');
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON andon.sensor_type FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('sensor_type', '{sensor_type}', '{}');
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON andon.detection_setting FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('detection_setting', '{setting_id}', '{}');
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON andon.knowledge_entry FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('knowledge_entry', '{knowledge_id}', '{}');
CREATE TRIGGER audited AFTER UPDATE ON andon.setting FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('setting', '{}', '{singleton}');
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON andon.api_key FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('api_key', '{key_id}', '{created_timestamp}');
-- What may happen to an alarm is data, and only migrations change it.
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON andon.alarm_transition FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('alarm_transition', '{transition_id}', '{}');
CREATE TRIGGER audited AFTER INSERT ON andon.sensor_removal FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('sensor_removal', '{removal_id}', '{sensor_ids,operator_id,credential_id,removed_through,removed_at}');
-- Rows that go by TRUNCATE fire no trigger of theirs.
CREATE TRIGGER audited_when_truncated AFTER TRUNCATE ON andon.sensor_type FOR EACH STATEMENT
  EXECUTE FUNCTION andon.audit_change('sensor_type', '{}', '{}');
CREATE TRIGGER audited_when_truncated AFTER TRUNCATE ON andon.alarm_transition FOR EACH STATEMENT
  EXECUTE FUNCTION andon.audit_change('alarm_transition', '{}', '{}');
CREATE TRIGGER audited_when_truncated AFTER TRUNCATE ON andon.api_key FOR EACH STATEMENT
  EXECUTE FUNCTION andon.audit_change('api_key', '{}', '{}');

-- What leaves no row elsewhere: exports and refusals, as the server tells them.
CREATE FUNCTION andon.record_access(entries jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO andon.audit
    (action, object_kind, object, site_id, new_value, operator_id, changed_through, key_id, token_issuer, token_subject)
  SELECT action, CASE action WHEN 'exported' THEN 'export' ELSE 'access' END, object, site_id, new_value, operator_id, 'api', key_id,
         token_issuer, token_subject
  FROM jsonb_to_recordset(entries) AS entry
    (action text, object jsonb, site_id text, new_value jsonb, operator_id text, key_id text, token_issuer text, token_subject text)
  WHERE action IN ('exported', 'refused')
$$;
REVOKE EXECUTE ON FUNCTION andon.record_access(jsonb) FROM PUBLIC;

CREATE VIEW andon_analytics.audit AS
SELECT audit_id, occurred_at, action, object_kind, object, site_id, old_value, new_value, operator_id, changed_through,
       key_id, token_issuer, token_subject, database_user, application_name
FROM andon.audit;
COMMENT ON VIEW andon_analytics.audit IS
  'Every change of equipment, sensors, limits, settings and keys, every export, and refusals of access. Append-only, kept for ever. Decisions on recommendations: operator_feedback_bronze.';
COMMENT ON COLUMN andon_analytics.audit.audit_id IS 'key of the entry; grows with time';
COMMENT ON COLUMN andon_analytics.audit.occurred_at IS 'when';
COMMENT ON COLUMN andon_analytics.audit.action IS 'added, changed, removed, truncated, exported or refused';
COMMENT ON COLUMN andon_analytics.audit.object_kind IS 'equipment, sensor, sensor_type, detection_setting, knowledge_entry, setting, api_key, alarm_transition, sensor_removal, runtime_role, runtime_right, writer_site, audit, export or access';
COMMENT ON COLUMN andon_analytics.audit.object IS 'JSON of the key of what was changed; of an export or refusal what was asked for';
COMMENT ON COLUMN andon_analytics.audit.site_id IS 'the site; null: of none, or of several';
COMMENT ON COLUMN andon_analytics.audit.old_value IS 'JSON of what was before; of a change only what differs';
COMMENT ON COLUMN andon_analytics.audit.new_value IS 'JSON of what is after, likewise; of a refusal code, reason and how many times';
COMMENT ON COLUMN andon_analytics.audit.operator_id IS 'the operator, or who ran the command; null where nobody was named';
COMMENT ON COLUMN andon_analytics.audit.changed_through IS 'api, command, server or sql';
COMMENT ON COLUMN andon_analytics.audit.key_id IS 'the key by which it was done; null without one';
COMMENT ON COLUMN andon_analytics.audit.token_issuer IS 'the identity provider whose token it was done by; null without one';
COMMENT ON COLUMN andon_analytics.audit.token_subject IS 'whom the identity provider says the token is of; null without one';
COMMENT ON COLUMN andon_analytics.audit.database_user IS 'whose session wrote it: the server''s own user for what came by the API';
COMMENT ON COLUMN andon_analytics.audit.application_name IS 'what that session called itself';
