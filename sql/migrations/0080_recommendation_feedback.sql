-- Every decision with its features, one row each, whoever decided and by which way: what confidence is learnt from. Written with the decision,
-- in its transaction, so once each however many servers there are.
CREATE TABLE andon.recommendation_feedback (
  feedback_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recommendation_id text NOT NULL,
  version integer NOT NULL,
  decision text NOT NULL CHECK (decision IN ('approved', 'rejected', 'deferred', 'executed')),
  was text NOT NULL,
  decided_at timestamptz NOT NULL,
  operator_id text,
  database_user text NOT NULL,
  site_id text NOT NULL,
  equipment_id text NOT NULL,
  equipment_type text,
  issue_type text NOT NULL,
  severity text NOT NULL,
  detector text,
  detectors text[] NOT NULL,
  score double precision CHECK (score BETWEEN 0 AND 1),
  confidence double precision CHECK (confidence BETWEEN 0 AND 1),
  raised_at timestamptz NOT NULL,
  raised_hour smallint,
  decision_seconds double precision,
  reason text,
  outcome text,
  resolved boolean,
  UNIQUE (recommendation_id, version)
);
CREATE INDEX recommendation_feedback_kind ON andon.recommendation_feedback (site_id, issue_type, feedback_id);
CREATE INDEX recommendation_feedback_decided ON andon.recommendation_feedback (decided_at);
COMMENT ON TABLE andon.recommendation_feedback IS
  'one row for each decision of people on a recommendation, with what was known when it was decided; kept for ever, as the audit is';
COMMENT ON COLUMN andon.recommendation_feedback.feedback_id IS 'ascends in the order of commits; not gapless';
COMMENT ON COLUMN andon.recommendation_feedback.version IS 'of the recommendation, as the decision made it';
COMMENT ON COLUMN andon.recommendation_feedback.decision IS 'the status that was given; executed carries the outcome';
COMMENT ON COLUMN andon.recommendation_feedback.was IS 'the status before';
COMMENT ON COLUMN andon.recommendation_feedback.equipment_type IS 'at the time of the decision; null: the machine is not in the equipment master';
COMMENT ON COLUMN andon.recommendation_feedback.detector IS 'who found it; null: another program inserted it';
COMMENT ON COLUMN andon.recommendation_feedback.detectors IS 'of all its findings, those that joined too';
COMMENT ON COLUMN andon.recommendation_feedback.score IS 'confidence of the detector itself, before anything was learnt';
COMMENT ON COLUMN andon.recommendation_feedback.confidence IS 'as the operator saw it';
COMMENT ON COLUMN andon.recommendation_feedback.raised_hour IS 'hour of the day in UTC';
COMMENT ON COLUMN andon.recommendation_feedback.decision_seconds IS 'from raising to this decision';
COMMENT ON COLUMN andon.recommendation_feedback.reason IS 'of a rejection';

CREATE FUNCTION andon.record_feedback() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  own jsonb := NEW.evidence #> '{learning,score}';
BEGIN
  -- Held to the commit: so ids ascend in the order of commits, and who follows them by the largest that it has seen misses none. The
  -- event of this change has locked it already, and a look for each of many would take longer with each.
  IF coalesce(current_setting('andon.event_head_place', true), '') = '' THEN
    PERFORM FROM andon.event_head FOR UPDATE;
  END IF;
  INSERT INTO andon.recommendation_feedback
    (recommendation_id, version, decision, was, decided_at, operator_id, database_user, site_id, equipment_id, equipment_type, issue_type,
     severity, detector, detectors, score, confidence, raised_at, raised_hour, decision_seconds, reason, outcome, resolved)
  VALUES (
    NEW.recommendation_id, NEW.version, NEW.status, OLD.status, NEW.updated_timestamp, NEW.operator_id, session_user, NEW.site_id,
    NEW.equipment_id,
    (SELECT equipment_type FROM andon.equipment WHERE site_id = NEW.site_id AND equipment_id = NEW.equipment_id),
    NEW.issue_type, NEW.severity, NEW.evidence ->> 'detector',
    ARRAY(SELECT DISTINCT one ->> 'detector' FROM jsonb_array_elements(coalesce(NEW.findings, '[]')) AS each(one)
          WHERE one ->> 'detector' IS NOT NULL ORDER BY 1),
    -- Another program may have written anything there; its decision must not fail for it.
    CASE WHEN jsonb_typeof(own) = 'number'
      THEN CASE WHEN own::numeric BETWEEN 0 AND 1 THEN own::double precision END
      ELSE NEW.confidence_score END,
    NEW.confidence_score, NEW.created_timestamp,
    CASE WHEN isfinite(NEW.created_timestamp) THEN extract(hour FROM NEW.created_timestamp AT TIME ZONE 'UTC')::smallint END,
    CASE WHEN isfinite(NEW.created_timestamp)
      THEN extract(epoch FROM NEW.updated_timestamp)::float8 - extract(epoch FROM NEW.created_timestamp)::float8 END,
    NEW.rejection_reason, NEW.outcome, NEW.resolved)
  ON CONFLICT (recommendation_id, version) DO NOTHING;
  PERFORM andon.ring('andon_learning', '{}');
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION andon.record_feedback FROM PUBLIC;

-- What ends by itself, or returns to the queue when it is due, is no decision.
CREATE CONSTRAINT TRIGGER recommendation_status_feedback AFTER UPDATE ON agentic_hmi.agent_recommendations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
  WHEN (OLD.status IS DISTINCT FROM NEW.status AND NEW.status IN ('approved', 'rejected', 'deferred', 'executed'))
  EXECUTE FUNCTION andon.record_feedback();

-- What was decided before, as far as the audit tells it.
INSERT INTO andon.recommendation_feedback
  (recommendation_id, version, decision, was, decided_at, operator_id, database_user, site_id, equipment_id, equipment_type, issue_type,
   severity, detector, detectors, score, confidence, raised_at, raised_hour, decision_seconds, reason, outcome, resolved)
SELECT audit.recommendation_id, audit.version, audit.new_status, audit.old_status, audit.occurred_at, audit.operator_id, audit.database_user,
       told.site_id, told.equipment_id, equipment.equipment_type, told.issue_type, told.severity, told.evidence ->> 'detector',
       ARRAY(SELECT DISTINCT one ->> 'detector' FROM jsonb_array_elements(coalesce(told.findings, '[]')) AS each(one)
             WHERE one ->> 'detector' IS NOT NULL ORDER BY 1),
       told.confidence_score, told.confidence_score, told.created_timestamp,
       CASE WHEN isfinite(told.created_timestamp) THEN extract(hour FROM told.created_timestamp AT TIME ZONE 'UTC')::smallint END,
       CASE WHEN isfinite(told.created_timestamp)
         THEN extract(epoch FROM audit.occurred_at)::float8 - extract(epoch FROM told.created_timestamp)::float8 END,
       audit.rejection_reason, audit.outcome, CASE WHEN audit.new_status = 'executed' THEN told.resolved END
FROM andon.recommendation_audit AS audit
JOIN agentic_hmi.agent_recommendations AS told USING (recommendation_id)
LEFT JOIN andon.equipment AS equipment ON equipment.site_id = told.site_id AND equipment.equipment_id = told.equipment_id
WHERE coalesce(audit.kind, 'status_changed') = 'status_changed' AND audit.old_status IS NOT NULL
  AND audit.new_status IN ('approved', 'rejected', 'deferred', 'executed')
ORDER BY audit.audit_id
ON CONFLICT (recommendation_id, version) DO NOTHING;

CREATE TRIGGER recommendation_feedback_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON andon.recommendation_feedback
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();
