-- The ordered feed: the table is the truth, NOTIFY is the doorbell.
CREATE TABLE andon.event_head (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  epoch text NOT NULL DEFAULT substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
  number bigint NOT NULL DEFAULT 0
);
COMMENT ON COLUMN andon.event_head.epoch IS 'a new value tells every cursor that the log was rewound, by a restore or a branch';
INSERT INTO andon.event_head DEFAULT VALUES;

CREATE TABLE andon.recommendation_event (
  number bigint PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('created', 'status_changed')),
  occurred_at timestamptz NOT NULL,
  recommendation_id text NOT NULL,
  old_status text,
  new_status text,
  operator_id text,
  operator_notes text,
  recommendation jsonb NOT NULL
);
COMMENT ON COLUMN andon.recommendation_event.number IS 'gapless, in commit order';
COMMENT ON COLUMN andon.recommendation_event.recommendation IS 'the row as it was when the event happened';

-- Who decided what, for ever.
CREATE TABLE andon.recommendation_audit (
  audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  recommendation_id text NOT NULL,
  version integer NOT NULL,
  occurred_at timestamptz NOT NULL,
  old_status text,
  new_status text NOT NULL,
  operator_id text,
  operator_notes text,
  rejection_reason text,
  defer_until timestamptz,
  outcome text,
  database_user text NOT NULL,
  application_name text NOT NULL
);
CREATE INDEX recommendation_audit_recommendation ON andon.recommendation_audit (recommendation_id, audit_id);

CREATE FUNCTION andon.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'AN004';
END $$;
CREATE TRIGGER recommendation_audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON andon.recommendation_audit
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

-- Rings a channel without ever costing the transaction its data: a payload over 7,999 bytes is shortened, longest text first, and
-- names what was cut; when the queue runs full (a stuck listener anywhere in the cluster) the bell stays silent, because a full
-- queue would fail the commit, and readers find the rows by looking.
CREATE FUNCTION andon.ring(channel text, payload jsonb) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  body jsonb := payload;
  longest text;
BEGIN
  IF pg_notification_queue_usage() > 0.9 THEN
    RETURN;
  END IF;
  WHILE octet_length(body::text) > 7999 LOOP
    SELECT field.key INTO longest FROM jsonb_each_text(body - 'truncated') AS field
      ORDER BY octet_length(field.value) DESC NULLS LAST LIMIT 1;
    body := body || jsonb_build_object(
      longest, left(body ->> longest, length(body ->> longest) / 2),
      'truncated', CASE WHEN coalesce(body -> 'truncated', '[]') ? longest THEN body -> 'truncated'
                        ELSE coalesce(body -> 'truncated', '[]') || to_jsonb(longest) END);
  END LOOP;
  PERFORM pg_notify(channel, CASE WHEN body = '{}' THEN '' ELSE body::text END);
END $$;

CREATE FUNCTION andon.record_recommendation_event(kind text, was text, recommendation agentic_hmi.agent_recommendations)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
  at timestamptz;
  event_number bigint;
BEGIN
  -- Locked here, at the end of the transaction: from now to commit is the only time that other writers of events wait.
  UPDATE andon.event_head SET number = number + 1 RETURNING number, clock_timestamp() INTO event_number, at;
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

-- Only the triggers, with their owner's rights, may call these: an event that anybody could write would be worth nothing.
REVOKE EXECUTE ON FUNCTION andon.ring, andon.record_recommendation_event FROM PUBLIC;

CREATE FUNCTION andon.on_recommendation_inserted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM andon.record_recommendation_event('created', NULL, NEW);
  PERFORM andon.ring('new_ml_recommendation', jsonb_build_object(
    'recommendation_id', NEW.recommendation_id, 'site_id', NEW.site_id, 'equipment_id', NEW.equipment_id,
    'issue_type', NEW.issue_type, 'severity', NEW.severity, 'confidence_score', NEW.confidence_score,
    'issue_description', NEW.issue_description, 'recommended_action', NEW.recommended_action, 'status', NEW.status,
    'timestamp', NEW.created_timestamp));
  RETURN NULL;
END $$;

CREATE FUNCTION andon.on_recommendation_status_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  PERFORM andon.record_recommendation_event('status_changed', OLD.status, NEW);
  PERFORM andon.ring('recommendation_status_changed', jsonb_build_object(
    'recommendation_id', NEW.recommendation_id, 'site_id', NEW.site_id, 'equipment_id', NEW.equipment_id,
    'issue_type', NEW.issue_type, 'severity', NEW.severity, 'old_status', OLD.status, 'new_status', NEW.status,
    'operator_id', NEW.operator_id, 'operator_notes', NEW.operator_notes, 'timestamp', NEW.updated_timestamp));
  RETURN NULL;
END $$;

-- Deferred to commit, so that a transaction which stays open after its write does not keep the event counter locked.
CREATE CONSTRAINT TRIGGER recommendation_inserted AFTER INSERT ON agentic_hmi.agent_recommendations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION andon.on_recommendation_inserted();
CREATE CONSTRAINT TRIGGER recommendation_status_changed AFTER UPDATE ON agentic_hmi.agent_recommendations
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status)
  EXECUTE FUNCTION andon.on_recommendation_status_changed();
