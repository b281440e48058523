-- Recommendations are told outside as alarms are, by routes that ask for them: a follower of their own stream of the log, who knows of which, and
-- what is to be sent of them. Routes that there are go on telling alarms, and nothing else.
ALTER TABLE andon.notify_route ADD COLUMN tells text NOT NULL DEFAULT 'alarms' CHECK (tells IN ('alarms', 'recommendations'));
COMMENT ON COLUMN andon.notify_route.tells IS 'alarms or recommendations; their events have numbers of their own';
COMMENT ON TABLE andon.notify_route IS 'which alarms or recommendations are told, and to which sinks one after the other';
COMMENT ON COLUMN andon.notify_route.conditions IS 'of sites, areas, machines, problems, severities, kinds and hours those that have to hold';
COMMENT ON COLUMN andon.notify_route.since_number IS 'the event before the first that it tells: a new route tells nothing of the past';

ALTER TABLE andon.notify_delivery ALTER COLUMN alarm_id DROP NOT NULL;
ALTER TABLE andon.notify_delivery ADD COLUMN recommendation_id text;
ALTER TABLE andon.notify_delivery ADD CONSTRAINT notify_delivery_subject_check CHECK (num_nonnulls(alarm_id, recommendation_id) = 1);
COMMENT ON COLUMN andon.notify_delivery.alarm_id IS 'the alarm that it is about; null: it is about a recommendation';
COMMENT ON COLUMN andon.notify_delivery.recommendation_id IS 'the recommendation that it is about; null: it is about an alarm';
CREATE INDEX notify_delivery_recommendation ON andon.notify_delivery (sink_id, recommendation_id, delivery_id)
  WHERE state = 'waiting' AND recommendation_id IS NOT NULL;

CREATE TABLE andon.notify_told_recommendation (
  recommendation_id text NOT NULL,
  sink_id bigint NOT NULL REFERENCES andon.notify_sink ON DELETE CASCADE,
  kinds text[] NOT NULL,
  PRIMARY KEY (recommendation_id, sink_id)
);
COMMENT ON TABLE andon.notify_told_recommendation IS 'which sink knows of which recommendation, and so hears what becomes of it, until it is over';
COMMENT ON COLUMN andon.notify_told_recommendation.kinds IS 'what it hears, as the route said that told it, whatever has become of that route';
CREATE INDEX notify_told_recommendation_sink ON andon.notify_told_recommendation (sink_id);

INSERT INTO andon.feed_consumer (name, stream, number, token)
SELECT 'notify_recommendations', 'recommendation', head.number, head.token FROM andon.event_head AS head;
