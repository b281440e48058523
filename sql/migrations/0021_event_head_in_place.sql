-- A transaction with many events changed the one row of the head again and again, and looked for its newest version among all that it
-- had left behind itself, which nothing can clear away before it commits: 50,000 events took a time that grew with their square. Where
-- the newest version lies is remembered for the rest of the transaction; a savepoint that is rolled back takes the memory back with it.
CREATE FUNCTION andon.next_event_number() RETURNS bigint LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  known tid := nullif(current_setting('andon.event_head_place', true), '')::tid;
  place tid;
  next_number bigint;
BEGIN
  IF known IS NOT NULL THEN
    UPDATE andon.event_head SET number = number + 1 WHERE ctid = known RETURNING number, ctid INTO next_number, place;
  END IF;
  IF next_number IS NULL THEN
    UPDATE andon.event_head SET number = number + 1 RETURNING number, ctid INTO next_number, place;
  END IF;
  PERFORM set_config('andon.event_head_place', place::text, true);
  RETURN next_number;
END $$;
REVOKE EXECUTE ON FUNCTION andon.next_event_number FROM PUBLIC;

CREATE OR REPLACE FUNCTION andon.record_recommendation_event(kind text, was text, recommendation agentic_hmi.agent_recommendations)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  -- Locked here, at the end of the transaction: from now to commit is the only time that other writers of events wait.
  event_number bigint := andon.next_event_number();
  at timestamptz := clock_timestamp();
BEGIN
  INSERT INTO andon.recommendation_event VALUES (
    event_number, kind, at, recommendation.recommendation_id, was, recommendation.status,
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
