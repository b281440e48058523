-- A writer of an alarm asks for a transition (request): the trigger looks it up in the table of transitions, refuses what is not there, and
-- works out what follows from it. Each is an event of the log and a row of the journal, in the transaction of the change.
CREATE FUNCTION andon.alarm_flags(alarm andon.alarm) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog AS $$
BEGIN
  RETURN jsonb_build_object('active', alarm.active, 'acknowledged', alarm.acknowledged, 'confirmed', alarm.confirmed,
    'shelving', alarm.shelving, 'suppressed', alarm.suppressed, 'out_of_service', alarm.out_of_service, 'latching', alarm.latching,
    'latched', alarm.latched, 'silenced', alarm.silenced);
END $$;
REVOKE EXECUTE ON FUNCTION andon.alarm_flags FROM PUBLIC;

-- Whether a transition is possible from where the alarm stands; a level that rises is the writer's to say.
CREATE FUNCTION andon.alarm_allows(alarm andon.alarm, wanted text) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT EXISTS (SELECT FROM andon.alarm_transition AS possible
                 WHERE possible.kind = wanted AND andon.alarm_flags(alarm) @> possible.from_state)
$$;
REVOKE EXECUTE ON FUNCTION andon.alarm_allows FROM PUBLIC;

CREATE FUNCTION andon.before_alarm_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.request IS DISTINCT FROM 'raised' THEN
    RAISE EXCEPTION 'an alarm begins by being raised' USING ERRCODE = 'AN007', HINT = 'INSERT … (request) VALUES (''raised'')';
  END IF;
  NEW.changed_by := NEW.request_by;
  NEW.note := NEW.request_note;
  NEW.request := NULL;
  NEW.request_by := NULL;
  NEW.request_note := NULL;
  NEW.kind := 'raised';
  NEW.version := 1;
  NEW.activations := 1;
  NEW.worst_severity_rank := NEW.severity_rank;
  NEW.changed_at := clock_timestamp();
  RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION andon.before_alarm_insert FROM PUBLIC;

CREATE FUNCTION andon.before_alarm_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  asked andon.alarm := NEW;
  flags jsonb := andon.alarm_flags(OLD);
  becomes jsonb;
  longest interval;
  again interval;
BEGIN
  IF asked.request IS NULL THEN
    RAISE EXCEPTION 'alarm % changes by its transitions only', OLD.alarm_id
      USING ERRCODE = 'AN007', HINT = 'UPDATE the view agentic_hmi.alarms, or set request to the transition';
  END IF;
  SELECT possible.to_state INTO becomes FROM andon.alarm_transition AS possible
  WHERE possible.kind = asked.request AND flags @> possible.from_state;
  IF becomes IS NULL OR asked.request = 'worsened' AND asked.severity_rank <= OLD.severity_rank THEN
    RAISE EXCEPTION 'alarm % is %, and cannot be % from there', OLD.alarm_id, OLD.state, asked.request
      USING ERRCODE = 'AN007', DETAIL = flags::text, HINT = 'andon.alarm_transition has what is possible';
  END IF;
  -- Whatever else the writer has set stays as it was: a transition decides what changes.
  NEW := OLD;
  NEW.kind := asked.request;
  NEW.version := OLD.version + 1;
  NEW.changed_at := clock_timestamp();
  NEW.changed_by := asked.request_by;
  NEW.note := asked.request_note;
  NEW.active := coalesce((becomes ->> 'active')::boolean, OLD.active);
  NEW.acknowledged := coalesce((becomes ->> 'acknowledged')::boolean, OLD.acknowledged);
  NEW.confirmed := coalesce((becomes ->> 'confirmed')::boolean, OLD.confirmed);
  NEW.shelving := coalesce(becomes ->> 'shelving', OLD.shelving);
  NEW.suppressed := coalesce((becomes ->> 'suppressed')::boolean, OLD.suppressed);
  NEW.out_of_service := coalesce((becomes ->> 'out_of_service')::boolean, OLD.out_of_service);
  NEW.latched := coalesce((becomes ->> 'latched')::boolean, OLD.latched);
  NEW.silenced := coalesce((becomes ->> 'silenced')::boolean, OLD.silenced);
  CASE asked.request
    WHEN 'raised', 'worsened' THEN
      NEW.severity_rank := asked.severity_rank;
      NEW.worst_severity_rank := greatest(OLD.worst_severity_rank, asked.severity_rank);
      NEW.sensor_id := asked.sensor_id;
      NEW.detector := asked.detector;
      NEW.sentence := asked.sentence;
      NEW.value := asked.value;
      NEW.unit := asked.unit;
      NEW.limit_name := asked.limit_name;
      NEW.limit_value := asked.limit_value;
      NEW.acknowledged_at := NULL;
      NEW.acknowledged_by := NULL;
      NEW.acknowledged_note := NULL;
      NEW.confirmed_at := NULL;
      NEW.confirmed_by := NULL;
      IF asked.request = 'raised' THEN
        NEW.active_since := asked.active_since;
        NEW.returned_at := NULL;
        NEW.activations := OLD.activations + 1;
      END IF;
    WHEN 'returned' THEN
      NEW.returned_at := NEW.changed_at;
    WHEN 'realarmed' THEN
      NEW.acknowledged_at := NULL;
      NEW.acknowledged_by := NULL;
      NEW.acknowledged_note := NULL;
    WHEN 'acknowledged' THEN
      NEW.acknowledged_at := NEW.changed_at;
      NEW.acknowledged_by := asked.request_by;
      NEW.acknowledged_note := asked.request_note;
    WHEN 'confirmed' THEN
      NEW.confirmed_at := NEW.changed_at;
      NEW.confirmed_by := asked.request_by;
    WHEN 'shelved_timed', 'shelved_one_shot' THEN
      NEW.shelved_by := asked.request_by;
      NEW.shelved_reason := asked.request_note;
      NEW.shelved_until := CASE WHEN asked.request = 'shelved_timed' THEN asked.shelved_until END;
      longest := (SELECT setting.alarm_longest_shelf FROM andon.setting);
      IF asked.request = 'shelved_timed' AND NOT coalesce(
        asked.shelved_until > NEW.changed_at AND asked.shelved_until <= NEW.changed_at + longest + interval '1 minute', false) THEN
        RAISE EXCEPTION 'alarm % can be shelved until a time within the next %', OLD.alarm_id, longest USING ERRCODE = 'AN008';
      END IF;
    WHEN 'suppressed' THEN
      NEW.suppressed_by := coalesce(asked.suppressed_by, asked.request_note, 'not said');
    WHEN 'unsuppressed' THEN
      NEW.suppressed_by := NULL;
    WHEN 'taken_out_of_service' THEN
      NEW.out_of_service_by := asked.request_by;
      NEW.out_of_service_reason := asked.request_note;
    WHEN 'returned_to_service' THEN
      NEW.out_of_service_by := NULL;
      NEW.out_of_service_reason := NULL;
    ELSE NULL;
  END CASE;
  IF NEW.shelving = 'none' THEN
    NEW.shelved_until := NULL;
    NEW.shelved_by := NULL;
    NEW.shelved_reason := NULL;
  END IF;
  again := (SELECT setting.alarm_told_again_after FROM andon.setting);
  NEW.told_again_at := CASE WHEN NEW.active AND NEW.acknowledged THEN coalesce(NEW.acknowledged_at, NEW.changed_at) + again END;
  NEW.due_at := least(NEW.shelved_until,
    CASE WHEN NEW.shelving = 'none' AND NOT NEW.suppressed AND NOT NEW.out_of_service THEN NEW.told_again_at END);
  RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION andon.before_alarm_update FROM PUBLIC;

CREATE FUNCTION andon.record_alarm_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  -- Locked here, at the end of the transaction, as for the event of a recommendation.
  event record := andon.next_alarm_event();
  at timestamptz := clock_timestamp();
  credential record := andon.proven_credential();
BEGIN
  INSERT INTO andon.alarm_event
    (number, token, previous_token, position, previous_position, kind, occurred_at, alarm_id, operator_id, note, alarm)
  VALUES (event.number, event.token, event.previous_token, event.position, event.previous_position, NEW.kind, at, NEW.alarm_id,
    NEW.changed_by, NEW.note, to_jsonb(NEW) - '{request,request_by,request_note,due_at}'::text[]);
  INSERT INTO andon.alarm_journal
    (alarm_id, version, kind, occurred_at, old_state, new_state, severity_rank, value, operator_id, note, database_user, application_name,
     key_id, token_issuer, token_subject)
  VALUES (NEW.alarm_id, NEW.version, NEW.kind, at, CASE WHEN TG_OP = 'UPDATE' THEN andon.alarm_flags(OLD) END, andon.alarm_flags(NEW),
    NEW.severity_rank, NEW.value, NEW.changed_by, NEW.note, session_user, current_setting('application_name'),
    credential.key_id, credential.token_issuer, credential.token_subject);
  PERFORM andon.ring('andon_alarm', '{}');
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION andon.record_alarm_event FROM PUBLIC;

CREATE TRIGGER alarm_before_insert BEFORE INSERT ON andon.alarm FOR EACH ROW EXECUTE FUNCTION andon.before_alarm_insert();
CREATE TRIGGER alarm_before_update BEFORE UPDATE ON andon.alarm FOR EACH ROW EXECUTE FUNCTION andon.before_alarm_update();
CREATE CONSTRAINT TRIGGER alarm_recorded AFTER INSERT OR UPDATE ON andon.alarm
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION andon.record_alarm_event();
CREATE TRIGGER alarm_stays BEFORE DELETE OR TRUNCATE ON andon.alarm
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal('its journal and its events name it; take it out of service instead');

-- The same by SQL: a change of a column is the transition that it stands for. operator_id and note are of the change that is being made, and
-- read as null.
CREATE VIEW agentic_hmi.alarms AS
SELECT alarm_id, site_id, equipment_id, problem, state,
       (ARRAY['low', 'medium', 'high', 'critical'])[severity_rank] AS severity,
       (ARRAY['low', 'medium', 'high', 'critical'])[worst_severity_rank] AS worst_severity,
       sentence, value, unit, limit_name, limit_value, active, active_since, returned_at, activations,
       acknowledged, acknowledged_at, acknowledged_by, confirmed, confirmed_at, confirmed_by,
       shelving, shelved_until, shelved_by, shelved_reason, suppressed_by, out_of_service, latching, latched, silenced,
       version, changed_at, NULL::text AS operator_id, NULL::text AS note
FROM andon.alarm;

CREATE FUNCTION andon.on_alarms_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  wanted text[] := ARRAY[]::text[];
  one text;
BEGIN
  IF (NEW.alarm_id, NEW.site_id, NEW.equipment_id, NEW.problem, NEW.version)
    IS DISTINCT FROM (OLD.alarm_id, OLD.site_id, OLD.equipment_id, OLD.problem, OLD.version) THEN
    RAISE EXCEPTION 'what alarm % is about cannot change, and its version counts by itself', OLD.alarm_id USING ERRCODE = 'AN007';
  END IF;
  IF NEW.active IS DISTINCT FROM OLD.active OR OLD.acknowledged AND NEW.acknowledged IS NOT true THEN
    RAISE EXCEPTION 'alarm % is raised, told again and returned to normal by the process only', OLD.alarm_id
      USING ERRCODE = 'AN007', HINT = 'acknowledge it, shelve it, or take it out of service';
  END IF;
  IF NEW.acknowledged AND NOT OLD.acknowledged THEN wanted := wanted || text 'acknowledged'; END IF;
  IF NEW.confirmed AND NOT OLD.confirmed THEN wanted := wanted || text 'confirmed'; END IF;
  IF NEW.shelving = 'none' AND OLD.shelving <> 'none' THEN
    wanted := wanted || text 'unshelved';
  ELSIF NEW.shelving IS DISTINCT FROM OLD.shelving OR NEW.shelved_until IS DISTINCT FROM OLD.shelved_until THEN
    IF OLD.shelving = 'timed' AND (NEW.shelving = 'timed' OR NEW.shelving = OLD.shelving) THEN wanted := wanted || text 'unshelved'; END IF;
    wanted := wanted || CASE WHEN NEW.shelved_until IS NOT NULL AND NEW.shelving <> 'one_shot' OR NEW.shelving = 'timed'
                             THEN 'shelved_timed' ELSE 'shelved_one_shot' END;
  END IF;
  IF NEW.suppressed_by IS DISTINCT FROM OLD.suppressed_by THEN
    wanted := wanted || CASE WHEN NEW.suppressed_by IS NULL THEN 'unsuppressed' ELSE 'suppressed' END;
  END IF;
  IF NEW.out_of_service IS DISTINCT FROM OLD.out_of_service THEN
    wanted := wanted || CASE WHEN NEW.out_of_service THEN 'taken_out_of_service' ELSE 'returned_to_service' END;
  END IF;
  IF OLD.latched AND NOT NEW.latched THEN wanted := wanted || text 'reset'; END IF;
  -- What is acknowledged or shelved is silenced with it.
  IF NEW.silenced AND NOT OLD.silenced AND cardinality(wanted) = 0 THEN wanted := wanted || text 'silenced'; END IF;
  IF cardinality(wanted) = 0 AND NEW.note IS NOT NULL THEN wanted := wanted || text 'commented'; END IF;
  FOREACH one IN ARRAY wanted LOOP
    UPDATE andon.alarm SET request = one, request_by = NEW.operator_id, request_note = NEW.note, shelved_until = NEW.shelved_until,
      suppressed_by = NEW.suppressed_by
    WHERE alarm_id = OLD.alarm_id;
  END LOOP;
  RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION andon.on_alarms_update FROM PUBLIC;
CREATE TRIGGER alarms_update INSTEAD OF UPDATE ON agentic_hmi.alarms FOR EACH ROW EXECUTE FUNCTION andon.on_alarms_update();
