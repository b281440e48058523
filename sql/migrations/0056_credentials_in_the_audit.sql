-- The audit names the credential by which something was done, beside the operator for whom it speaks: a key may speak for many.
ALTER TABLE andon.recommendation_audit
  ADD COLUMN key_id text,
  ADD COLUMN token_issuer text,
  ADD COLUMN token_subject text;
COMMENT ON COLUMN andon.recommendation_audit.key_id IS 'the key of this server by which it was done; null without one';
COMMENT ON COLUMN andon.recommendation_audit.token_issuer IS 'the identity provider whose token it was done by; null without one';
COMMENT ON COLUMN andon.recommendation_audit.token_subject IS 'whom the identity provider says the token is of; null without one';
COMMENT ON COLUMN andon.recommendation_audit.database_user IS 'whose session wrote it: the server''s own user for what came by the API';

-- The server says in a setting of the transaction which credential it has checked. Other programs can write into that setting too, so it is
-- believed of the server's user alone: of those who act as the owner of this function.
CREATE FUNCTION andon.proven_credential(OUT key_id text, OUT token_issuer text, OUT token_subject text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  given jsonb;
BEGIN
  IF coalesce(current_setting('andon.credential', true), '') <> '' AND pg_has_role(session_user, current_user, 'MEMBER') THEN
    given := current_setting('andon.credential')::jsonb;
    key_id := given ->> 'keyId';
    token_issuer := given ->> 'issuer';
    token_subject := given ->> 'subject';
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION andon.proven_credential() FROM PUBLIC;

CREATE OR REPLACE FUNCTION andon.record_recommendation_event(kind text, was text, recommendation agentic_hmi.agent_recommendations) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  -- Locked here, at the end of the transaction: from now to commit is the only time that other writers of events wait.
  event record := andon.next_event();
  at timestamptz := clock_timestamp();
  credential record := andon.proven_credential();
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
     outcome, database_user, application_name, key_id, token_issuer, token_subject)
  VALUES
    (recommendation.recommendation_id, recommendation.version, at, kind, was, recommendation.status,
     -- Who had decided before is not who has changed or deleted it now: that is the database user.
     CASE WHEN kind IN ('created', 'status_changed') THEN recommendation.operator_id END,
     CASE WHEN kind IN ('created', 'status_changed') THEN recommendation.operator_notes END,
     recommendation.rejection_reason, recommendation.defer_until, recommendation.outcome,
     session_user, current_setting('application_name'), credential.key_id, credential.token_issuer, credential.token_subject);
  PERFORM andon.ring('andon_event', '{}');
END $$;

CREATE OR REPLACE VIEW andon_analytics.operator_feedback_bronze AS
SELECT audit.audit_id AS feedback_id, audit.recommendation_id, recommendation.site_id, recommendation.equipment_id,
       recommendation.issue_type, recommendation.severity, recommendation.confidence_score,
       audit.new_status AS feedback, audit.old_status AS previous_status, audit.occurred_at AS feedback_timestamp,
       extract(epoch FROM audit.occurred_at - recommendation.created_timestamp)::double precision AS seconds_since_created,
       audit.operator_id, audit.operator_notes, audit.rejection_reason, audit.defer_until, audit.outcome,
       audit.key_id, audit.token_issuer, audit.token_subject, audit.database_user
FROM andon.recommendation_audit AS audit
JOIN agentic_hmi.agent_recommendations AS recommendation USING (recommendation_id)
WHERE audit.old_status IS NOT NULL AND audit.new_status IN ('approved', 'rejected', 'deferred', 'executed')
  AND coalesce(audit.kind, 'status_changed') = 'status_changed';
COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.key_id IS 'the key by which it was decided; null without one';
COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.token_issuer IS 'the identity provider whose token it was decided by; null without one';
COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.token_subject IS 'whom the identity provider says the token is of; null without one';
COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.database_user IS 'whose session wrote it: the server''s own user for decisions by the API';
