-- PostgreSQL reads the expression of a CHECK, and of a trigger's WHEN, out of its stored text anew for every statement: 5 to 20 µs each, of
-- which an alert met a dozen. Where a function that runs anyhow can ask the same, or nobody but our functions can write, it asks no more.
-- And an event that does not fit into 2 kB was compressed, which took longer than all else that was done with it.

-- Kinds are said by andon.record_recommendation_event and its callers, and nobody else may write these tables.
ALTER TABLE andon.recommendation_event DROP CONSTRAINT recommendation_event_kind_check;
ALTER TABLE andon.recommendation_audit DROP CONSTRAINT recommendation_audit_kind_check;

-- Two updates of it come with each alert. That there is one row is held by an index, which an update within the page does not touch.
ALTER TABLE andon.event_head DROP CONSTRAINT event_head_singleton_check;
CREATE UNIQUE INDEX event_head_is_one ON andon.event_head ((true));

-- Two events of an alert with their texts fit into a page as they are.
ALTER TABLE andon.recommendation_event SET (toast_tuple_target = 4080);
ALTER TABLE agentic_hmi.agent_recommendations SET (toast_tuple_target = 4080);

CREATE OR REPLACE FUNCTION andon.before_audit_insert() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  -- Asked first: to assign what is right already costs more than to ask.
  IF NEW.database_user <> session_user OR NEW.chain_no IS NOT NULL OR NEW.chain_hash IS NOT NULL THEN
    NEW.database_user := session_user;
    NEW.chain_no := NULL;
    NEW.chain_hash := NULL;
  END IF;
  -- clock_timestamp() of the transaction is after its begin.
  IF NEW.occurred_at < now() OR NEW.occurred_at > clock_timestamp() THEN
    NEW.occurred_at := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER recommendation_audit_before_insert BEFORE INSERT ON andon.recommendation_audit
  FOR EACH ROW EXECUTE FUNCTION andon.before_audit_insert();
CREATE OR REPLACE TRIGGER alarm_journal_before_insert BEFORE INSERT ON andon.alarm_journal
  FOR EACH ROW EXECUTE FUNCTION andon.before_audit_insert();

-- Severity comes from whoever raises; the rest of a condition from its transitions.
ALTER TABLE andon.alarm DROP CONSTRAINT alarm_severity_rank_check, DROP CONSTRAINT alarm_shelving_check;
CREATE OR REPLACE FUNCTION andon.set_up_raised_alarm() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF NEW.severity_rank NOT BETWEEN 1 AND 4 OR NEW.shelving NOT IN ('none', 'timed', 'one_shot') THEN
    RAISE EXCEPTION 'alarm of % has severity rank % and is shelved %', NEW.equipment_id, NEW.severity_rank, NEW.shelving
      USING ERRCODE = 'check_violation', HINT = 'the rank is 1 (low) to 4 (critical); shelving is none, timed or one_shot';
  END IF;
  IF NEW.kind <> 'raised' THEN
    RETURN NEW;
  END IF;
  IF NOT NEW.suppressed AND EXISTS (
    SELECT FROM andon.suppression AS known
    WHERE known.site_id = NEW.site_id AND known.equipment_id = NEW.equipment_id AND known.ended_at IS NULL) THEN
    NEW.suppressed_by := andon.suppression_reason(NEW.site_id, NEW.equipment_id);
    NEW.suppressed := NEW.suppressed_by IS NOT NULL;
  END IF;
  IF EXISTS (SELECT FROM andon.alarm_rule AS rule WHERE rule.site_id = NEW.site_id) THEN
    NEW.latching := coalesce((
      SELECT rule.latching FROM andon.alarm_rule AS rule
      WHERE rule.site_id = NEW.site_id AND (rule.equipment_id IS NULL OR rule.equipment_id = NEW.equipment_id)
        AND (rule.problem IS NULL OR rule.problem = NEW.problem)
      ORDER BY rule.equipment_id IS NULL, rule.problem IS NULL LIMIT 1), NEW.latching);
  END IF;
  RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER alarm_set_up BEFORE INSERT OR UPDATE ON andon.alarm FOR EACH ROW EXECUTE FUNCTION andon.set_up_raised_alarm();
