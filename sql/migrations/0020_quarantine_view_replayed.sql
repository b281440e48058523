-- What was mended and taken after all need not be mended again: analysts see it, too.
CREATE OR REPLACE VIEW andon_analytics.quarantine AS
  SELECT quarantine_id, received_at, door, site_id, equipment_id, sensor_type, event_time, code, message, original, replayed_at
  FROM andon.quarantine;
COMMENT ON COLUMN andon_analytics.quarantine.replayed_at IS 'when it was mended and taken after all; null while it is not';
