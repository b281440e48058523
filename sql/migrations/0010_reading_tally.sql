-- How many readings of each minute, by the server's clock at their arrival, did not meet which expectation, and what they add up to.
-- The pipeline counts in its batch's own transaction, so exactly once; the doors count in memory and write every few seconds.
CREATE TABLE andon.reading_tally (
  minute timestamptz NOT NULL,
  tally text NOT NULL,
  partition_no smallint NOT NULL,
  readings bigint NOT NULL,
  PRIMARY KEY (minute, tally, partition_no)
) WITH (fillfactor = 50);
COMMENT ON COLUMN andon.reading_tally.tally IS
  'name of the expectation that was not met; or received, good, uncertain, bad (stored, by quality), warned (taken with a flag)';
COMMENT ON COLUMN andon.reading_tally.partition_no IS 'the pipeline''s partition that counted; -1 for the doors';
