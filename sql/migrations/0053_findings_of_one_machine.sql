-- A recommendation carries what was found about its machine, in the order in which it was measured: findings that come later join it.
ALTER TABLE agentic_hmi.agent_recommendations
  ADD COLUMN findings jsonb CONSTRAINT agent_recommendations_findings_check CHECK (jsonb_typeof(findings) = 'array');
COMMENT ON COLUMN agentic_hmi.agent_recommendations.findings IS
  'what was found about the machine, first in time first: objects with at, sensor_type, detector, severity, sentence, value, unit, limit, issue_type, subject, anomaly_id and the version with which it came; the server''s own, null for what other programs insert';

DROP TRIGGER recommendation_changed ON agentic_hmi.agent_recommendations;
CREATE CONSTRAINT TRIGGER recommendation_changed AFTER UPDATE ON agentic_hmi.agent_recommendations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.status IS NOT DISTINCT FROM NEW.status
    AND (OLD.site_id, OLD.equipment_id, OLD.issue_type) IS NOT DISTINCT FROM (NEW.site_id, NEW.equipment_id, NEW.issue_type)
    AND (OLD.severity, OLD.issue_description, OLD.recommended_action, OLD.confidence_score, OLD.root_cause_analysis, OLD.expected_outcome,
         OLD.operator_id, OLD.operator_notes, OLD.approved_timestamp, OLD.executed_timestamp, OLD.defer_until, OLD.rejection_reason,
         OLD.outcome, OLD.resolved, OLD.urgency, OLD.time_to_threshold, OLD.anomaly_id, OLD.created_timestamp, OLD.findings)
      IS DISTINCT FROM
        (NEW.severity, NEW.issue_description, NEW.recommended_action, NEW.confidence_score, NEW.root_cause_analysis, NEW.expected_outcome,
         NEW.operator_id, NEW.operator_notes, NEW.approved_timestamp, NEW.executed_timestamp, NEW.defer_until, NEW.rejection_reason,
         NEW.outcome, NEW.resolved, NEW.urgency, NEW.time_to_threshold, NEW.anomaly_id, NEW.created_timestamp, NEW.findings))
  EXECUTE FUNCTION andon.on_recommendation_changed();

-- A recommendation may have several slots now: that of its own issue, which admits no second pending one, and one for each finding that
-- joined, which is never pending and restrains the pipeline only. What is decided is decided for all of them.
COMMENT ON TABLE andon.recommendation_slot IS
  'One row for each site, equipment and issue. The primary key makes concurrent writers of one issue wait for each other; andon.slot_is_held says who may have it. quiet_until is the pipeline''s own, longer restraint (andon.quiet_after). A finding that joined a recommendation of another issue has a slot that is not pending';

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

CREATE OR REPLACE FUNCTION andon.free_recommendation_slot() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  DELETE FROM andon.recommendation_slot AS slot
  WHERE slot.site_id = OLD.site_id AND slot.equipment_id = OLD.equipment_id AND slot.recommendation_id = OLD.recommendation_id;
  RETURN NULL;
END $$;

CREATE OR REPLACE VIEW andon_analytics.ai_recommendations_gold AS
  SELECT recommendation.recommendation_id, recommendation.site_id, recommendation.equipment_id, equipment.equipment_type,
         equipment.location, equipment.criticality, sensor.sensor_type, recommendation.issue_type, recommendation.severity,
         recommendation.issue_description, recommendation.recommended_action, recommendation.confidence_score,
         recommendation.root_cause_analysis, recommendation.expected_outcome, recommendation.status, recommendation.operator_id,
         recommendation.operator_notes, recommendation.approved_timestamp, recommendation.executed_timestamp,
         recommendation.defer_until, recommendation.rejection_reason, recommendation.outcome, recommendation.resolved,
         recommendation.urgency, recommendation.time_to_threshold, recommendation.evidence, recommendation.anomaly_id,
         recommendation.version, recommendation.created_timestamp, recommendation.updated_timestamp, recommendation.findings
  FROM agentic_hmi.agent_recommendations AS recommendation
  LEFT JOIN andon.equipment AS equipment USING (site_id, equipment_id)
  LEFT JOIN andon.anomaly AS anomaly USING (anomaly_id)
  LEFT JOIN andon.sensor AS sensor ON sensor.sensor_id = anomaly.sensor_id;
COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.findings IS
  'JSON array of what was found about the machine, first in time first: at, sensor_type, detector, severity, sentence, value, unit, limit and anomaly_id of each; null for what other programs inserted';
