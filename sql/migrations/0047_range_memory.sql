-- The range of a sensor's values over two weeks is part of what detection remembers of it.
ALTER TABLE andon.detector_memory ADD COLUMN value_range double precision[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN andon.detector_memory.value_range IS
  'of the last 14 days, for each half day with windows: its number since 1970, lowest and highest value';
