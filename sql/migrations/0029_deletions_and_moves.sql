-- What triggers derive from the operator's queue they now derive from every kind of change: from a row deleted, changed in place or moved
-- to another site, equipment or issue. Of a deletion nobody heard, and its slot stayed taken: the problem was never raised again.
ALTER TABLE andon.recommendation_event DROP CONSTRAINT recommendation_event_kind_check,
  ADD CONSTRAINT recommendation_event_kind_check CHECK (kind IN ('created', 'status_changed', 'changed', 'deleted'));

-- Null in rows from before: created where there is no old status, else status_changed.
ALTER TABLE andon.recommendation_audit
  ADD COLUMN kind text CHECK (kind IN ('created', 'status_changed', 'changed', 'deleted'));
COMMENT ON COLUMN andon.recommendation_audit.new_status IS 'status after; the last one where the recommendation was deleted';

CREATE OR REPLACE FUNCTION andon.record_recommendation_event(kind text, was text, recommendation agentic_hmi.agent_recommendations)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  -- Locked here, at the end of the transaction: from now to commit is the only time that other writers of events wait.
  event record := andon.next_event();
  at timestamptz := clock_timestamp();
BEGIN
  INSERT INTO andon.recommendation_event
    (number, token, previous_token, kind, occurred_at, recommendation_id, old_status, new_status, operator_id, operator_notes,
     recommendation)
  VALUES (
    event.number, event.token, event.previous_token, kind, at, recommendation.recommendation_id, was,
    CASE WHEN kind <> 'deleted' THEN recommendation.status END,
    CASE WHEN kind = 'status_changed' THEN recommendation.operator_id END,
    CASE WHEN kind = 'status_changed' THEN recommendation.operator_notes END, to_jsonb(recommendation));
  INSERT INTO andon.recommendation_audit
    (recommendation_id, version, occurred_at, kind, old_status, new_status, operator_id, operator_notes, rejection_reason, defer_until,
     outcome, database_user, application_name)
  VALUES
    (recommendation.recommendation_id, recommendation.version, at, kind, was, recommendation.status,
     -- Who had decided before is not who has changed or deleted it now: that is the database user.
     CASE WHEN kind IN ('created', 'status_changed') THEN recommendation.operator_id END,
     CASE WHEN kind IN ('created', 'status_changed') THEN recommendation.operator_notes END,
     recommendation.rejection_reason, recommendation.defer_until, recommendation.outcome,
     session_user, current_setting('application_name'));
  PERFORM andon.ring('andon_event', '{}');
END $$;

CREATE OR REPLACE FUNCTION andon.before_recommendation_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  -- Writers of other systems spell these in capitals, or send explicit nulls.
  NEW.recommendation_id := coalesce(NEW.recommendation_id, gen_random_uuid()::text);
  NEW.site_id := coalesce(NEW.site_id, 'default');
  NEW.severity := lower(NEW.severity);
  NEW.status := lower(coalesce(NEW.status, 'pending'));
  NEW.created_timestamp := coalesce(NEW.created_timestamp, clock_timestamp());
  NEW.updated_timestamp := coalesce(NEW.updated_timestamp, NEW.created_timestamp);
  -- Screens hold the newest version of each id: one that was deleted and comes again goes on from there.
  NEW.version := 1 + coalesce(
    (SELECT max(version) FROM andon.recommendation_audit AS audit WHERE audit.recommendation_id = NEW.recommendation_id), 0);
  -- A row with this id is no new one: ON CONFLICT leaves or updates it, and the slot of what is not inserted must not be taken.
  IF EXISTS (SELECT FROM agentic_hmi.agent_recommendations AS there WHERE there.recommendation_id = NEW.recommendation_id) THEN
    RETURN NEW;
  END IF;
  IF NEW.status = 'pending'
     AND NOT andon.take_recommendation_slot(NEW.site_id, NEW.equipment_id, NEW.issue_type, NEW.recommendation_id) THEN
    RETURN NULL; -- a second one within the window: the insert succeeds with no row, as a repeated alarm should
  END IF;
  RETURN NEW;
END $$;

-- How long the pipeline stays quiet about an issue: work under way is given an hour, anything else the dedupe window.
CREATE FUNCTION andon.quiet_after(status text, at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT CASE status
    WHEN 'pending' THEN 'infinity'::timestamptz
    WHEN 'deferred' THEN 'infinity'::timestamptz
    WHEN 'approved' THEN at + interval '1 hour'
    WHEN 'expired' THEN at
    ELSE at + (SELECT dedupe_window FROM andon.setting)
  END
$$;
REVOKE EXECUTE ON FUNCTION andon.quiet_after FROM PUBLIC;

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
  -- The slot goes along, and with it how long the pipeline is quiet: nobody has the problem of the old place before him any more.
  IF moved THEN
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
    SET pending = (NEW.status = 'pending'), quiet_until = andon.quiet_after(NEW.status, NEW.updated_timestamp)
    WHERE site_id = NEW.site_id AND equipment_id = NEW.equipment_id AND issue_type = NEW.issue_type
      AND recommendation_id = NEW.recommendation_id;
  END IF;
  RETURN NEW;
END $$;

-- At once, so that the same transaction may insert it anew.
CREATE FUNCTION andon.free_recommendation_slot() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  DELETE FROM andon.recommendation_slot AS slot
  WHERE slot.site_id = OLD.site_id AND slot.equipment_id = OLD.equipment_id AND slot.issue_type = OLD.issue_type
    AND slot.recommendation_id = OLD.recommendation_id;
  RETURN NULL;
END $$;
CREATE TRIGGER recommendation_slot_freed AFTER DELETE ON agentic_hmi.agent_recommendations
  FOR EACH ROW EXECUTE FUNCTION andon.free_recommendation_slot();

CREATE FUNCTION andon.on_recommendation_deleted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM andon.record_recommendation_event('deleted', OLD.status, OLD);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER recommendation_deleted AFTER DELETE ON agentic_hmi.agent_recommendations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION andon.on_recommendation_deleted();

-- The bell for other programs that one is new: to the queue, or to this place in it.
CREATE FUNCTION andon.record_new_recommendation(recommendation agentic_hmi.agent_recommendations) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  PERFORM andon.record_recommendation_event('created', NULL, recommendation);
  PERFORM andon.ring('new_ml_recommendation', jsonb_build_object(
    'recommendation_id', recommendation.recommendation_id, 'site_id', recommendation.site_id,
    'equipment_id', recommendation.equipment_id, 'issue_type', recommendation.issue_type, 'severity', recommendation.severity,
    'confidence_score', recommendation.confidence_score, 'issue_description', recommendation.issue_description,
    'recommended_action', recommendation.recommended_action, 'status', recommendation.status,
    'timestamp', recommendation.created_timestamp));
END $$;
CREATE OR REPLACE FUNCTION andon.on_recommendation_inserted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM andon.record_new_recommendation(NEW);
  RETURN NULL;
END $$;

-- Who may see only the old place must learn that it is gone, and no more; who may see only the new one must be alerted. So a move is a
-- deletion there and a creation here, before whatever was decided in the same statement. What waits for nobody any more is no alert:
-- a site that is renamed with all its past must not ring for it.
CREATE FUNCTION andon.on_recommendation_moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  arrived agentic_hmi.agent_recommendations := NEW;
BEGIN
  arrived.status := OLD.status;
  PERFORM andon.record_recommendation_event('deleted', OLD.status, OLD);
  IF OLD.status = 'pending' THEN
    PERFORM andon.record_new_recommendation(arrived);
  ELSE
    PERFORM andon.record_recommendation_event('changed', OLD.status, arrived);
  END IF;
  RETURN NULL;
END $$;
-- Triggers of one row fire in the order of their names: this one before recommendation_status_changed.
CREATE CONSTRAINT TRIGGER recommendation_moved AFTER UPDATE ON agentic_hmi.agent_recommendations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN ((OLD.site_id, OLD.equipment_id, OLD.issue_type) IS DISTINCT FROM (NEW.site_id, NEW.equipment_id, NEW.issue_type))
  EXECUTE FUNCTION andon.on_recommendation_moved();

CREATE FUNCTION andon.on_recommendation_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM andon.record_recommendation_event('changed', OLD.status, NEW);
  RETURN NULL;
END $$;
-- What operators see. An update that changes nothing of it is no event.
CREATE CONSTRAINT TRIGGER recommendation_changed AFTER UPDATE ON agentic_hmi.agent_recommendations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.status IS NOT DISTINCT FROM NEW.status
    AND (OLD.site_id, OLD.equipment_id, OLD.issue_type) IS NOT DISTINCT FROM (NEW.site_id, NEW.equipment_id, NEW.issue_type)
    AND (OLD.severity, OLD.issue_description, OLD.recommended_action, OLD.confidence_score, OLD.root_cause_analysis, OLD.expected_outcome,
         OLD.operator_id, OLD.operator_notes, OLD.approved_timestamp, OLD.executed_timestamp, OLD.defer_until, OLD.rejection_reason,
         OLD.outcome, OLD.resolved, OLD.urgency, OLD.time_to_threshold, OLD.anomaly_id, OLD.created_timestamp)
      IS DISTINCT FROM
        (NEW.severity, NEW.issue_description, NEW.recommended_action, NEW.confidence_score, NEW.root_cause_analysis, NEW.expected_outcome,
         NEW.operator_id, NEW.operator_notes, NEW.approved_timestamp, NEW.executed_timestamp, NEW.defer_until, NEW.rejection_reason,
         NEW.outcome, NEW.resolved, NEW.urgency, NEW.time_to_threshold, NEW.anomaly_id, NEW.created_timestamp))
  EXECUTE FUNCTION andon.on_recommendation_changed();

-- TRUNCATE has no rows to tell of.
CREATE FUNCTION andon.refuse_truncate() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  RAISE EXCEPTION '% cannot be truncated', TG_RELID::regclass
    USING ERRCODE = 'AN006', HINT = format('DELETE FROM %s does the same, and what follows from it is done as well', TG_RELID::regclass);
END $$;
CREATE TRIGGER recommendation_truncate BEFORE TRUNCATE ON agentic_hmi.agent_recommendations
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_truncate();

REVOKE EXECUTE ON FUNCTION andon.free_recommendation_slot, andon.on_recommendation_deleted,
  andon.record_new_recommendation, andon.on_recommendation_moved, andon.on_recommendation_changed, andon.refuse_truncate FROM PUBLIC;

-- What is already stuck: slots whose recommendation is gone.
DELETE FROM andon.recommendation_slot AS slot
WHERE NOT EXISTS (
  SELECT FROM agentic_hmi.agent_recommendations AS held
  WHERE held.recommendation_id = slot.recommendation_id AND held.site_id = slot.site_id AND held.equipment_id = slot.equipment_id
    AND held.issue_type = slot.issue_type);

-- Decisions alone are feedback.
CREATE OR REPLACE VIEW andon_analytics.operator_feedback_bronze AS
  SELECT audit.audit_id AS feedback_id, audit.recommendation_id, recommendation.site_id, recommendation.equipment_id,
         recommendation.issue_type, recommendation.severity, recommendation.confidence_score, audit.new_status AS feedback,
         audit.old_status AS previous_status, audit.occurred_at AS feedback_timestamp,
         extract(epoch FROM audit.occurred_at - recommendation.created_timestamp)::double precision AS seconds_since_created,
         audit.operator_id, audit.operator_notes, audit.rejection_reason, audit.defer_until, audit.outcome
  FROM andon.recommendation_audit AS audit JOIN agentic_hmi.agent_recommendations AS recommendation USING (recommendation_id)
  WHERE audit.old_status IS NOT NULL AND audit.new_status IN ('approved', 'rejected', 'deferred', 'executed')
    AND coalesce(audit.kind, 'status_changed') = 'status_changed';

CREATE OR REPLACE VIEW andon_analytics.recommendation_effectiveness AS
  SELECT recommendation.issue_type, count(*) AS raised,
         count(*) FILTER (WHERE status = 'pending') AS pending, count(*) FILTER (WHERE status = 'approved') AS approved,
         count(*) FILTER (WHERE status = 'rejected') AS rejected, count(*) FILTER (WHERE status = 'deferred') AS deferred,
         count(*) FILTER (WHERE status = 'executed') AS executed, count(*) FILTER (WHERE status = 'expired') AS expired,
         count(*) FILTER (WHERE status = 'executed' AND resolved) AS resolved,
         count(*) FILTER (WHERE status IN ('approved', 'executed'))::double precision
           / nullif(count(*) FILTER (WHERE status IN ('approved', 'executed', 'rejected')), 0) AS approval_rate,
         count(*) FILTER (WHERE status = 'executed' AND resolved)::double precision
           / nullif(count(*) FILTER (WHERE status = 'executed' AND resolved IS NOT NULL), 0) AS resolution_rate,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decision.decided_at - created_timestamp)::double precision)
           FILTER (WHERE isfinite(created_timestamp)) AS median_decision_seconds
  FROM agentic_hmi.agent_recommendations AS recommendation
  LEFT JOIN (
    SELECT recommendation_id, min(occurred_at) AS decided_at FROM andon.recommendation_audit
    WHERE old_status IS NOT NULL AND new_status IN ('approved', 'rejected') AND coalesce(kind, 'status_changed') = 'status_changed'
    GROUP BY recommendation_id
  ) AS decision USING (recommendation_id)
  GROUP BY recommendation.issue_type;
