-- Events of alarms are rows of the same log as those of recommendations: counted by the same row, so that one lock orders both and a place
-- in one stream is a place in the other. Each stream keeps a gapless number and a chain of tokens of its own; the position orders them
-- among each other. What was logged before has its number as its position.
ALTER TABLE andon.event_head
  ADD COLUMN position bigint NOT NULL DEFAULT 0,
  ADD COLUMN recommendation_position bigint NOT NULL DEFAULT 0,
  ADD COLUMN previous_recommendation_position bigint NOT NULL DEFAULT 0,
  ADD COLUMN alarm_number bigint NOT NULL DEFAULT 0,
  ADD COLUMN alarm_token text NOT NULL DEFAULT substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
  ADD COLUMN previous_alarm_token text NOT NULL DEFAULT substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
  ADD COLUMN alarm_position bigint NOT NULL DEFAULT 0,
  ADD COLUMN previous_alarm_position bigint NOT NULL DEFAULT 0;
UPDATE andon.event_head
SET position = number, recommendation_position = number, previous_recommendation_position = greatest(number - 1, 0);
COMMENT ON COLUMN andon.event_head.number IS 'of the newest event of a recommendation';
COMMENT ON COLUMN andon.event_head.token IS 'of the newest event of a recommendation; a random one before the first';
COMMENT ON COLUMN andon.event_head.previous_token IS 'of the event of a recommendation before the newest';
COMMENT ON COLUMN andon.event_head.position IS 'of the newest event of either kind';
COMMENT ON COLUMN andon.event_head.recommendation_position IS 'of the newest event of a recommendation';
COMMENT ON COLUMN andon.event_head.previous_recommendation_position IS 'of the one before it';
COMMENT ON COLUMN andon.event_head.alarm_number IS 'of the newest event of an alarm';
COMMENT ON COLUMN andon.event_head.alarm_token IS 'of the newest event of an alarm; a random one before the first';
COMMENT ON COLUMN andon.event_head.previous_alarm_token IS 'of the event of an alarm before the newest';
COMMENT ON COLUMN andon.event_head.alarm_position IS 'of the newest event of an alarm';
COMMENT ON COLUMN andon.event_head.previous_alarm_position IS 'of the one before it';

ALTER TABLE andon.recommendation_event
  ADD COLUMN position bigint,
  ADD COLUMN previous_position bigint;
UPDATE andon.recommendation_event SET position = number, previous_position = number - 1;
ALTER TABLE andon.recommendation_event
  ALTER COLUMN position SET NOT NULL,
  ALTER COLUMN previous_position SET NOT NULL,
  ADD CONSTRAINT recommendation_event_position_key UNIQUE (position);
COMMENT ON COLUMN andon.recommendation_event.position IS 'place in the log that the events of alarms are in, too; gapless over both';
COMMENT ON COLUMN andon.recommendation_event.previous_position IS 'place of the event of a recommendation before it';

DROP FUNCTION andon.next_event();
CREATE FUNCTION andon.next_event(
  OUT number bigint, OUT token text, OUT previous_token text, OUT "position" bigint, OUT previous_position bigint)
LANGUAGE plpgsql SET search_path = pg_catalog SET enable_seqscan = off AS $$
DECLARE
  known tid := nullif(current_setting('andon.event_head_place', true), '')::tid;
  fresh text := substr(replace(gen_random_uuid()::text, '-', ''), 1, 12);
  place tid;
BEGIN
  IF known IS NOT NULL THEN
    UPDATE andon.event_head AS head SET number = head.number + 1, token = fresh, previous_token = head.token, position = head.position + 1,
      recommendation_position = head.position + 1, previous_recommendation_position = head.recommendation_position
    WHERE head.ctid = known
    RETURNING head.number, head.token, head.previous_token, head.position, head.previous_recommendation_position, head.ctid
    INTO next_event.number, next_event.token, next_event.previous_token, next_event.position, next_event.previous_position, place;
  END IF;
  IF next_event.number IS NULL THEN
    UPDATE andon.event_head AS head SET number = head.number + 1, token = fresh, previous_token = head.token, position = head.position + 1,
      recommendation_position = head.position + 1, previous_recommendation_position = head.recommendation_position
    RETURNING head.number, head.token, head.previous_token, head.position, head.previous_recommendation_position, head.ctid
    INTO next_event.number, next_event.token, next_event.previous_token, next_event.position, next_event.previous_position, place;
  END IF;
  PERFORM set_config('andon.event_head_place', place::text, true);
END $$;
REVOKE EXECUTE ON FUNCTION andon.next_event FROM PUBLIC;

-- The same row and the same lock, for the events of alarms.
CREATE FUNCTION andon.next_alarm_event(
  OUT number bigint, OUT token text, OUT previous_token text, OUT "position" bigint, OUT previous_position bigint)
LANGUAGE plpgsql SET search_path = pg_catalog SET enable_seqscan = off AS $$
DECLARE
  known tid := nullif(current_setting('andon.event_head_place', true), '')::tid;
  fresh text := substr(replace(gen_random_uuid()::text, '-', ''), 1, 12);
  place tid;
BEGIN
  IF known IS NOT NULL THEN
    UPDATE andon.event_head AS head SET alarm_number = head.alarm_number + 1, alarm_token = fresh, previous_alarm_token = head.alarm_token,
      position = head.position + 1, alarm_position = head.position + 1, previous_alarm_position = head.alarm_position
    WHERE head.ctid = known
    RETURNING head.alarm_number, head.alarm_token, head.previous_alarm_token, head.position, head.previous_alarm_position, head.ctid
    INTO next_alarm_event.number, next_alarm_event.token, next_alarm_event.previous_token, next_alarm_event.position,
      next_alarm_event.previous_position, place;
  END IF;
  IF next_alarm_event.number IS NULL THEN
    UPDATE andon.event_head AS head SET alarm_number = head.alarm_number + 1, alarm_token = fresh, previous_alarm_token = head.alarm_token,
      position = head.position + 1, alarm_position = head.position + 1, previous_alarm_position = head.alarm_position
    RETURNING head.alarm_number, head.alarm_token, head.previous_alarm_token, head.position, head.previous_alarm_position, head.ctid
    INTO next_alarm_event.number, next_alarm_event.token, next_alarm_event.previous_token, next_alarm_event.position,
      next_alarm_event.previous_position, place;
  END IF;
  PERFORM set_config('andon.event_head_place', place::text, true);
END $$;
REVOKE EXECUTE ON FUNCTION andon.next_alarm_event FROM PUBLIC;

CREATE OR REPLACE FUNCTION andon.record_recommendation_event(kind text, was text, recommendation agentic_hmi.agent_recommendations) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  -- Locked here, at the end of the transaction: from now to commit is the only time that other writers of events wait.
  event record := andon.next_event();
  at timestamptz := clock_timestamp();
  credential record := andon.proven_credential();
BEGIN
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
