-- What a detector's finding rests on, as structure: columns held it for two detectors only. A third one's reason had no place.
-- The columns become jsonb in one pass over the table, which also writes its indexes anew: an UPDATE would leave every old row behind.
ALTER TABLE andon.anomaly
  ADD COLUMN subject text NOT NULL DEFAULT 'sensor' CONSTRAINT anomaly_subject_check CHECK (subject IN ('sensor', 'equipment')),
  ADD COLUMN evidence jsonb,
  ADD COLUMN excess double precision;

-- A deviation beyond what a double holds was stored as Infinity, which JSON does not know: it becomes the largest number.
ALTER TABLE andon.anomaly
  ALTER COLUMN evidence TYPE jsonb USING jsonb_strip_nulls(jsonb_build_object(
    'limit', CASE WHEN limit_name IS NOT NULL THEN jsonb_build_object('name', limit_name, 'value', limit_value) END,
    'baseline', CASE WHEN deviation IS NOT NULL THEN jsonb_build_object(
      'mean', baseline_mean, 'stddev', baseline_stddev, 'deviation', least(deviation, 1.7976931348623157e308)) END)),
  ALTER COLUMN evidence SET NOT NULL,
  ADD CONSTRAINT anomaly_evidence_check CHECK (jsonb_typeof(evidence) = 'object'),
  ALTER COLUMN excess TYPE double precision USING abs(coalesce(deviation, value - coalesce(limit_value, 0))),
  ALTER COLUMN excess SET NOT NULL;

COMMENT ON COLUMN andon.anomaly.sensor_id IS 'the sensor; of an equipment''s anomaly the one that contributed most';
COMMENT ON COLUMN andon.anomaly.subject IS 'what is found to be wrong: one sensor, or its equipment as a whole';
COMMENT ON COLUMN andon.anomaly.evidence IS 'what the finding rests on: limit {name, value}, baseline {mean, stddev, deviation}, clause (the reason in words) and what else the detector has';
COMMENT ON COLUMN andon.anomaly.excess IS 'how far out the value is: in standard deviations from a baseline, else in the sensor''s unit from a limit or from zero. Of two readings of a minute with equal severity and score the one further out is kept';

CREATE OR REPLACE VIEW andon_analytics.anomaly_detection_silver AS
  SELECT anomaly_id, site_id, equipment_id, equipment_type, sensor_type, detector,
         (ARRAY['low', 'medium', 'high', 'critical'])[severity_rank] AS severity, severity_rank::int AS severity_rank,
         window_start, event_time, detected_at, value AS sensor_value, units, score AS anomaly_score, reading_count,
         evidence #>> '{limit,name}' AS limit_name, (evidence #>> '{limit,value}')::float8 AS limit_value,
         (evidence #>> '{baseline,mean}')::float8 AS baseline_mean, (evidence #>> '{baseline,stddev}')::float8 AS baseline_stddev,
         (evidence #>> '{baseline,deviation}')::float8 AS deviation_score, subject, evidence
  FROM andon.anomaly AS anomaly JOIN andon.analyst_sensor AS sensor USING (sensor_id);
COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.sensor_type IS 'what is measured; with site and equipment it names one sensor. Of an equipment''s anomaly the sensor that contributed most';
COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.detector IS 'who found it, such as limit (a fixed limit) or baseline (the rolling baseline)';
COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.limit_name IS 'the limit that was passed: warning, critical, emergency, alarm_low or alarm_high; null for other detectors';
COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.limit_value IS 'that limit, in units; null for other detectors';
COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.baseline_mean IS 'mean of the rolling baseline (60 one-minute windows, at least 10), in units; null for other detectors';
COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.baseline_stddev IS 'standard deviation of the baseline, in units; null for other detectors';
COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.deviation_score IS 'distance from the baseline''s mean in standard deviations; null for other detectors';
COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.subject IS 'what is found to be wrong: sensor, or equipment for its sensors taken together';
COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.evidence IS 'JSON of what the finding rests on: limit, baseline, clause (the reason in words) and what else the detector has';

CREATE OR REPLACE VIEW andon_analytics.ml_predictions AS
  SELECT anomaly_id, site_id, equipment_id, equipment_type, sensor_type, detector AS model_name, event_time, detected_at,
         value AS sensor_value, (evidence #>> '{baseline,mean}')::float8 AS predicted_value,
         (evidence #>> '{baseline,stddev}')::float8 AS predicted_stddev, units,
         (evidence #>> '{baseline,deviation}')::float8 AS deviation_score, score AS anomaly_score,
         (ARRAY['low', 'medium', 'high', 'critical'])[severity_rank] AS severity, subject, evidence
  FROM andon.anomaly AS anomaly JOIN andon.analyst_sensor AS sensor USING (sensor_id) WHERE evidence ? 'baseline';
COMMENT ON COLUMN andon_analytics.ml_predictions.subject IS 'what is found to be wrong: sensor, or equipment for its sensors taken together';
COMMENT ON COLUMN andon_analytics.ml_predictions.evidence IS 'JSON of what the finding rests on, as in anomaly_detection_silver';

ALTER TABLE andon.anomaly
  DROP COLUMN limit_name, DROP COLUMN limit_value, DROP COLUMN baseline_mean, DROP COLUMN baseline_stddev, DROP COLUMN deviation;
