-- Alarms go out of the building: where to (sinks, with their secrets), which of them (routes, with the steps of an escalation), and what waits
-- to be sent. A server writes what is to be sent in the transaction that moves its place in the log, and sends it afterwards.
CREATE TABLE andon.notify_sink (
  sink_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
  kind text NOT NULL CHECK (kind IN ('webhook', 'pagerduty', 'email')),
  enabled boolean NOT NULL DEFAULT true,
  settings jsonb NOT NULL CHECK (jsonb_typeof(settings) = 'object'),
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  changed_by text NOT NULL DEFAULT session_user
);
COMMENT ON TABLE andon.notify_sink IS 'where alarms are told outside: webhooks, PagerDuty, mail';
COMMENT ON COLUMN andon.notify_sink.settings IS 'address and the like, by its kind; never a secret';

-- Apart from the settings, so that no view, audit or list of sinks can show one.
CREATE TABLE andon.notify_secret (
  secret_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sink_id bigint NOT NULL REFERENCES andon.notify_sink ON DELETE CASCADE,
  secret text NOT NULL,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ends_at timestamptz
);
COMMENT ON TABLE andon.notify_secret IS 'signing secrets of webhooks, routing keys of PagerDuty, passwords of mail servers';
COMMENT ON COLUMN andon.notify_secret.ends_at IS 'until when it is used beside a newer one; null: it is the newest';
CREATE INDEX notify_secret_sink ON andon.notify_secret (sink_id);

CREATE TABLE andon.notify_sink_state (
  sink_id bigint PRIMARY KEY REFERENCES andon.notify_sink ON DELETE CASCADE,
  failures int NOT NULL DEFAULT 0,
  failing_since timestamptz,
  not_before timestamptz NOT NULL DEFAULT '-infinity',
  last_error text,
  last_success_at timestamptz
);
COMMENT ON TABLE andon.notify_sink_state IS 'how each sink does, for all servers together';
COMMENT ON COLUMN andon.notify_sink_state.failures IS 'one after the other, until it takes something again';
COMMENT ON COLUMN andon.notify_sink_state.not_before IS 'it is left alone until then';

CREATE TABLE andon.notify_route (
  route_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9][a-z0-9_-]{0,62}$'),
  enabled boolean NOT NULL DEFAULT true,
  conditions jsonb NOT NULL CHECK (jsonb_typeof(conditions) = 'object'),
  repeats int NOT NULL DEFAULT 0 CHECK (repeats BETWEEN 0 AND 100),
  repeat_after_s int NOT NULL DEFAULT 3600 CHECK (repeat_after_s > 0),
  since_number bigint NOT NULL,
  changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  changed_by text NOT NULL DEFAULT session_user
);
COMMENT ON TABLE andon.notify_route IS 'which alarms are told, and to which sinks one after the other';
COMMENT ON COLUMN andon.notify_route.conditions IS 'of sites, areas, machines, problems, severities and hours those that have to hold';
COMMENT ON COLUMN andon.notify_route.repeats IS 'how often its steps begin anew while nobody acknowledges';
COMMENT ON COLUMN andon.notify_route.since_number IS 'the alarm event before the first that it tells: a new route tells nothing of the past';

CREATE TABLE andon.notify_step (
  route_id bigint NOT NULL REFERENCES andon.notify_route ON DELETE CASCADE,
  step int NOT NULL CHECK (step BETWEEN 1 AND 20),
  sink_id bigint NOT NULL REFERENCES andon.notify_sink,
  after_s int NOT NULL CHECK (after_s >= 0),
  PRIMARY KEY (route_id, step)
);
COMMENT ON TABLE andon.notify_step IS 'the steps of a route: the first at once, the others while nobody has acknowledged';
COMMENT ON COLUMN andon.notify_step.after_s IS 'seconds since the alarm was told by the first step';
CREATE INDEX notify_step_sink ON andon.notify_step (sink_id);

CREATE TABLE andon.notify_delivery (
  delivery_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sink_id bigint NOT NULL REFERENCES andon.notify_sink ON DELETE CASCADE,
  alarm_id bigint NOT NULL,
  message_id text NOT NULL,
  message text NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead')),
  attempts int NOT NULL DEFAULT 0,
  next_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  give_up_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  settled_at timestamptz,
  last_status int,
  last_error text,
  UNIQUE (sink_id, message_id)
);
COMMENT ON TABLE andon.notify_delivery IS 'what is to be sent, was sent, or could not be: one row for each sink and message';
COMMENT ON COLUMN andon.notify_delivery.message_id IS 'by which receivers tell what came twice; the same in every attempt';
COMMENT ON COLUMN andon.notify_delivery.message IS 'JSON, as it was when the event happened';
COMMENT ON COLUMN andon.notify_delivery.next_at IS 'it is tried then; while a server tries it, when another one may';
COMMENT ON COLUMN andon.notify_delivery.give_up_at IS 'a failure after this is the last one';
COMMENT ON COLUMN andon.notify_delivery.last_status IS 'of HTTP or SMTP, of the newest attempt; null where none came';
CREATE INDEX notify_delivery_order ON andon.notify_delivery (sink_id, alarm_id, delivery_id) WHERE state = 'waiting';
CREATE INDEX notify_delivery_due ON andon.notify_delivery (sink_id, next_at) WHERE state = 'waiting';
CREATE INDEX notify_delivery_dead ON andon.notify_delivery (delivery_id) WHERE state = 'dead';
CREATE INDEX notify_delivery_settled ON andon.notify_delivery (settled_at) WHERE state <> 'waiting';

CREATE TABLE andon.notify_told (
  sink_id bigint NOT NULL REFERENCES andon.notify_sink ON DELETE CASCADE,
  alarm_id bigint NOT NULL,
  PRIMARY KEY (sink_id, alarm_id)
);
COMMENT ON TABLE andon.notify_told IS 'which sink knows of which alarm, and so hears what becomes of it, until it is normal';
CREATE INDEX notify_told_alarm ON andon.notify_told (alarm_id);

CREATE TABLE andon.notify_escalation (
  route_id bigint NOT NULL REFERENCES andon.notify_route ON DELETE CASCADE,
  alarm_id bigint NOT NULL,
  event_number bigint NOT NULL,
  event_token text NOT NULL,
  begun_at timestamptz NOT NULL,
  round int NOT NULL,
  step int NOT NULL,
  due_at timestamptz NOT NULL,
  PRIMARY KEY (route_id, alarm_id)
);
COMMENT ON TABLE andon.notify_escalation IS 'alarms that nobody has acknowledged, and the step of their route that is due next';
COMMENT ON COLUMN andon.notify_escalation.event_number IS 'the event by which the alarm was told';
COMMENT ON COLUMN andon.notify_escalation.begun_at IS 'when its present round began';
CREATE INDEX notify_escalation_due ON andon.notify_escalation (due_at);
CREATE INDEX notify_escalation_alarm ON andon.notify_escalation (alarm_id);

-- Whoever can change where alarms go, or which of them, is in the audit; what a secret is, nowhere.
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON andon.notify_sink FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('notify_sink', '{name}', '{changed_at,changed_by}');
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON andon.notify_secret FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('notify_secret', '{sink_id,secret_id}', '{secret}');
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON andon.notify_route FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('notify_route', '{name}', '{since_number,changed_at,changed_by}');
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON andon.notify_step FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('notify_step', '{route_id,step}', '{}');
CREATE TRIGGER audited_when_truncated AFTER TRUNCATE ON andon.notify_sink FOR EACH STATEMENT
  EXECUTE FUNCTION andon.audit_change('notify_sink', '{}', '{}');
CREATE TRIGGER audited_when_truncated AFTER TRUNCATE ON andon.notify_secret FOR EACH STATEMENT
  EXECUTE FUNCTION andon.audit_change('notify_secret', '{}', '{}');
CREATE TRIGGER audited_when_truncated AFTER TRUNCATE ON andon.notify_route FOR EACH STATEMENT
  EXECUTE FUNCTION andon.audit_change('notify_route', '{}', '{}');
CREATE TRIGGER audited_when_truncated AFTER TRUNCATE ON andon.notify_step FOR EACH STATEMENT
  EXECUTE FUNCTION andon.audit_change('notify_step', '{}', '{}');
COMMENT ON COLUMN andon.audit.object_kind IS 'equipment, sensor, sensor_type, detection_setting, knowledge_entry, setting, api_key, alarm_transition, sensor_removal, runtime_role, runtime_right, writer_site, notify_sink, notify_secret, notify_route, notify_step, audit, export or access';
COMMENT ON COLUMN andon_analytics.audit.object_kind IS 'equipment, sensor, sensor_type, detection_setting, knowledge_entry, setting, api_key, alarm_transition, sensor_removal, runtime_role, runtime_right, writer_site, notify_sink, notify_secret, notify_route, notify_step, audit, export or access';
