-- Bronze: every accepted reading as it was received. Day partitions by event time are created by the server, ahead and on demand.
CREATE TABLE andon.telemetry_bronze (
  ingest_id bigint NOT NULL,
  ordinal integer NOT NULL,
  partition_no smallint NOT NULL,
  quality smallint NOT NULL DEFAULT 0 CHECK (quality BETWEEN 0 AND 2),
  sensor_id integer NOT NULL,
  event_time timestamptz NOT NULL,
  value_number double precision,
  value_boolean boolean,
  value_text text,
  units text,
  event_id text,
  extra jsonb
) PARTITION BY RANGE (event_time);
COMMENT ON COLUMN andon.telemetry_bronze.quality IS '0 good, 1 uncertain, 2 bad';
COMMENT ON COLUMN andon.telemetry_bronze.extra IS 'what the typed columns do not hold: tag path as sent, unknown fields, attributes';
CREATE UNIQUE INDEX telemetry_bronze_key ON andon.telemetry_bronze (sensor_id, event_time);
CREATE INDEX telemetry_bronze_ingest ON andon.telemetry_bronze (ingest_id);

CREATE SEQUENCE andon.ingest_id;

-- The log's table of contents. batch_no is gapless and in commit order, because the head row is locked last in each append;
-- a sequence would hand out numbers before commit, and a reader that asks for "greater than my last" would lose rows.
CREATE TABLE andon.bronze_head (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  batch_no bigint NOT NULL DEFAULT 0
);
INSERT INTO andon.bronze_head DEFAULT VALUES;
CREATE TABLE andon.bronze_batch (
  batch_no bigint PRIMARY KEY,
  ingest_id bigint NOT NULL,
  door text NOT NULL,
  received_at timestamptz NOT NULL,
  reading_count integer NOT NULL,
  min_event_time timestamptz NOT NULL,
  max_event_time timestamptz NOT NULL
);

-- A client's own event ids, kept apart because a partitioned table cannot hold a key without its partition column.
CREATE TABLE andon.event_id (
  site_id text NOT NULL,
  event_id text NOT NULL,
  sensor_id integer NOT NULL,
  event_time timestamptz NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (site_id, event_id)
);
CREATE INDEX event_id_received ON andon.event_id USING brin (received_at);

-- What could not be taken, with the original as JSON text (not jsonb: the original may hold what jsonb refuses, such as NUL).
CREATE TABLE andon.quarantine (
  quarantine_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  received_at timestamptz NOT NULL DEFAULT now(),
  door text NOT NULL,
  site_id text,
  equipment_id text,
  sensor_type text,
  event_time timestamptz,
  code text NOT NULL,
  message text NOT NULL,
  original text NOT NULL
);
CREATE INDEX quarantine_received ON andon.quarantine (received_at DESC, quarantine_id DESC);
