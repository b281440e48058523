-- What is found at a machine while approved work on it is under way is put to the approved recommendation: findings may be added to it. Those that
-- were decided on stay as they were, and so does everything else that operators saw.
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
        OLD.root_cause_analysis, OLD.expected_outcome, OLD.urgency, OLD.time_to_threshold, OLD.anomaly_id, OLD.created_timestamp)
      IS DISTINCT FROM
       (NEW.site_id, NEW.equipment_id, NEW.issue_type, NEW.severity, NEW.confidence_score, NEW.issue_description, NEW.recommended_action,
        NEW.root_cause_analysis, NEW.expected_outcome, NEW.urgency, NEW.time_to_threshold, NEW.anomaly_id, NEW.created_timestamp)
      -- While it is approved, more may be found.
      OR OLD.findings IS DISTINCT FROM NEW.findings AND NOT (
        OLD.status = 'approved' AND NEW.status = 'approved'
        AND coalesce(jsonb_typeof(OLD.findings) = 'array' AND jsonb_typeof(NEW.findings) = 'array', false)
        AND NOT EXISTS (
          SELECT one FROM jsonb_path_query(OLD.findings, '$[*]') AS before(one)
          EXCEPT ALL SELECT one FROM jsonb_path_query(NEW.findings, '$[*]') AS after(one)))
      -- While it is deferred, what the server knows of it goes on.
      OR OLD.status <> 'deferred' AND OLD.evidence IS DISTINCT FROM NEW.evidence THEN
      RAISE EXCEPTION 'recommendation % is %: what operators decided on stays as they saw it', OLD.recommendation_id, OLD.status
        USING ERRCODE = 'AN009',
              HINT = 'its place, issue, severity, confidence, texts, findings and evidence change while it is pending only, but that findings are added while it is approved; notes and outcome at any time';
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
