-- The same two functions in a form that the planner puts into the statement that calls them: each transition of an alarm asks them several
-- times, and a call of a function of its own costs more than what it does.
CREATE OR REPLACE FUNCTION andon.alarm_flags(alarm andon.alarm) RETURNS jsonb LANGUAGE sql STABLE
RETURN jsonb_build_object('active', (alarm).active, 'acknowledged', (alarm).acknowledged, 'confirmed', (alarm).confirmed,
  'shelving', (alarm).shelving, 'suppressed', (alarm).suppressed, 'out_of_service', (alarm).out_of_service, 'latching', (alarm).latching,
  'latched', (alarm).latched, 'silenced', (alarm).silenced);

CREATE OR REPLACE FUNCTION andon.alarm_allows(alarm andon.alarm, wanted text) RETURNS boolean LANGUAGE sql STABLE
RETURN EXISTS (SELECT FROM andon.alarm_transition AS possible
               WHERE possible.kind = wanted AND andon.alarm_flags(alarm) @> possible.from_state);
