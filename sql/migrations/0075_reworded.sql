-- The audit has what was, also where a recommendation is reworded by the statement that decides it, where its evidence is exchanged, which is no
-- event, and where it is deleted or moved. An alert and a decision of the server reword nothing: they cost a comparison.
CREATE OR REPLACE FUNCTION andon.record_recommendation_event(
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
  IF kind = 'deleted' THEN
    old_columns := jsonb_strip_nulls(to_jsonb(recommendation)) - '{version,updated_timestamp}'::text[];
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

COMMENT ON COLUMN andon.recommendation_audit.old_value IS 'the columns that differ, before, where others than those of a decision do; of what was deleted or moved all of them';
COMMENT ON COLUMN andon.recommendation_audit.new_value IS 'the columns that differ, after; null of what was deleted or moved';

CREATE OR REPLACE FUNCTION andon.on_recommendation_status_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM andon.record_recommendation_event('status_changed', OLD.status, NEW, CASE
    WHEN (OLD.severity, OLD.confidence_score, OLD.issue_description, OLD.recommended_action, OLD.root_cause_analysis, OLD.expected_outcome, OLD.urgency,
          OLD.time_to_threshold, OLD.anomaly_id, OLD.findings, OLD.created_timestamp)
      IS DISTINCT FROM
         (NEW.severity, NEW.confidence_score, NEW.issue_description, NEW.recommended_action, NEW.root_cause_analysis, NEW.expected_outcome, NEW.urgency,
          NEW.time_to_threshold, NEW.anomaly_id, NEW.findings, NEW.created_timestamp) THEN OLD END);
  PERFORM andon.ring('recommendation_status_changed', jsonb_build_object(
    'recommendation_id', NEW.recommendation_id, 'site_id', NEW.site_id, 'equipment_id', NEW.equipment_id,
    'issue_type', NEW.issue_type, 'severity', NEW.severity, 'old_status', OLD.status, 'new_status', NEW.status,
    'operator_id', NEW.operator_id, 'operator_notes', NEW.operator_notes, 'timestamp', NEW.updated_timestamp));
  RETURN NULL;
END $$;

-- Only where a statement names the column: nothing that the pipeline or a decision writes compares it. What is changed with it and leaves the
-- status alone has it in its own entry.
CREATE FUNCTION andon.on_recommendation_evidence_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  counted text[] := '{evidence,version,updated_timestamp}';
  credential record;
BEGIN
  IF OLD.status = NEW.status AND to_jsonb(OLD) - counted IS DISTINCT FROM to_jsonb(NEW) - counted THEN
    RETURN NULL;
  END IF;
  credential := andon.proven_credential();
  INSERT INTO andon.recommendation_audit
    (recommendation_id, version, occurred_at, kind, old_status, new_status, database_user, application_name, key_id, token_issuer, token_subject,
     old_value, new_value)
  VALUES
    (NEW.recommendation_id, NEW.version, clock_timestamp(), 'changed', OLD.status, NEW.status, session_user, current_setting('application_name'),
     credential.key_id, credential.token_issuer, credential.token_subject,
     jsonb_build_object('evidence', OLD.evidence), jsonb_build_object('evidence', NEW.evidence));
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION andon.on_recommendation_evidence_changed() FROM PUBLIC;
CREATE TRIGGER recommendation_evidence_changed AFTER UPDATE OF evidence ON agentic_hmi.agent_recommendations FOR EACH ROW
  WHEN (OLD.evidence IS DISTINCT FROM NEW.evidence) EXECUTE FUNCTION andon.on_recommendation_evidence_changed();
