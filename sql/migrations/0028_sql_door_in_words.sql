-- What a writer by SQL has left out is said to it. A statement of which no row could ever be a reading, because each lacks its time,
-- equipment or sensor, fails with the column's name; where others of its rows are complete, those are taken, the incomplete ones go to
-- quarantine as before, and a warning says so: COPY of a file must not fail for one line of it.
CREATE OR REPLACE FUNCTION andon.on_sensor_data_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  missing text := CASE WHEN NEW."timestamp" IS NULL THEN 'timestamp'
                       WHEN NEW.equipment_id IS NULL THEN 'equipment_id'
                       WHEN NEW.sensor_type IS NULL THEN 'sensor_type'
                       WHEN NEW.sensor_value IS NULL AND lower(coalesce(NEW.quality, 'good')) <> 'bad' THEN 'sensor_value' END;
BEGIN
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

CREATE FUNCTION andon.after_sensor_data_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  missing text := coalesce(current_setting('andon.incomplete_row', true), '');
  complete boolean := coalesce(current_setting('andon.complete_row', true), '') <> '';
  way_out text;
BEGIN
  IF complete THEN
    PERFORM set_config('andon.complete_row', '', true);
  END IF;
  IF missing = '' THEN
    RETURN NULL;
  END IF;
  PERFORM set_config('andon.incomplete_row', '', true);
  way_out := CASE missing
    WHEN 'timestamp' THEN 'Give the time at which the value was measured, with its zone; current_timestamp if it is now.'
    WHEN 'sensor_value' THEN 'Give a number, or quality ''bad'' for a reading that says "no value".'
    ELSE format('Give %s: equipment_id and sensor_type name the sensor.', missing) END;
  IF complete THEN
    RAISE WARNING 'a row for sensor_data has no %', missing
      USING DETAIL = 'It is kept in quarantine, where the query "quarantine" shows it; complete rows of the statement are taken.',
            HINT = way_out;
  ELSE
    RAISE EXCEPTION '"%" is missing: a row of sensor_data is a reading and cannot be one without it', missing
      USING ERRCODE = 'not_null_violation', HINT = way_out, SCHEMA = 'public', TABLE = 'sensor_data', COLUMN = missing;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER sensor_data_after_insert AFTER INSERT ON public.sensor_data
  FOR EACH STATEMENT EXECUTE FUNCTION andon.after_sensor_data_insert();

CREATE FUNCTION andon.on_sensor_data_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION 'sensor_data takes INSERT only, not %: readings are facts', TG_OP
    USING ERRCODE = 'feature_not_supported',
          DETAIL = 'What was measured has been stored, judged and told already.',
          HINT = CASE TG_OP
            WHEN 'UPDATE' THEN 'A reading that was wrong is followed by a right one with a time of its own; a wrong unit or limit is mended in the master data, and history computed anew by "andon rebuild".'
            ELSE 'Old readings go by themselves after ANDON_RETENTION_BRONZE_DAYS; what must not count is marked at its source by quality ''bad''.' END;
END $$;
-- The first fires also where no row matches; without the second PostgreSQL refuses before it, with advice that helps nobody.
CREATE TRIGGER sensor_data_no_change BEFORE UPDATE OR DELETE ON public.sensor_data
  FOR EACH STATEMENT EXECUTE FUNCTION andon.on_sensor_data_change();
CREATE TRIGGER sensor_data_no_change_of_row INSTEAD OF UPDATE OR DELETE ON public.sensor_data
  FOR EACH ROW EXECUTE FUNCTION andon.on_sensor_data_change();

-- These functions are called by triggers alone.
REVOKE ALL ON FUNCTION andon.after_sensor_data_insert(), andon.on_sensor_data_change() FROM PUBLIC;

COMMENT ON VIEW public.sensor_data IS 'Readings, in and out. INSERT gives the server a reading like any other: it is checked within milliseconds, and what cannot be taken is in quarantine. UPDATE and DELETE are refused. docs/sql.md';
COMMENT ON COLUMN public.sensor_data.equipment_id IS 'The plant''s name of the machine, 1 to 200 characters; an unknown one is added. Needed.';
COMMENT ON COLUMN public.sensor_data.sensor_type IS 'What is measured, such as temperature, 1 to 200 characters. Needed.';
COMMENT ON COLUMN public.sensor_data.sensor_value IS 'The value, in units. NULL only with quality bad: a reading that says "no value".';
COMMENT ON COLUMN public.sensor_data.units IS 'Unit of the value, such as °C; NULL: the sensor''s own.';
COMMENT ON COLUMN public.sensor_data."timestamp" IS 'When the value was measured, kept to the millisecond; at most 5 minutes ahead and 30 days old unless set otherwise. Needed.';
COMMENT ON COLUMN public.sensor_data.site_id IS 'Site of the machine; NULL on insert: default.';
COMMENT ON COLUMN public.sensor_data.quality IS 'good, uncertain or bad; NULL on insert: good.';
COMMENT ON COLUMN public.sensor_data.event_id IS 'The writer''s own id of the reading, by which a repetition is known; may be NULL.';

COMMENT ON TABLE agentic_hmi.agent_recommendations IS 'The operators'' queue. Other programs may insert what they have found and decide by updating status; subscribers hear of both. docs/sql.md';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.recommendation_id IS 'Key of the recommendation, carried by NOTIFY and GraphQL; made if not given.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.site_id IS 'Site of the equipment; default unless given.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.equipment_id IS 'The plant''s name of the machine.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.issue_type IS 'What is wrong, in the writer''s own words, such as vibration_high_critical; with site and equipment it names one story.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.severity IS 'low, medium, high or critical, in any case.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.issue_description IS 'What was seen, in a sentence for the operator.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.recommended_action IS 'What to do about it.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.confidence_score IS 'How sure the finding is, 0 to 1.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.root_cause_analysis IS 'What probably causes it.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.expected_outcome IS 'What the action should bring.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.status IS 'pending, approved, rejected, deferred, executed or expired; a change of it is a decision and an event.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.operator_id IS 'Who decided.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.operator_notes IS 'What they noted.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.approved_timestamp IS 'When it was approved; set with the status unless given.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.executed_timestamp IS 'When the work was done; set with the status unless given.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.defer_until IS 'When a deferred one returns to pending; needed for deferred.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.rejection_reason IS 'Why it was rejected.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.outcome IS 'What the work brought.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.resolved IS 'Whether the work removed the trouble.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.urgency IS 'How soon to act, in words; from the server: when convenient, this week, this shift, immediate.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.time_to_threshold IS 'Until the next limit at the present trend.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.evidence IS 'What the server saw: value, limit or baseline, the last 24 hours.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.anomaly_id IS 'The anomaly behind it; the server''s own.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.version IS '1, and one more with every update; not a writer''s to set. UPDATE … WHERE version = … notices who was faster.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.created_timestamp IS 'When it was inserted.';
COMMENT ON COLUMN agentic_hmi.agent_recommendations.updated_timestamp IS 'When it was last updated.';
