-- What operators have decided on stays as they saw it: place, issue, severity, confidence, texts and findings of a recommendation change
-- while it is pending only. What else of it is changed is an event CHANGED, as before, and in the audit with what was and what is.
CREATE OR REPLACE FUNCTION andon.before_recommendation_update() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  moved boolean := (OLD.site_id, OLD.equipment_id, OLD.issue_type) IS DISTINCT FROM (NEW.site_id, NEW.equipment_id, NEW.issue_type);
  held andon.recommendation_slot;
BEGIN
  IF NEW.recommendation_id <> OLD.recommendation_id THEN
    RAISE EXCEPTION 'the id of recommendation % cannot change', OLD.recommendation_id
      USING ERRCODE = 'AN005', HINT = 'its events and its audit name it: delete this one and insert another';
  END IF;
  NEW.status := lower(NEW.status);
  NEW.severity := lower(NEW.severity);
  IF OLD.status <> 'pending' THEN
    IF (OLD.site_id, OLD.equipment_id, OLD.issue_type, OLD.severity, OLD.confidence_score, OLD.issue_description, OLD.recommended_action,
        OLD.root_cause_analysis, OLD.expected_outcome, OLD.urgency, OLD.time_to_threshold, OLD.anomaly_id, OLD.findings, OLD.created_timestamp)
      IS DISTINCT FROM
       (NEW.site_id, NEW.equipment_id, NEW.issue_type, NEW.severity, NEW.confidence_score, NEW.issue_description, NEW.recommended_action,
        NEW.root_cause_analysis, NEW.expected_outcome, NEW.urgency, NEW.time_to_threshold, NEW.anomaly_id, NEW.findings, NEW.created_timestamp)
      -- While it is deferred, what the server knows of it goes on.
      OR OLD.status <> 'deferred' AND OLD.evidence IS DISTINCT FROM NEW.evidence THEN
      RAISE EXCEPTION 'recommendation % is %: what operators decided on stays as they saw it', OLD.recommendation_id, OLD.status
        USING ERRCODE = 'AN009',
              HINT = 'its place, issue, severity, confidence, texts, findings and evidence change while it is pending only; notes and outcome at any time';
    END IF;
  END IF;
  NEW.version := OLD.version + 1;
  NEW.updated_timestamp := clock_timestamp();
  IF NEW.status = OLD.status AND NOT moved THEN
    RETURN NEW;
  END IF;
  IF NEW.status <> OLD.status THEN
    IF NOT (CASE OLD.status
      WHEN 'pending' THEN NEW.status IN ('approved', 'rejected', 'deferred', 'expired')
      WHEN 'deferred' THEN NEW.status IN ('pending', 'approved', 'rejected', 'expired')
      WHEN 'approved' THEN NEW.status = 'executed'
      ELSE false
    END) THEN
      RAISE EXCEPTION 'recommendation % is % and cannot become %', OLD.recommendation_id, OLD.status, NEW.status
        USING ERRCODE = 'AN001', HINT = 'pending → approved, rejected, deferred; deferred → pending, approved, rejected; approved → executed';
    END IF;
    IF NEW.status = 'approved' THEN
      NEW.approved_timestamp := coalesce(NEW.approved_timestamp, NEW.updated_timestamp);
    ELSIF NEW.status = 'executed' THEN
      NEW.executed_timestamp := coalesce(NEW.executed_timestamp, NEW.updated_timestamp);
    ELSIF NEW.status = 'deferred' AND NEW.defer_until IS NULL THEN
      RAISE EXCEPTION 'a deferred recommendation needs defer_until' USING ERRCODE = 'AN002';
    END IF;
  END IF;
  -- The slot goes along, and with it how long the pipeline is quiet: nobody has the problem of the old place before him any more. What had
  -- joined at the old place is told again if it still stands.
  IF moved THEN
    DELETE FROM andon.recommendation_slot AS slot
    WHERE slot.site_id = OLD.site_id AND slot.equipment_id = OLD.equipment_id AND slot.issue_type <> OLD.issue_type
      AND slot.recommendation_id = OLD.recommendation_id;
    DELETE FROM andon.recommendation_slot AS slot
    WHERE slot.site_id = OLD.site_id AND slot.equipment_id = OLD.equipment_id AND slot.issue_type = OLD.issue_type
      AND slot.recommendation_id = OLD.recommendation_id
    RETURNING * INTO held;
  END IF;
  IF NEW.status = 'pending' AND (moved OR OLD.status <> 'pending')
    AND NOT andon.take_recommendation_slot(NEW.site_id, NEW.equipment_id, NEW.issue_type, NEW.recommendation_id) THEN
    RAISE EXCEPTION 'another recommendation is pending for equipment % and issue %', NEW.equipment_id, NEW.issue_type
      USING ERRCODE = 'AN003', HINT = 'decide that one first';
  END IF;
  IF moved AND NEW.status <> 'pending' AND held.recommendation_id IS NOT NULL THEN
    INSERT INTO andon.recommendation_slot AS slot
    VALUES (NEW.site_id, NEW.equipment_id, NEW.issue_type, NEW.recommendation_id, held.raised_at, false, held.quiet_until)
    ON CONFLICT (site_id, equipment_id, issue_type) DO UPDATE
      SET recommendation_id = excluded.recommendation_id, raised_at = excluded.raised_at, pending = false, quiet_until = excluded.quiet_until
      WHERE NOT slot.pending AND slot.quiet_until < excluded.quiet_until;
  END IF;
  IF NEW.status <> OLD.status THEN
    UPDATE andon.recommendation_slot
    SET pending = (NEW.status = 'pending' AND issue_type = NEW.issue_type), quiet_until = andon.quiet_after(NEW.status, NEW.updated_timestamp)
    WHERE site_id = NEW.site_id AND equipment_id = NEW.equipment_id AND recommendation_id = NEW.recommendation_id;
  END IF;
  RETURN NEW;
END $$;

ALTER TABLE andon.recommendation_audit ADD COLUMN old_value jsonb, ADD COLUMN new_value jsonb;
COMMENT ON COLUMN andon.recommendation_audit.old_value IS 'of a change that left the status alone, the columns that differ, before';
COMMENT ON COLUMN andon.recommendation_audit.new_value IS 'likewise, after';

DROP FUNCTION andon.record_recommendation_event(text, text, agentic_hmi.agent_recommendations);
CREATE FUNCTION andon.record_recommendation_event(
  kind text, was text, recommendation agentic_hmi.agent_recommendations, before agentic_hmi.agent_recommendations DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  -- Locked here, at the end of the transaction: from now to commit is the only time that other writers of events wait.
  event record := andon.next_event();
  at timestamptz := clock_timestamp();
  credential record := andon.proven_credential();
  old_columns jsonb;
  new_columns jsonb;
BEGIN
  -- Of a row IS NOT NULL would ask whether all of its columns are.
  IF NOT before IS NULL THEN
    SELECT jsonb_object_agg(field.key, field.value), jsonb_object_agg(field.key, after -> field.key) INTO old_columns, new_columns
    FROM (SELECT to_jsonb(recommendation) - '{version,updated_timestamp}'::text[] AS after) AS present,
         jsonb_each(to_jsonb(before) - '{version,updated_timestamp}'::text[]) AS field
    WHERE field.value IS DISTINCT FROM after -> field.key;
  END IF;
  INSERT INTO andon.recommendation_event
    (number, token, previous_token, position, previous_position, kind, occurred_at, recommendation_id, old_status, new_status, operator_id,
     operator_notes, recommendation)
  VALUES (
    event.number, event.token, event.previous_token, event.position, event.previous_position, kind, at,
    recommendation.recommendation_id, was,
    CASE WHEN kind <> 'deleted' THEN recommendation.status END,
    CASE WHEN kind = 'status_changed' THEN recommendation.operator_id END,
    CASE WHEN kind = 'status_changed' THEN recommendation.operator_notes END, to_jsonb(recommendation));
  INSERT INTO andon.recommendation_audit
    (recommendation_id, version, occurred_at, kind, old_status, new_status, operator_id, operator_notes, rejection_reason, defer_until,
     outcome, database_user, application_name, key_id, token_issuer, token_subject, old_value, new_value)
  VALUES
    (recommendation.recommendation_id, recommendation.version, at, kind, was, recommendation.status,
     -- Who had decided before is not who has changed or deleted it now: that is the database user.
     CASE WHEN kind IN ('created', 'status_changed') THEN recommendation.operator_id END,
     CASE WHEN kind IN ('created', 'status_changed') THEN recommendation.operator_notes END,
     recommendation.rejection_reason, recommendation.defer_until, recommendation.outcome,
     session_user, current_setting('application_name'), credential.key_id, credential.token_issuer, credential.token_subject,
     old_columns, new_columns);
  PERFORM andon.ring('andon_event', '{}');
END $$;
REVOKE EXECUTE ON FUNCTION andon.record_recommendation_event(
  text, text, agentic_hmi.agent_recommendations, agentic_hmi.agent_recommendations) FROM PUBLIC;

CREATE OR REPLACE FUNCTION andon.on_recommendation_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM andon.record_recommendation_event('changed', OLD.status, NEW, OLD);
  RETURN NULL;
END $$;

-- Only what waits for a decision can be moved, so it is an alert at its new place.
CREATE OR REPLACE FUNCTION andon.on_recommendation_moved() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  arrived agentic_hmi.agent_recommendations := NEW;
BEGIN
  arrived.status := OLD.status;
  PERFORM andon.record_recommendation_event('deleted', OLD.status, OLD);
  PERFORM andon.record_new_recommendation(arrived);
  RETURN NULL;
END $$;
