-- Conditions of machines: one row for each site, equipment and problem, with the orthogonal states of OPC UA Part 9. Its states change by
-- transitions only, which are here as data.
ALTER TABLE andon.setting
  ADD COLUMN alarm_longest_shelf interval NOT NULL DEFAULT interval '24 hours',
  ADD COLUMN alarm_told_again_after interval;
COMMENT ON COLUMN andon.setting.alarm_longest_shelf IS 'how long an alarm may be shelved at most';
COMMENT ON COLUMN andon.setting.alarm_told_again_after IS 'an alarm that was acknowledged and is still active after this time is told again; null for never';

CREATE TABLE andon.alarm_transition (
  transition_id int PRIMARY KEY,
  kind text NOT NULL,
  from_state jsonb NOT NULL,
  to_state jsonb NOT NULL
);
COMMENT ON TABLE andon.alarm_transition IS 'what may happen to an alarm: from states that have to hold to what they become; states not named may be anything, and stay';
INSERT INTO andon.alarm_transition (kind, transition_id, from_state, to_state) VALUES
  ('raised', 1, '{"active":false}', '{"active":true,"latched":false,"acknowledged":false,"confirmed":false,"silenced":false}'),
  ('worsened', 2, '{"active":true}', '{"shelving":"none","acknowledged":false,"confirmed":false,"silenced":false}'),
  ('returned', 3, '{"active":true,"shelving":"none","latching":false}', '{"active":false,"latched":false,"shelving":"none"}'),
  ('returned', 4, '{"active":true,"shelving":"none","latching":true}', '{"active":false,"latched":true,"shelving":"none"}'),
  ('returned', 5, '{"active":true,"shelving":"timed","latching":false}', '{"active":false,"latched":false,"shelving":"timed"}'),
  ('returned', 6, '{"active":true,"shelving":"timed","latching":true}', '{"active":false,"latched":true,"shelving":"timed"}'),
  ('returned', 7, '{"active":true,"shelving":"one_shot","latching":false}', '{"active":false,"latched":false,"shelving":"none"}'),
  ('returned', 8, '{"active":true,"shelving":"one_shot","latching":true}', '{"active":false,"latched":true,"shelving":"none"}'),
  ('realarmed', 9, '{"active":true,"acknowledged":true,"shelving":"none","suppressed":false,"out_of_service":false}', '{"acknowledged":false,"silenced":false}'),
  ('acknowledged', 10, '{"acknowledged":false}', '{"acknowledged":true,"silenced":true}'),
  ('confirmed', 11, '{"acknowledged":true,"confirmed":false}', '{"confirmed":true}'),
  ('commented', 12, '{}', '{}'),
  ('shelved_timed', 13, '{"shelving":"none","out_of_service":false}', '{"shelving":"timed","silenced":true}'),
  ('shelved_timed', 14, '{"shelving":"one_shot","out_of_service":false}', '{"shelving":"timed","silenced":true}'),
  ('shelved_one_shot', 15, '{"active":true,"shelving":"none","out_of_service":false}', '{"shelving":"one_shot","silenced":true}'),
  ('shelved_one_shot', 16, '{"active":true,"shelving":"timed","out_of_service":false}', '{"shelving":"one_shot","silenced":true}'),
  ('unshelved', 17, '{"shelving":"timed"}', '{"shelving":"none"}'),
  ('unshelved', 18, '{"shelving":"one_shot"}', '{"shelving":"none"}'),
  ('suppressed', 19, '{"suppressed":false}', '{"suppressed":true}'),
  ('unsuppressed', 20, '{"suppressed":true}', '{"suppressed":false}'),
  ('taken_out_of_service', 21, '{"out_of_service":false}', '{"out_of_service":true,"shelving":"none"}'),
  ('returned_to_service', 22, '{"out_of_service":true}', '{"out_of_service":false}'),
  ('reset', 23, '{"latched":true,"active":false,"acknowledged":true}', '{"latched":false}'),
  ('silenced', 24, '{"silenced":false,"active":true}', '{"silenced":true}'),
  ('silenced', 25, '{"silenced":false,"active":false,"acknowledged":false}', '{"silenced":true}')
;

CREATE TABLE andon.alarm (
  site_id text NOT NULL,
  equipment_id text NOT NULL,
  problem text NOT NULL,
  alarm_id bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
  version int NOT NULL DEFAULT 1,
  sensor_id int,
  detector text,
  active boolean NOT NULL DEFAULT true,
  acknowledged boolean NOT NULL DEFAULT false,
  confirmed boolean NOT NULL DEFAULT false,
  shelving text NOT NULL DEFAULT 'none' CHECK (shelving IN ('none', 'timed', 'one_shot')),
  suppressed boolean NOT NULL DEFAULT false,
  out_of_service boolean NOT NULL DEFAULT false,
  latching boolean NOT NULL DEFAULT false,
  latched boolean NOT NULL DEFAULT false,
  silenced boolean NOT NULL DEFAULT false,
  state text GENERATED ALWAYS AS (CASE
    WHEN out_of_service THEN 'out_of_service'
    WHEN suppressed THEN 'suppressed'
    WHEN shelving <> 'none' THEN 'shelved'
    WHEN active AND NOT acknowledged THEN 'unacknowledged'
    WHEN active THEN 'acknowledged'
    WHEN latched THEN 'latched'
    WHEN NOT acknowledged THEN 'returned'
    ELSE 'normal'
  END) STORED,
  severity_rank smallint NOT NULL CHECK (severity_rank BETWEEN 1 AND 4),
  worst_severity_rank smallint NOT NULL DEFAULT 1,
  sentence text NOT NULL,
  value double precision,
  unit text,
  limit_name text,
  limit_value double precision,
  active_since timestamptz NOT NULL DEFAULT clock_timestamp(),
  returned_at timestamptz,
  activations int NOT NULL DEFAULT 1,
  acknowledged_at timestamptz,
  acknowledged_by text,
  acknowledged_note text,
  confirmed_at timestamptz,
  confirmed_by text,
  shelved_until timestamptz,
  shelved_by text,
  shelved_reason text,
  suppressed_by text,
  out_of_service_by text,
  out_of_service_reason text,
  told_again_at timestamptz,
  due_at timestamptz,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  changed_by text,
  kind text,
  note text,
  request text,
  request_by text,
  request_note text,
  PRIMARY KEY (site_id, equipment_id, problem)
);
COMMENT ON TABLE andon.alarm IS 'conditions of machines; they change by transitions only, which docs/integrate/alarms.md has in words';
COMMENT ON COLUMN andon.alarm.problem IS 'what is wrong, without its level: the issue type of a recommendation is this and the severity';
COMMENT ON COLUMN andon.alarm.severity_rank IS 'highest of the present activation, or of the last one: 1 low to 4 critical';
COMMENT ON COLUMN andon.alarm.active_since IS 'event time at which the present activation began, or the last one';
COMMENT ON COLUMN andon.alarm.suppressed_by IS 'why it is suppressed';
COMMENT ON COLUMN andon.alarm.told_again_at IS 'when it is told again if it is still active and acknowledged';
COMMENT ON COLUMN andon.alarm.due_at IS 'when time itself does something to it: its shelf ends, or it is told again';
COMMENT ON COLUMN andon.alarm.kind IS 'of the newest transition';
COMMENT ON COLUMN andon.alarm.note IS 'of the newest transition';
COMMENT ON COLUMN andon.alarm.request IS 'the transition that a writer asks for; null in every stored row, as the two behind it';
COMMENT ON COLUMN andon.alarm.request_by IS 'who asks for it';
COMMENT ON COLUMN andon.alarm.request_note IS 'their note, or their reason';
CREATE INDEX alarm_shown ON andon.alarm (severity_rank DESC, active_since DESC, alarm_id DESC) WHERE state <> 'normal';
CREATE INDEX alarm_active_sensor ON andon.alarm (sensor_id) WHERE active;
CREATE INDEX alarm_due ON andon.alarm (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE andon.alarm_journal (
  journal_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  alarm_id bigint NOT NULL,
  version int NOT NULL,
  kind text NOT NULL,
  occurred_at timestamptz NOT NULL,
  old_state jsonb,
  new_state jsonb NOT NULL,
  severity_rank smallint NOT NULL,
  value double precision,
  operator_id text,
  note text,
  database_user text NOT NULL,
  application_name text NOT NULL,
  key_id text,
  token_issuer text,
  token_subject text
);
COMMENT ON TABLE andon.alarm_journal IS 'every transition of every alarm, append-only';
CREATE INDEX alarm_journal_alarm ON andon.alarm_journal (alarm_id, journal_id);
CREATE TRIGGER alarm_journal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON andon.alarm_journal
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

CREATE TABLE andon.alarm_event (
  number bigint PRIMARY KEY,
  token text NOT NULL,
  previous_token text NOT NULL,
  position bigint NOT NULL UNIQUE,
  previous_position bigint NOT NULL,
  kind text NOT NULL,
  occurred_at timestamptz NOT NULL,
  alarm_id bigint NOT NULL,
  operator_id text,
  note text,
  alarm jsonb NOT NULL
);
COMMENT ON TABLE andon.alarm_event IS 'the events of alarms in the log: gapless, in commit order, each naming the token of the one before it';
COMMENT ON COLUMN andon.alarm_event.position IS 'place in the log that the events of recommendations are in, too; gapless over both';
COMMENT ON COLUMN andon.alarm_event.alarm IS 'the row as it was after the transition';
