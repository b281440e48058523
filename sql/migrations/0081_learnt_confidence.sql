-- What was learnt from decisions: the state after all decisions up to one, so that any server goes on from it and all have the same.
CREATE TABLE andon.learning (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  feedback_id bigint NOT NULL,
  since_feedback_id bigint NOT NULL,
  model_version integer NOT NULL,
  sharing text NOT NULL DEFAULT 'nothing' CHECK (sharing IN ('nothing', 'sites', 'equipment_types', 'both')),
  version bigint NOT NULL DEFAULT 0,
  rebuilt_version bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE andon.learning IS 'one row: how far decisions have been learnt from; its lock is held by whoever changes what was learnt';
COMMENT ON COLUMN andon.learning.feedback_id IS 'decisions up to this one are in the state';
COMMENT ON COLUMN andon.learning.since_feedback_id IS 'decisions up to this one are left out, until somebody learns anew from all of them';
COMMENT ON COLUMN andon.learning.model_version IS 'of the formulae by which the state was made';
COMMENT ON COLUMN andon.learning.sharing IS 'between what learning is carried over: sites, types of equipment, both, or nothing';
COMMENT ON COLUMN andon.learning.version IS 'grows with every change of the state';
COMMENT ON COLUMN andon.learning.rebuilt_version IS 'the version at which all of the state was made anew';
-- What was decided before this table existed silences nothing by itself.
INSERT INTO andon.learning (feedback_id, since_feedback_id, model_version)
SELECT coalesce(max(feedback_id), 0), coalesce(max(feedback_id), 0), 1 FROM andon.recommendation_feedback;
CREATE TRIGGER learning_stays BEFORE DELETE OR TRUNCATE ON andon.learning
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal('the server counts by them and goes by them; it cannot work without');

CREATE TABLE andon.learnt_place (
  site_id text NOT NULL,
  equipment_type text NOT NULL,
  weights double precision[] NOT NULL,
  precisions double precision[] NOT NULL,
  version bigint NOT NULL,
  PRIMARY KEY (site_id, equipment_type)
);
CREATE INDEX learnt_place_version ON andon.learnt_place (version);
COMMENT ON TABLE andon.learnt_place IS 'the regression of each site and type of equipment: the prior of its kinds';

CREATE TABLE andon.learnt_kind (
  kind_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id text NOT NULL,
  equipment_type text NOT NULL,
  issue_type text NOT NULL,
  detector text NOT NULL,
  approvals double precision NOT NULL,
  rejections double precision NOT NULL,
  expected double precision NOT NULL,
  recent text NOT NULL,
  approved integer NOT NULL,
  rejected integer NOT NULL,
  deferred integer NOT NULL,
  resolved integer NOT NULL,
  unresolved integer NOT NULL,
  last_decided_at timestamptz NOT NULL,
  silenced_since timestamptz,
  version bigint NOT NULL,
  UNIQUE (site_id, equipment_type, issue_type, detector)
);
CREATE INDEX learnt_kind_version ON andon.learnt_kind (version);
COMMENT ON TABLE andon.learnt_kind IS 'what is known of each kind of recommendation at a place, by decisions; docs/operate/learning.md has the formulae';
COMMENT ON COLUMN andon.learnt_kind.approvals IS 'faded weight of what spoke for it';
COMMENT ON COLUMN andon.learnt_kind.rejections IS 'faded weight of what spoke against it';
COMMENT ON COLUMN andon.learnt_kind.expected IS 'faded weight of what the regression had expected to speak for it';
COMMENT ON COLUMN andon.learnt_kind.recent IS 'the last decisions, oldest first: A approved, R rejected';
COMMENT ON COLUMN andon.learnt_kind.silenced_since IS 'since when it no longer interrupts; null while it does';

CREATE TABLE andon.learning_reset (
  reset_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id text NOT NULL,
  equipment_type text NOT NULL,
  issue_type text NOT NULL,
  detector text NOT NULL,
  after_feedback_id bigint NOT NULL,
  reset_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  reset_by text NOT NULL,
  reset_through text NOT NULL CHECK (reset_through IN ('api', 'command', 'sql')),
  reason text
);
COMMENT ON TABLE andon.learning_reset IS 'silences that people have lifted, kept for ever: decisions on the kind up to after_feedback_id count no more';
COMMENT ON COLUMN andon.learning_reset.site_id IS '* where sites were not kept apart';
COMMENT ON COLUMN andon.learning_reset.equipment_type IS '* where types of equipment were not kept apart';
CREATE TRIGGER learning_reset_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON andon.learning_reset
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

CREATE TRIGGER audited AFTER INSERT ON andon.learning_reset FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('learning_reset', '{reset_id}', '{reset_at}');
-- What is learnt is no change of anybody's; between what it is shared is.
CREATE TRIGGER audited AFTER UPDATE ON andon.learning FOR EACH ROW WHEN (OLD.sharing IS DISTINCT FROM NEW.sharing)
  EXECUTE FUNCTION andon.audit_change('learning', '{}', '{is_only,feedback_id,since_feedback_id,model_version,version,rebuilt_version}');
COMMENT ON COLUMN andon.audit.object_kind IS 'equipment, sensor, sensor_type, detection_setting, knowledge_entry, setting, configuration, api_key, alarm_transition, alarm_site, alarm_rule, suppression, sensor_removal, runtime_role, runtime_right, writer_site, notify_sink, notify_secret, notify_route, notify_step, learning, learning_reset, audit, export or access';
COMMENT ON COLUMN andon_analytics.audit.object_kind IS 'equipment, sensor, sensor_type, detection_setting, knowledge_entry, setting, configuration, api_key, alarm_transition, alarm_site, alarm_rule, suppression, sensor_removal, runtime_role, runtime_right, writer_site, notify_sink, notify_secret, notify_route, notify_step, learning, learning_reset, audit, export or access';
-- Feedback is written by its trigger alone, and lifted silences are not taken back.
INSERT INTO andon.runtime_right (kind, name, privileges) VALUES
  ('TABLE', 'recommendation_feedback', '{SELECT}'), ('TABLE', 'learning', '{SELECT,UPDATE}'), ('TABLE', 'learning_reset', '{SELECT,INSERT}');

-- What would have interrupted, and did not because of what was learnt: one row for each machine, kind and day.
CREATE TABLE andon.withheld_recommendation (
  withheld_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id text NOT NULL,
  equipment_id text NOT NULL,
  equipment_type text NOT NULL,
  issue_type text NOT NULL,
  detector text NOT NULL,
  severity text NOT NULL,
  day date NOT NULL,
  occurrences integer NOT NULL DEFAULT 1,
  first_at timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  score double precision NOT NULL,
  confidence double precision NOT NULL,
  draft jsonb NOT NULL,
  queued_at timestamptz,
  queued_by text,
  recommendation_id text,
  UNIQUE (site_id, equipment_id, issue_type, detector, day)
);
CREATE INDEX withheld_recommendation_last ON andon.withheld_recommendation (last_at, withheld_id);
COMMENT ON TABLE andon.withheld_recommendation IS 'recommendations that learning kept out of the queue; each may be put there by hand';
COMMENT ON COLUMN andon.withheld_recommendation.equipment_type IS 'the place of learning: the type, or the machine where nobody has said one';
COMMENT ON COLUMN andon.withheld_recommendation.occurrences IS 'how often it would have been told, at most once in the dedupe window';
COMMENT ON COLUMN andon.withheld_recommendation.draft IS 'the columns of the recommendation, as of the last time';
COMMENT ON COLUMN andon.withheld_recommendation.queued_at IS 'when somebody put it into the queue; null once it was withheld again';
COMMENT ON COLUMN andon.withheld_recommendation.recommendation_id IS 'the recommendation that it became';
