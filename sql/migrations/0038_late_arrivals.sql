-- Whether a reading was late beside what its sender had sent already is known at its arrival only, and alarms depend on it: it is kept
-- with the reading, so that whoever takes it through the stages, now or again, decides alike. Null, which costs nothing, is no.
ALTER TABLE andon.telemetry_bronze ADD COLUMN is_behind boolean;
COMMENT ON COLUMN andon.telemetry_bronze.is_behind IS
  'true when the same sender had sent newer readings of the sensor before, by more than the watermark, and this one was older than a minute';

-- Equipment whose readings all arrive with about the same lag, as servers have seen it; told by health while it is recent.
CREATE TABLE andon.lagging_equipment (
  site_id text NOT NULL,
  equipment_id text NOT NULL,
  lag_ms double precision NOT NULL,
  since timestamptz NOT NULL,
  last_received timestamptz NOT NULL,
  readings bigint NOT NULL,
  PRIMARY KEY (site_id, equipment_id)
);
COMMENT ON COLUMN andon.lagging_equipment.lag_ms IS 'of the newest reading; negative when its time was ahead of the server''s';
