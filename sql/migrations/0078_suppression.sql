-- Suppression by design: alarms of a machine are hidden while it is in planned maintenance, while the machine that it hangs on is down, or
-- while a tag shows an operating mode. Each is a row, which is kept; what is in force follows from the rows and the time alone, so that it
-- begins and ends also while no server runs.
CREATE TABLE andon.suppression (
  suppression_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id text NOT NULL DEFAULT 'default',
  equipment_id text NOT NULL,
  reason text NOT NULL CHECK (reason <> ''),
  starts_at timestamptz NOT NULL DEFAULT now(),
  ends_at timestamptz,
  cause_equipment_id text,
  cause_problem text,
  cause_sensor_type text,
  cause_states text[],
  made_by text NOT NULL DEFAULT current_user,
  made_at timestamptz NOT NULL DEFAULT now(),
  ended_at timestamptz,
  ended_by text,
  CONSTRAINT suppression_ends_after_it_starts CHECK (ends_at > starts_at),
  CONSTRAINT suppression_ends_or_has_a_cause CHECK (ends_at IS NOT NULL OR cause_equipment_id IS NOT NULL),
  CONSTRAINT suppression_has_one_cause CHECK (
    (cause_sensor_type IS NULL) = (cause_states IS NULL) AND num_nonnulls(cause_problem, cause_sensor_type) <= 1
    AND (cause_equipment_id IS NOT NULL OR num_nonnulls(cause_problem, cause_sensor_type) = 0))
);
COMMENT ON TABLE andon.suppression IS 'why alarms of a machine are hidden, and when: planned maintenance, or while something else is so';
COMMENT ON COLUMN andon.suppression.cause_equipment_id IS 'null: planned maintenance. Else the machine that it hangs on: while that is out of service, in maintenance or silent as a whole, unless the next columns say what of it';
COMMENT ON COLUMN andon.suppression.cause_problem IS 'while this alarm of that machine is active';
COMMENT ON COLUMN andon.suppression.cause_sensor_type IS 'while this sensor of that machine shows one of cause_states';
COMMENT ON COLUMN andon.suppression.ended_at IS 'when it was over, by its time or because somebody ended it; null while it is not';
COMMENT ON COLUMN andon.suppression.ended_by IS 'who ended it ahead of its time, or took the rule away';
CREATE INDEX suppression_of_machine ON andon.suppression (site_id, equipment_id);
CREATE INDEX suppression_open ON andon.suppression (suppression_id) WHERE ended_at IS NULL;
CREATE INDEX alarm_suppressed ON andon.alarm (site_id, equipment_id) WHERE suppressed;

-- What is in force at this instant.
CREATE VIEW andon.suppression_in_force AS
SELECT held.suppression_id, held.site_id, held.equipment_id, held.reason
FROM andon.suppression AS held
WHERE held.ended_at IS NULL AND held.starts_at <= now() AND (held.ends_at IS NULL OR held.ends_at > now())
  AND (held.cause_equipment_id IS NULL OR CASE
    WHEN held.cause_problem IS NOT NULL THEN EXISTS (
      SELECT FROM andon.alarm AS cause
      WHERE cause.site_id = held.site_id AND cause.equipment_id = held.cause_equipment_id AND cause.problem = held.cause_problem AND cause.active)
    WHEN held.cause_sensor_type IS NOT NULL THEN EXISTS (
      SELECT FROM andon.sensor AS sensor JOIN andon.current_status AS status USING (sensor_id)
      WHERE sensor.site_id = held.site_id AND sensor.equipment_id = held.cause_equipment_id AND sensor.sensor_type = held.cause_sensor_type
        AND sensor.removed_at IS NULL AND status.quality < 2
        AND coalesce(btrim(status.value_text), status.value_number::text, status.value_boolean::text) = ANY (held.cause_states))
    ELSE EXISTS (
        SELECT FROM andon.equipment AS machine
        WHERE machine.site_id = held.site_id AND machine.equipment_id = held.cause_equipment_id AND NOT machine.is_active)
      OR EXISTS (
        SELECT FROM andon.alarm AS cause
        WHERE cause.site_id = held.site_id AND cause.equipment_id = held.cause_equipment_id AND cause.problem = 'silent' AND cause.active)
      OR EXISTS (
        SELECT FROM andon.suppression AS work
        WHERE work.site_id = held.site_id AND work.equipment_id = held.cause_equipment_id AND work.cause_equipment_id IS NULL
          AND work.ended_at IS NULL AND work.starts_at <= now() AND work.ends_at > now())
    END);
COMMENT ON VIEW andon.suppression_in_force IS 'machines whose alarms are hidden by design at this instant, and why';

-- Alarms that are to be hidden, with the reason, and those that are hidden by a reason that is over, with none. What somebody suppressed by
-- a word of their own is neither.
CREATE VIEW andon.suppression_due AS
SELECT alarm.alarm_id, alarm.site_id, alarm.equipment_id, alarm.problem, min(held.reason) AS reason
FROM andon.suppression_in_force AS held JOIN andon.alarm AS alarm USING (site_id, equipment_id)
WHERE NOT alarm.suppressed AND alarm.state <> 'normal'
GROUP BY alarm.alarm_id, alarm.site_id, alarm.equipment_id, alarm.problem
UNION ALL
SELECT alarm.alarm_id, alarm.site_id, alarm.equipment_id, alarm.problem, NULL
FROM andon.alarm AS alarm
WHERE alarm.suppressed
  AND EXISTS (SELECT FROM andon.suppression AS known
              WHERE known.site_id = alarm.site_id AND known.equipment_id = alarm.equipment_id AND known.reason = alarm.suppressed_by)
  AND NOT EXISTS (SELECT FROM andon.suppression_in_force AS held
                  WHERE held.site_id = alarm.site_id AND held.equipment_id = alarm.equipment_id);
COMMENT ON VIEW andon.suppression_due IS 'alarms whose suppression does not fit what is in force: the reason to hide them, or null to show them again';

-- Which alarms latch: the narrowest row that fits an alarm holds.
CREATE TABLE andon.alarm_rule (
  rule_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id text NOT NULL,
  equipment_id text,
  problem text,
  latching boolean NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT now(),
  changed_by text
);
COMMENT ON TABLE andon.alarm_rule IS 'how alarms are set up: of a site, a machine or a problem; one that names the machine goes before one that names the problem';
COMMENT ON COLUMN andon.alarm_rule.equipment_id IS 'null: every machine of the site';
COMMENT ON COLUMN andon.alarm_rule.problem IS 'without its level; null: every problem';
COMMENT ON COLUMN andon.alarm_rule.latching IS 'once it has returned to normal, it stays in the list until it is reset; holds from its next activation on';
CREATE UNIQUE INDEX alarm_rule_place ON andon.alarm_rule (site_id, (coalesce(equipment_id, '')), (coalesce(problem, '')));

-- Why the alarms of a machine are hidden at this instant; null when they are not. Whoever asks for each alarm looks first whether the machine
-- has a row at all: on most sites none has.
CREATE FUNCTION andon.suppression_reason(site text, equipment text) RETURNS text LANGUAGE plpgsql STABLE SET search_path = pg_catalog AS $$
BEGIN
  RETURN (SELECT held.reason FROM andon.suppression_in_force AS held
          WHERE held.site_id = site AND held.equipment_id = equipment ORDER BY held.suppression_id LIMIT 1);
END $$;
REVOKE EXECUTE ON FUNCTION andon.suppression_reason FROM PUBLIC;

-- Whether alarms do not fit what is in force: asked each second, and answered by a look at what is empty on most sites.
CREATE FUNCTION andon.is_suppression_due() RETURNS boolean LANGUAGE plpgsql STABLE
SET search_path = pg_catalog SET enable_seqscan = off AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM andon.suppression WHERE ended_at IS NULL) AND NOT EXISTS (SELECT FROM andon.alarm WHERE suppressed) THEN
    RETURN false;
  END IF;
  RETURN EXISTS (SELECT FROM andon.suppression_due);
END $$;
REVOKE EXECUTE ON FUNCTION andon.is_suppression_due FROM PUBLIC;

-- What is raised while its machine is suppressed is hidden from its first instant, in the transition that raises it.
CREATE FUNCTION andon.set_up_raised_alarm() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
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
REVOKE EXECUTE ON FUNCTION andon.set_up_raised_alarm FROM PUBLIC;
CREATE TRIGGER alarm_set_up BEFORE INSERT OR UPDATE ON andon.alarm
  FOR EACH ROW WHEN (NEW.kind = 'raised') EXECUTE FUNCTION andon.set_up_raised_alarm();

-- A machine that is taken out of service in the master data is nobody's alarm any more.
CREATE FUNCTION andon.end_alarms_out_of_service() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  why text := 'the machine was taken out of service.';
BEGIN
  UPDATE andon.alarm SET request = 'returned', request_note = why
  WHERE alarm_id = ANY (ARRAY(
    SELECT alarm_id FROM andon.alarm WHERE site_id = NEW.site_id AND equipment_id = NEW.equipment_id AND active ORDER BY problem FOR UPDATE));
  UPDATE agentic_hmi.agent_recommendations SET status = 'expired', operator_notes = concat_ws(' ', operator_notes, 'Expired: ' || why)
  WHERE site_id = NEW.site_id AND equipment_id = NEW.equipment_id AND status = 'pending' AND findings IS NOT NULL;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION andon.end_alarms_out_of_service FROM PUBLIC;
CREATE TRIGGER equipment_out_of_service AFTER UPDATE OF is_active ON andon.equipment
  FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION andon.end_alarms_out_of_service();

-- Who planned or ended what is audited; that its time is over is nobody's doing. Rows are kept.
CREATE TRIGGER audited AFTER INSERT OR UPDATE ON andon.suppression FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('suppression', '{suppression_id}', '{made_by,made_at,ended_at}');
CREATE TRIGGER suppression_stays BEFORE DELETE OR TRUNCATE ON andon.suppression FOR EACH STATEMENT
  EXECUTE FUNCTION andon.refuse_removal('alarms name its reason; end it instead');
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON andon.alarm_rule FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('alarm_rule', '{rule_id}', '{changed_at,changed_by}');
CREATE TRIGGER alarm_rule_truncate BEFORE TRUNCATE ON andon.alarm_rule FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_truncate();
COMMENT ON COLUMN andon.audit.object_kind IS 'equipment, sensor, sensor_type, detection_setting, knowledge_entry, setting, configuration, api_key, alarm_transition, alarm_site, alarm_rule, suppression, sensor_removal, runtime_role, runtime_right, writer_site, notify_sink, notify_secret, notify_route, notify_step, audit, export or access';
COMMENT ON COLUMN andon_analytics.audit.object_kind IS 'equipment, sensor, sensor_type, detection_setting, knowledge_entry, setting, configuration, api_key, alarm_transition, alarm_site, alarm_rule, suppression, sensor_removal, runtime_role, runtime_right, writer_site, notify_sink, notify_secret, notify_route, notify_step, audit, export or access';
INSERT INTO andon.runtime_right (kind, privileges, name) VALUES
  ('TABLE', '{SELECT,INSERT,UPDATE}', 'suppression'),
  ('FUNCTION', '{EXECUTE}', 'suppression_reason'),
  ('FUNCTION', '{EXECUTE}', 'is_suppression_due');
