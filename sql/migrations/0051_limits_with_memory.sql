-- Limits with a deadband or a delay, and the change of a value over a time, depend on readings before: that is part of what detection
-- remembers of a sensor.
ALTER TABLE andon.detector_memory
  ADD COLUMN standing_limits double precision[] NOT NULL DEFAULT '{}',
  ADD COLUMN recent_points double precision[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN andon.detector_memory.standing_limits IS
  'for each limit with deadband or delay that the value is beyond: its number (0 warning, 1 critical, 2 emergency, 3 alarm_low, 4 alarm_high), since when in epoch ms, 1 once its on-delay is over, back since when in epoch ms or null';
COMMENT ON COLUMN andon.detector_memory.recent_points IS
  'where the change over a time is judged: event time in epoch ms and value of a few readings, oldest first';
