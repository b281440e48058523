-- Detectors that judge completed one-minute windows run behind the pipeline, from a log of their own: the pipeline's batch enters each
-- window as it is completed, and their own checkpoint moves with what they found. So an alarm by a limit never waits for them, and they
-- lose and repeat nothing.
CREATE TABLE andon.completed_window (
  shard_no smallint NOT NULL,
  batch_no bigint NOT NULL,
  sensor_id integer NOT NULL,
  window_start timestamptz NOT NULL,
  reading_count integer NOT NULL,
  mean double precision NOT NULL,
  stddev double precision NOT NULL,
  min_value double precision NOT NULL,
  max_value double precision NOT NULL,
  completed_at timestamptz NOT NULL,
  is_present boolean NOT NULL,
  PRIMARY KEY (shard_no, batch_no, sensor_id, window_start)
);
COMMENT ON TABLE andon.completed_window IS
  'windows in the order in which they were completed, until the memory of detectors that took them in is stored';
COMMENT ON COLUMN andon.completed_window.batch_no IS 'the batch of the log of readings that completed it';
COMMENT ON COLUMN andon.completed_window.completed_at IS 'server time at which the reading that completed it came in';
COMMENT ON COLUMN andon.completed_window.is_present IS
  'false when that reading tells of the past: it teaches the detectors, and nobody is told';

CREATE TABLE andon.window_checkpoint (
  shard_no smallint PRIMARY KEY,
  batch_no bigint NOT NULL DEFAULT 0,
  stored_batch_no bigint NOT NULL DEFAULT 0
);
COMMENT ON COLUMN andon.window_checkpoint.batch_no IS 'completed windows up to this batch are judged';
COMMENT ON COLUMN andon.window_checkpoint.stored_batch_no IS
  'what detectors remember of windows up to this batch is in detector_state; memory of later ones is made by taking them in again';
INSERT INTO andon.window_checkpoint (shard_no) SELECT generate_series(0, 15);

CREATE TABLE andon.detector_state (
  detector text NOT NULL,
  subject text NOT NULL,
  shard_no smallint NOT NULL,
  version smallint NOT NULL,
  batch_no bigint NOT NULL,
  state bytea NOT NULL,
  PRIMARY KEY (detector, subject)
);
ALTER TABLE andon.detector_state ALTER COLUMN state SET STORAGE EXTERNAL;
COMMENT ON TABLE andon.detector_state IS 'what a detector that judges windows remembers of a sensor or of equipment';
COMMENT ON COLUMN andon.detector_state.subject IS 'sensor id, or site and equipment as a JSON array';
COMMENT ON COLUMN andon.detector_state.version IS 'of the detector; another one begins from the history of windows';
COMMENT ON COLUMN andon.detector_state.batch_no IS 'windows up to this batch are in it';
