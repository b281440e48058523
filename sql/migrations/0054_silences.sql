-- What is remembered of how often each sensor reports, and which sensors are silent and told of. A row of the latter commits with what is
-- told, so that a silence is told once, whatever server dies in between; it goes when the sensor reports again.
CREATE TABLE andon.rhythm (
  sensor_id integer PRIMARY KEY,
  shard_no smallint NOT NULL,
  memory jsonb NOT NULL
);
COMMENT ON TABLE andon.rhythm IS 'how often each sensor reports, as the detector of silence has learnt it';
COMMENT ON COLUMN andon.rhythm.memory IS 'how often it has reported, and told the value of before; time watched in ms; pauses by length, and the longest of each day in ms';

CREATE TABLE andon.silence (
  sensor_id integer PRIMARY KEY,
  recommendation_id text,
  silent_since timestamptz NOT NULL,
  usual_pause_ms double precision NOT NULL,
  watched_sensors integer NOT NULL,
  told_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX silence_recommendation ON andon.silence (recommendation_id);
COMMENT ON TABLE andon.silence IS 'sensors that are silent and told of, until they report again';
COMMENT ON COLUMN andon.silence.recommendation_id IS 'that tells of it, and of others that fell silent together with it; null when operators were not told';
COMMENT ON COLUMN andon.silence.silent_since IS 'server time of its last reading';
COMMENT ON COLUMN andon.silence.watched_sensors IS 'how many sensors of its machine report regularly';
