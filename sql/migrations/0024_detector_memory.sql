-- What detection remembers of a sensor beside its windows, for the sensors that have something to remember. It commits with the batch
-- that changed it, so that equal readings give equal alarms whoever works on them, and whatever happens in between.
CREATE TABLE andon.detector_memory (
  sensor_id integer PRIMARY KEY,
  run smallint NOT NULL DEFAULT 0,
  recovery text CHECK (recovery IN ('alarming', 'recovering', 'recovered')),
  alarming_since timestamptz,
  normal_since timestamptz
) WITH (fillfactor = 50);
COMMENT ON TABLE andon.detector_memory IS 'a sensor without a row has nothing to remember';
COMMENT ON COLUMN andon.detector_memory.run IS 'readings in a row far on one side of the baseline: positive above, negative below';
COMMENT ON COLUMN andon.detector_memory.recovery IS
  'null: never alarmed; alarming: the newest reading was worth an alarm; recovering: normal, for less than a minute; recovered: for longer';
COMMENT ON COLUMN andon.detector_memory.alarming_since IS
  'server time at which the present trouble, or the last one, began; null when that is not known';
