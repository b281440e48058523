-- Replaces the anomalies of a slice. A row keeps its id, and one that does not hold any more stays while a recommendation points at it:
-- it is what an operator was shown. What detectors of windows found stays: they judge once, behind the pipeline ($15 names them). Baselines merged in another order differ in the last digits, which is no change.
WITH fresh AS MATERIALIZED (
  SELECT sensor_id, detector, to_timestamp(window_ms / 1000) AS window_start, to_timestamp(event_ms / 1000) AS event_time,
         severity_rank, value, score, reading_count, subject, evidence, excess
  FROM unnest($4::int[], $5::text[], $6::float8[], $7::float8[], $8::smallint[], $9::float8[], $10::float8[], $11::int[], $12::text[],
              $13::jsonb[], $14::float8[])
    AS r(sensor_id, detector, window_ms, event_ms, severity_rank, value, score, reading_count, subject, evidence, excess)
), known AS MATERIALIZED (
  SELECT * FROM andon.anomaly
  WHERE sensor_id = ANY($1::int[]) AND event_time >= $2 AND event_time < $3 AND detector <> ALL($15::text[])
), gone AS (
  DELETE FROM andon.anomaly
  USING known JOIN andon.sensor AS sensor USING (sensor_id)
  WHERE anomaly.anomaly_id = known.anomaly_id
    AND NOT EXISTS (
      SELECT FROM fresh
      WHERE fresh.sensor_id = known.sensor_id AND fresh.detector = known.detector AND fresh.window_start = known.window_start)
    AND NOT EXISTS (
      SELECT FROM agentic_hmi.agent_recommendations AS told
      WHERE told.site_id = sensor.site_id AND told.equipment_id = sensor.equipment_id AND told.anomaly_id = known.anomaly_id)
  RETURNING anomaly.anomaly_id
), changed AS (
  INSERT INTO andon.anomaly
    (sensor_id, detector, window_start, event_time, severity_rank, value, score, reading_count, subject, evidence, excess)
  SELECT fresh.* FROM fresh LEFT JOIN known USING (sensor_id, detector, window_start)
  WHERE (known.event_time, known.severity_rank, known.value, known.reading_count, known.subject, known.evidence - 'baseline')
          IS DISTINCT FROM (fresh.event_time, fresh.severity_rank, fresh.value, fresh.reading_count, fresh.subject, fresh.evidence - 'baseline')
     OR abs(known.score - fresh.score) > 1e-6
     OR (known.evidence ? 'baseline') <> (fresh.evidence ? 'baseline')
     OR abs((known.evidence #>> '{baseline,mean}')::float8 - (fresh.evidence #>> '{baseline,mean}')::float8)
          > 1e-6 * abs((fresh.evidence #>> '{baseline,mean}')::float8)
     OR abs((known.evidence #>> '{baseline,stddev}')::float8 - (fresh.evidence #>> '{baseline,stddev}')::float8)
          > 1e-6 * (fresh.evidence #>> '{baseline,stddev}')::float8
  ORDER BY sensor_id, detector, window_start
  ON CONFLICT (sensor_id, detector, window_start) DO UPDATE SET
    event_time = excluded.event_time, severity_rank = excluded.severity_rank, value = excluded.value, score = excluded.score,
    reading_count = excluded.reading_count, subject = excluded.subject, evidence = excluded.evidence, excess = excluded.excess
  RETURNING anomaly_id
)
SELECT (SELECT count(*)::int FROM gone) AS gone, (SELECT count(*)::int FROM changed) AS changed
