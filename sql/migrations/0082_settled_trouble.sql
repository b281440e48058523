-- Trouble of a sensor that stays over has settled: until then what is pending about it waits, since a value that chatters around its limit would
-- be a new entry of the queue at each return.
ALTER TABLE andon.detector_memory DROP CONSTRAINT detector_memory_recovery_check,
  ADD CONSTRAINT detector_memory_recovery_check CHECK (recovery IN ('alarming', 'recovering', 'recovered', 'settled'));
COMMENT ON COLUMN andon.detector_memory.recovery IS
  'null: never alarmed; alarming: the newest reading was worth an alarm; recovering: normal, for less than the off-delay; recovered: for longer, and its alarm has ended; settled: without an alarm for the hold since, and what was pending about it has expired';
