-- One row for each sensor, detector and minute, holding the worst reading of that minute: a standing fault is one story, not sixty.
CREATE TABLE andon.anomaly (
  anomaly_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sensor_id integer NOT NULL,
  detector text NOT NULL,
  severity_rank smallint NOT NULL CHECK (severity_rank BETWEEN 1 AND 4),
  window_start timestamptz NOT NULL,
  event_time timestamptz NOT NULL,
  detected_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  value double precision NOT NULL,
  score double precision NOT NULL,
  reading_count integer NOT NULL DEFAULT 1,
  limit_name text,
  limit_value double precision,
  baseline_mean double precision,
  baseline_stddev double precision,
  deviation double precision,
  UNIQUE (sensor_id, detector, window_start)
);
COMMENT ON COLUMN andon.anomaly.severity_rank IS '1 low, 2 medium, 3 high, 4 critical';
CREATE INDEX anomaly_time ON andon.anomaly (event_time DESC, anomaly_id DESC);
