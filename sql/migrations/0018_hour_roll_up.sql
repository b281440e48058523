-- Hours merged from the minutes once they are a day old, in the background, so that a page of days need not fetch 144,000 minutes.
CREATE TABLE andon.performance_1hour (
  sensor_id integer NOT NULL,
  window_start timestamptz NOT NULL,
  reading_count bigint NOT NULL,
  mean double precision NOT NULL,
  mean_low double precision NOT NULL,
  m2 double precision NOT NULL,
  min_value double precision NOT NULL,
  max_value double precision NOT NULL,
  revision bigint NOT NULL
) PARTITION BY RANGE (window_start);
CREATE UNIQUE INDEX performance_1hour_key ON andon.performance_1hour (sensor_id, window_start);

-- Up to here hours are rolled up: before it a reader takes hours, from it on minutes.
CREATE TABLE andon.performance_rolled (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  rolled_until timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO andon.performance_rolled DEFAULT VALUES;

-- Hours whose minutes were written after they may have been rolled up: a reader takes their minutes until they are merged anew.
CREATE TABLE andon.performance_stale_hour (
  sensor_id integer NOT NULL,
  window_start timestamptz NOT NULL,
  PRIMARY KEY (sensor_id, window_start)
) WITH (fillfactor = 70);

-- In the writer's own transaction, whoever writes. DO UPDATE, not DO NOTHING: it waits for who is merging this very hour, and makes him
-- wait, so that either he sees the minute or the mark stays.
CREATE FUNCTION andon.mark_stale_hour() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  touched record := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  INSERT INTO andon.performance_stale_hour (sensor_id, window_start)
  VALUES (touched.sensor_id, date_bin('1 hour', touched.window_start, 'epoch'))
  ON CONFLICT (sensor_id, window_start) DO UPDATE SET sensor_id = excluded.sensor_id;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION andon.mark_stale_hour FROM PUBLIC;

-- An hour is rolled up a day after its end at the earliest. The four hours between are for transactions that are still open then.
CREATE TRIGGER performance_stale_hour AFTER INSERT OR UPDATE ON andon.performance_1min
  FOR EACH ROW WHEN (NEW.window_start < now() - interval '20 hours') EXECUTE FUNCTION andon.mark_stale_hour();
CREATE TRIGGER performance_stale_hour_deleted AFTER DELETE ON andon.performance_1min
  FOR EACH ROW WHEN (OLD.window_start < now() - interval '20 hours') EXECUTE FUNCTION andon.mark_stale_hour();
