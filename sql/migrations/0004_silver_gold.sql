-- Silver: numeric readings that passed the expectations, in the sensor's unit.
CREATE TABLE andon.telemetry_silver (
  batch_no bigint NOT NULL,
  sensor_id integer NOT NULL,
  quality smallint NOT NULL,
  flags smallint NOT NULL DEFAULT 0,
  event_time timestamptz NOT NULL,
  value double precision NOT NULL
) PARTITION BY RANGE (event_time);
COMMENT ON COLUMN andon.telemetry_silver.flags IS 'expectations that warned: 1 value out of range, 2 quality not good, 4 late by more than an hour';
CREATE UNIQUE INDEX telemetry_silver_key ON andon.telemetry_silver (sensor_id, event_time);

-- Gold: one-minute windows. m2 is the sum of squared differences from the mean, so that windows merge exactly.
CREATE TABLE andon.performance_1min (
  sensor_id integer NOT NULL,
  reading_count integer NOT NULL,
  window_start timestamptz NOT NULL,
  mean double precision NOT NULL,
  m2 double precision NOT NULL,
  min_value double precision NOT NULL,
  max_value double precision NOT NULL,
  revision integer NOT NULL DEFAULT 1
) PARTITION BY RANGE (window_start);
CREATE UNIQUE INDEX performance_1min_key ON andon.performance_1min (sensor_id, window_start);

-- The latest value by event time. Half-empty pages, because every row is rewritten all day and should stay where it is.
CREATE TABLE andon.current_status (
  sensor_id integer PRIMARY KEY,
  quality smallint NOT NULL,
  event_time timestamptz NOT NULL,
  received_at timestamptz NOT NULL,
  value_number double precision,
  value_boolean boolean,
  value_text text,
  units text
) WITH (fillfactor = 50);

-- How far each partition of the log has been taken through silver, gold and detection; moves in the batch's own transaction.
CREATE TABLE andon.pipeline_partition (
  partition_no smallint PRIMARY KEY,
  batch_no bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 20);
INSERT INTO andon.pipeline_partition (partition_no) SELECT generate_series(0, 15);

-- Histogram of latencies per minute and stage: bucket b holds latencies up to 1.05^b × 0.01 ms.
CREATE TABLE andon.stage_latency (
  minute timestamptz NOT NULL,
  stage text NOT NULL,
  bucket smallint NOT NULL,
  observed bigint NOT NULL,
  max_ms double precision NOT NULL,
  PRIMARY KEY (minute, stage, bucket)
);
