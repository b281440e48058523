-- Rows on which everything else rests, and whose loss was told to nobody: without its one row a counter gives no number, and without the
-- dedupe window no decision can be stored.
CREATE FUNCTION andon.refuse_removal() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'the rows of % cannot be removed', TG_RELID::regclass USING ERRCODE = 'AN006', HINT = TG_ARGV[0];
END $$;
REVOKE EXECUTE ON FUNCTION andon.refuse_removal FROM PUBLIC;

DO $$
DECLARE
  kept text;
BEGIN
  FOREACH kept IN ARRAY ARRAY['setting', 'master_data_version', 'bronze_head', 'event_head', 'restatement_head', 'api_key_head',
                              'performance_rolled', 'pipeline_partition']
  LOOP
    EXECUTE format(
      'CREATE TRIGGER %I BEFORE DELETE OR TRUNCATE ON andon.%I FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal(%L)',
      kept || '_stays', kept, 'the server counts by them and goes by them; it cannot work without');
  END LOOP;
END $$;

-- Every reading names its sensor by this row's key, and every server remembers it: the pipeline stood still at the first reading of a
-- sensor that was deleted, and readings of a renamed one went to another machine.
CREATE TRIGGER sensor_stays BEFORE DELETE OR TRUNCATE ON andon.sensor FOR EACH STATEMENT
  EXECUTE FUNCTION andon.refuse_removal('its readings name it; to take equipment out of use set is_active = false in andon.equipment');

CREATE FUNCTION andon.refuse_sensor_renamed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'sensor % of equipment % cannot become another', OLD.sensor_type, OLD.equipment_id
    USING ERRCODE = 'AN005', HINT = 'its readings name it: register the other one, and leave this to its past';
END $$;
REVOKE EXECUTE ON FUNCTION andon.refuse_sensor_renamed FROM PUBLIC;
CREATE TRIGGER sensor_keeps_its_key BEFORE UPDATE ON andon.sensor FOR EACH ROW
  WHEN ((OLD.sensor_id, OLD.site_id, OLD.equipment_id, OLD.sensor_type)
    IS DISTINCT FROM (NEW.sensor_id, NEW.site_id, NEW.equipment_id, NEW.sensor_type))
  EXECUTE FUNCTION andon.refuse_sensor_renamed();

CREATE TRIGGER sensor_type_truncated AFTER TRUNCATE ON andon.sensor_type
  FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();

-- A minute that leaves its hour: the hour that it was in is merged anew, too. No cost to the pipeline, which never sets these columns.
CREATE FUNCTION andon.mark_left_hour() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO andon.performance_stale_hour (sensor_id, window_start)
  VALUES (OLD.sensor_id, date_bin('1 hour', OLD.window_start, 'epoch'))
  ON CONFLICT (sensor_id, window_start) DO UPDATE SET sensor_id = excluded.sensor_id;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION andon.mark_left_hour FROM PUBLIC;
CREATE TRIGGER performance_left_hour AFTER UPDATE OF sensor_id, window_start ON andon.performance_1min
  FOR EACH ROW WHEN (OLD.window_start < now() - interval '20 hours') EXECUTE FUNCTION andon.mark_left_hour();

-- Hours are merged from minutes: with all of these gone there are none.
CREATE FUNCTION andon.forget_hours() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  TRUNCATE andon.performance_1hour, andon.performance_stale_hour;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION andon.forget_hours FROM PUBLIC;
CREATE TRIGGER performance_truncated AFTER TRUNCATE ON andon.performance_1min
  FOR EACH STATEMENT EXECUTE FUNCTION andon.forget_hours();
