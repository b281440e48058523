-- The operator's queue. Names carried over: other programs insert here, update status here and listen to its notifications.
CREATE TABLE agentic_hmi.agent_recommendations (
  recommendation_id text PRIMARY KEY DEFAULT gen_random_uuid()::text,
  site_id text NOT NULL DEFAULT 'default',
  equipment_id text NOT NULL,
  issue_type text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
  issue_description text,
  recommended_action text,
  confidence_score double precision CHECK (confidence_score BETWEEN 0 AND 1),
  root_cause_analysis text,
  expected_outcome text,
  status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'rejected', 'deferred', 'executed', 'expired')),
  operator_id text,
  operator_notes text,
  approved_timestamp timestamptz,
  executed_timestamp timestamptz,
  defer_until timestamptz,
  rejection_reason text,
  outcome text,
  resolved boolean,
  urgency text,
  time_to_threshold interval,
  evidence jsonb,
  anomaly_id bigint,
  version integer NOT NULL DEFAULT 1,
  created_timestamp timestamptz NOT NULL DEFAULT clock_timestamp(),
  updated_timestamp timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX agent_recommendations_newest ON agentic_hmi.agent_recommendations (created_timestamp DESC, recommendation_id DESC);
CREATE INDEX agent_recommendations_issue ON agentic_hmi.agent_recommendations (site_id, equipment_id, issue_type, created_timestamp DESC);
CREATE INDEX agent_recommendations_due ON agentic_hmi.agent_recommendations (defer_until) WHERE status = 'deferred';

-- One row for each equipment and issue: its primary key is what makes a second pending recommendation impossible, whoever writes
-- and however many at once. quiet_until is the pipeline's own, longer restraint: it does not repeat what an operator has before
-- him or has just decided.
CREATE TABLE andon.recommendation_slot (
  site_id text NOT NULL,
  equipment_id text NOT NULL,
  issue_type text NOT NULL,
  recommendation_id text NOT NULL,
  raised_at timestamptz NOT NULL,
  pending boolean NOT NULL,
  quiet_until timestamptz NOT NULL,
  PRIMARY KEY (site_id, equipment_id, issue_type)
);

-- Takes the slot or says no. Called by the triggers below, which run with their owner's rights: a writer needs rights on the queue
-- alone, and nobody may call this by himself.
CREATE FUNCTION andon.take_recommendation_slot(site text, equipment text, issue text, recommendation text)
RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO andon.recommendation_slot AS slot
  VALUES (site, equipment, issue, recommendation, clock_timestamp(), true, 'infinity')
  ON CONFLICT (site_id, equipment_id, issue_type) DO UPDATE
    SET recommendation_id = excluded.recommendation_id, raised_at = excluded.raised_at, pending = true, quiet_until = 'infinity'
    WHERE NOT slot.pending
       OR slot.recommendation_id = excluded.recommendation_id
       OR slot.raised_at <= excluded.raised_at - (SELECT dedupe_window FROM andon.setting);
  RETURN FOUND;
END $$;
REVOKE EXECUTE ON FUNCTION andon.take_recommendation_slot FROM PUBLIC;

CREATE FUNCTION andon.before_recommendation_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  -- Writers of other systems spell these in capitals, or send explicit nulls.
  NEW.recommendation_id := coalesce(NEW.recommendation_id, gen_random_uuid()::text);
  NEW.site_id := coalesce(NEW.site_id, 'default');
  NEW.severity := lower(NEW.severity);
  NEW.status := lower(coalesce(NEW.status, 'pending'));
  NEW.created_timestamp := coalesce(NEW.created_timestamp, clock_timestamp());
  NEW.updated_timestamp := coalesce(NEW.updated_timestamp, NEW.created_timestamp);
  NEW.version := 1;
  IF NEW.status = 'pending'
     AND NOT andon.take_recommendation_slot(NEW.site_id, NEW.equipment_id, NEW.issue_type, NEW.recommendation_id) THEN
    RETURN NULL; -- a second one within the window: the insert succeeds with no row, as a repeated alarm should
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER recommendation_before_insert BEFORE INSERT ON agentic_hmi.agent_recommendations
  FOR EACH ROW EXECUTE FUNCTION andon.before_recommendation_insert();

CREATE FUNCTION andon.before_recommendation_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  NEW.status := lower(NEW.status);
  NEW.severity := lower(NEW.severity);
  NEW.version := OLD.version + 1;
  NEW.updated_timestamp := clock_timestamp();
  IF NEW.status = OLD.status THEN
    RETURN NEW;
  END IF;
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
  ELSIF NEW.status = 'pending'
    AND NOT andon.take_recommendation_slot(NEW.site_id, NEW.equipment_id, NEW.issue_type, NEW.recommendation_id) THEN
    RAISE EXCEPTION 'another recommendation is pending for equipment % and issue %', NEW.equipment_id, NEW.issue_type
      USING ERRCODE = 'AN003', HINT = 'decide that one first';
  END IF;
  -- How long the pipeline stays quiet about the same issue: work under way is given an hour, anything else the dedupe window.
  UPDATE andon.recommendation_slot
  SET pending = (NEW.status = 'pending'),
      quiet_until = CASE NEW.status
        WHEN 'pending' THEN 'infinity'::timestamptz
        WHEN 'deferred' THEN 'infinity'::timestamptz
        WHEN 'approved' THEN NEW.updated_timestamp + interval '1 hour'
        WHEN 'expired' THEN NEW.updated_timestamp
        ELSE NEW.updated_timestamp + (SELECT dedupe_window FROM andon.setting)
      END
  WHERE site_id = NEW.site_id AND equipment_id = NEW.equipment_id AND issue_type = NEW.issue_type
    AND recommendation_id = NEW.recommendation_id;
  RETURN NEW;
END $$;
CREATE TRIGGER recommendation_before_update BEFORE UPDATE ON agentic_hmi.agent_recommendations
  FOR EACH ROW EXECUTE FUNCTION andon.before_recommendation_update();
