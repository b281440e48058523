-- In a flood new alarms are folded into groups of one cause: each names its group, and one of them stands for it. A critical one stands alone.
ALTER TABLE andon.alarm
  ADD COLUMN group_id text,
  ADD COLUMN first_in_group boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN andon.alarm.group_id IS 'the group of a flood that it was folded into when it was raised; null: it stands alone';
COMMENT ON COLUMN andon.alarm.first_in_group IS 'it was the first of its group, and stands for it';
CREATE INDEX alarm_group ON andon.alarm (group_id) WHERE group_id IS NOT NULL;

ALTER TABLE andon.alarm_site
  ADD COLUMN flood_above int CHECK (flood_above BETWEEN 1 AND 1000000);
COMMENT ON COLUMN andon.alarm_site.flood_above IS 'more new alarms than this within ten minutes are a flood, in which new ones are grouped by machine and cause; null: as the server is set';
-- Servers have it with the definitions of sensors.
CREATE TRIGGER alarm_site_changed AFTER INSERT OR UPDATE OR DELETE ON andon.alarm_site
  FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();

CREATE OR REPLACE FUNCTION andon.before_alarm_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
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
        NEW.group_id := asked.group_id;
        NEW.first_in_group := asked.first_in_group;
      ELSIF asked.severity_rank = 4 THEN
        NEW.group_id := NULL;
        NEW.first_in_group := false;
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
