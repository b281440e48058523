-- A copy of the database carries the epoch along: a dump that is restored, a standby that is promoted without the last events, a branch,
-- a crash after commits that did not wait for the disk. All of them go on counting from where they stand, and numbers that were given
-- before are given again to other events. A token tells these apart: each event has a random one and names that of the event before
-- it. Whoever knows number and token of one event can prove that it is still there, and whoever finds each event naming the one before
-- it has an unbroken log.
ALTER TABLE andon.event_head
  ADD COLUMN token text NOT NULL DEFAULT substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
  ADD COLUMN previous_token text NOT NULL DEFAULT substr(replace(gen_random_uuid()::text, '-', ''), 1, 12);
COMMENT ON COLUMN andon.event_head.token IS 'of the newest event; a random one before the first';
COMMENT ON COLUMN andon.event_head.previous_token IS 'of the event before the newest';

ALTER TABLE andon.recommendation_event
  ADD COLUMN token text NOT NULL DEFAULT substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
  ADD COLUMN previous_token text;
UPDATE andon.recommendation_event AS event SET previous_token = coalesce(
  (SELECT before.token FROM andon.recommendation_event AS before WHERE before.number = event.number - 1),
  substr(replace(gen_random_uuid()::text, '-', ''), 1, 12));
UPDATE andon.event_head AS head SET token = event.token, previous_token = event.previous_token
FROM andon.recommendation_event AS event WHERE event.number = head.number;
ALTER TABLE andon.recommendation_event
  ALTER COLUMN token DROP DEFAULT,
  ALTER COLUMN previous_token SET NOT NULL;
COMMENT ON COLUMN andon.recommendation_event.token IS 'random, so that an event is told from another that has its number in a copy of the database';
COMMENT ON COLUMN andon.recommendation_event.previous_token IS 'token of the event before it';

-- As next_event_number, whose place it takes, and the tokens of the event and of the one before it. Of a table with one page the
-- planner would scan that page instead of going to the known place, with a plan that stays while the page becomes thousands.
CREATE FUNCTION andon.next_event(OUT number bigint, OUT token text, OUT previous_token text)
LANGUAGE plpgsql SET search_path = pg_catalog SET enable_seqscan = off AS $$
DECLARE
  known tid := nullif(current_setting('andon.event_head_place', true), '')::tid;
  fresh text := substr(replace(gen_random_uuid()::text, '-', ''), 1, 12);
  place tid;
BEGIN
  IF known IS NOT NULL THEN
    UPDATE andon.event_head AS head SET number = head.number + 1, token = fresh, previous_token = head.token
    WHERE head.ctid = known RETURNING head.number, head.token, head.previous_token, head.ctid
    INTO next_event.number, next_event.token, next_event.previous_token, place;
  END IF;
  IF next_event.number IS NULL THEN
    UPDATE andon.event_head AS head SET number = head.number + 1, token = fresh, previous_token = head.token
    RETURNING head.number, head.token, head.previous_token, head.ctid
    INTO next_event.number, next_event.token, next_event.previous_token, place;
  END IF;
  PERFORM set_config('andon.event_head_place', place::text, true);
END $$;
REVOKE EXECUTE ON FUNCTION andon.next_event FROM PUBLIC;

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
    event.number, event.token, event.previous_token, kind, at, recommendation.recommendation_id, was, recommendation.status,
    CASE WHEN kind = 'status_changed' THEN recommendation.operator_id END,
    CASE WHEN kind = 'status_changed' THEN recommendation.operator_notes END, to_jsonb(recommendation));
  INSERT INTO andon.recommendation_audit
    (recommendation_id, version, occurred_at, old_status, new_status, operator_id, operator_notes, rejection_reason, defer_until,
     outcome, database_user, application_name)
  VALUES
    (recommendation.recommendation_id, recommendation.version, at, was, recommendation.status, recommendation.operator_id,
     recommendation.operator_notes, recommendation.rejection_reason, recommendation.defer_until, recommendation.outcome,
     session_user, current_setting('application_name'));
  PERFORM andon.ring('andon_event', '{}');
END $$;
DROP FUNCTION andon.next_event_number();
