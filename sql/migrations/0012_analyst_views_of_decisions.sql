-- The analysts' views from anomaly to effectiveness, and the master data; see the migration before.
CREATE VIEW andon_analytics.anomaly_detection_silver AS
  SELECT anomaly.anomaly_id, sensor.site_id, sensor.equipment_id, sensor.equipment_type, sensor.sensor_type, anomaly.detector,
         (ARRAY['low', 'medium', 'high', 'critical'])[anomaly.severity_rank] AS severity, anomaly.severity_rank::integer AS severity_rank,
         anomaly.window_start, anomaly.event_time, anomaly.detected_at, anomaly.value AS sensor_value, sensor.units,
         anomaly.score AS anomaly_score, anomaly.reading_count, anomaly.limit_name, anomaly.limit_value, anomaly.baseline_mean,
         anomaly.baseline_stddev, anomaly.deviation AS deviation_score
  FROM andon.anomaly AS anomaly JOIN andon.analyst_sensor AS sensor USING (sensor_id);
COMMENT ON VIEW andon_analytics.anomaly_detection_silver IS 'What the detectors found: one row a sensor, detector and minute, holding the worst reading of that minute. Kept for ever.';

CREATE VIEW andon_analytics.ml_predictions AS
  SELECT anomaly.anomaly_id, sensor.site_id, sensor.equipment_id, sensor.equipment_type, sensor.sensor_type,
         anomaly.detector AS model_name, anomaly.event_time, anomaly.detected_at, anomaly.value AS sensor_value,
         anomaly.baseline_mean AS predicted_value, anomaly.baseline_stddev AS predicted_stddev, sensor.units,
         anomaly.deviation AS deviation_score, anomaly.score AS anomaly_score,
         (ARRAY['low', 'medium', 'high', 'critical'])[anomaly.severity_rank] AS severity
  FROM andon.anomaly AS anomaly JOIN andon.analyst_sensor AS sensor USING (sensor_id)
  WHERE anomaly.baseline_mean IS NOT NULL;
COMMENT ON VIEW andon_analytics.ml_predictions IS 'Those anomalies that a model found which learns what is normal (the rolling baseline): what it expected, what came, and how far apart they are.';

CREATE VIEW andon_analytics.ai_recommendations_gold AS
  SELECT recommendation.recommendation_id, recommendation.site_id, recommendation.equipment_id, equipment.equipment_type,
         equipment.location, equipment.criticality, sensor.sensor_type, recommendation.issue_type, recommendation.severity,
         recommendation.issue_description, recommendation.recommended_action, recommendation.confidence_score,
         recommendation.root_cause_analysis, recommendation.expected_outcome, recommendation.status, recommendation.operator_id,
         recommendation.operator_notes, recommendation.approved_timestamp, recommendation.executed_timestamp,
         recommendation.defer_until, recommendation.rejection_reason, recommendation.outcome, recommendation.resolved,
         recommendation.urgency, recommendation.time_to_threshold, recommendation.evidence, recommendation.anomaly_id,
         recommendation.version, recommendation.created_timestamp, recommendation.updated_timestamp
  FROM agentic_hmi.agent_recommendations AS recommendation
  LEFT JOIN andon.equipment AS equipment USING (site_id, equipment_id)
  LEFT JOIN andon.anomaly AS anomaly USING (anomaly_id)
  LEFT JOIN andon.sensor AS sensor ON sensor.sensor_id = anomaly.sensor_id;
COMMENT ON VIEW andon_analytics.ai_recommendations_gold IS 'Every recommendation as it stands now, the server''s own and those that other programs inserted, with its equipment. Kept for ever.';

CREATE VIEW andon_analytics.operator_feedback_bronze AS
  SELECT audit.audit_id AS feedback_id, audit.recommendation_id, recommendation.site_id, recommendation.equipment_id,
         recommendation.issue_type, recommendation.severity, recommendation.confidence_score, audit.new_status AS feedback,
         audit.old_status AS previous_status, audit.occurred_at AS feedback_timestamp,
         extract(epoch FROM audit.occurred_at - recommendation.created_timestamp)::double precision AS seconds_since_created,
         audit.operator_id, audit.operator_notes, audit.rejection_reason, audit.defer_until, audit.outcome
  FROM andon.recommendation_audit AS audit JOIN agentic_hmi.agent_recommendations AS recommendation USING (recommendation_id)
  WHERE audit.old_status IS NOT NULL AND audit.new_status IN ('approved', 'rejected', 'deferred', 'executed');
COMMENT ON VIEW andon_analytics.operator_feedback_bronze IS 'Each decision of an operator, from the append-only audit: a recommendation that was deferred and then approved has two rows. Kept for ever.';

CREATE VIEW andon_analytics.recommendation_effectiveness AS
  SELECT recommendation.issue_type, count(*) AS raised,
         count(*) FILTER (WHERE status = 'pending') AS pending, count(*) FILTER (WHERE status = 'approved') AS approved,
         count(*) FILTER (WHERE status = 'rejected') AS rejected, count(*) FILTER (WHERE status = 'deferred') AS deferred,
         count(*) FILTER (WHERE status = 'executed') AS executed, count(*) FILTER (WHERE status = 'expired') AS expired,
         count(*) FILTER (WHERE status = 'executed' AND resolved) AS resolved,
         count(*) FILTER (WHERE status IN ('approved', 'executed'))::double precision
           / nullif(count(*) FILTER (WHERE status IN ('approved', 'executed', 'rejected')), 0) AS approval_rate,
         count(*) FILTER (WHERE status = 'executed' AND resolved)::double precision
           / nullif(count(*) FILTER (WHERE status = 'executed' AND resolved IS NOT NULL), 0) AS resolution_rate,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM decision.decided_at - created_timestamp)::double precision)
           FILTER (WHERE isfinite(created_timestamp)) AS median_decision_seconds
  FROM agentic_hmi.agent_recommendations AS recommendation
  LEFT JOIN (
    SELECT recommendation_id, min(occurred_at) AS decided_at FROM andon.recommendation_audit
    WHERE old_status IS NOT NULL AND new_status IN ('approved', 'rejected') GROUP BY recommendation_id
  ) AS decision USING (recommendation_id)
  GROUP BY recommendation.issue_type;
COMMENT ON VIEW andon_analytics.recommendation_effectiveness IS 'What became of all recommendations of one issue type since the beginning; the counts by status add up to raised.';

CREATE VIEW andon_analytics.quarantine AS
  SELECT quarantine_id, received_at, door, site_id, equipment_id, sensor_type, event_time, code, message, original FROM andon.quarantine;
COMMENT ON VIEW andon_analytics.quarantine IS 'Readings that could not be taken, or were left out of the windows, and why. Kept for the retention of bronze.';

CREATE VIEW andon_analytics.equipment_master AS
  SELECT site_id, equipment_id, equipment_type, manufacturer, model, location, criticality, max_capacity, installation_date,
         last_maintenance_date, maintenance_interval_days, is_active, created_at, updated_at
  FROM andon.equipment;
COMMENT ON VIEW andon_analytics.equipment_master IS 'All equipment, registered or known only by its readings.';

CREATE VIEW andon_analytics.sensor_definitions AS
  SELECT site_id, equipment_id, sensor_type, name, units, normal_min, normal_max, alarm_low, alarm_high, has_own_limits,
         CASE WHEN has_own_limits THEN own_warning ELSE type_warning END AS warning_limit,
         CASE WHEN has_own_limits THEN own_critical ELSE type_critical END AS critical_limit,
         CASE WHEN has_own_limits THEN own_emergency ELSE type_emergency END AS emergency_limit
  FROM (
    SELECT sensor.site_id, sensor.equipment_id, sensor.sensor_type, sensor.name, coalesce(sensor.unit, type.unit) AS units,
           sensor.normal_min, sensor.normal_max, sensor.alarm_low, sensor.alarm_high,
           num_nonnulls(sensor.warning_limit, sensor.critical_limit, sensor.emergency_limit, sensor.alarm_high) > 0 AS has_own_limits,
           sensor.warning_limit AS own_warning, sensor.critical_limit AS own_critical, sensor.emergency_limit AS own_emergency,
           type.warning_limit AS type_warning, type.critical_limit AS type_critical, type.emergency_limit AS type_emergency
    FROM andon.sensor AS sensor LEFT JOIN andon.sensor_type AS type ON type.sensor_type = lower(sensor.sensor_type)
  ) AS sensor;
COMMENT ON VIEW andon_analytics.sensor_definitions IS 'Every sensor with its unit and the limits that hold for it: its own, or those of its type if it has none of its own.';

DO $$
DECLARE
  relation text;
  col text;
  meaning text;
BEGIN
  FOR relation, col, meaning IN VALUES
    ('anomaly_detection_silver', 'anomaly_id', 'key of the anomaly; ai_recommendations_gold.anomaly_id points here'),
    ('anomaly_detection_silver', 'site_id', 'the site; default where there is only one'),
    ('anomaly_detection_silver', 'equipment_id', 'the equipment, unique within its site'),
    ('anomaly_detection_silver', 'equipment_type', 'from the equipment master; unknown where nobody has said'),
    ('anomaly_detection_silver', 'sensor_type', 'what is measured; with site and equipment it names one sensor'),
    ('anomaly_detection_silver', 'detector', 'who found it: limit (a fixed limit) or baseline (the rolling baseline)'),
    ('anomaly_detection_silver', 'severity', 'low, medium, high or critical'),
    ('anomaly_detection_silver', 'severity_rank', '1 low, 2 medium, 3 high, 4 critical'),
    ('anomaly_detection_silver', 'window_start', 'first instant of the minute it belongs to'),
    ('anomaly_detection_silver', 'event_time', 'when the worst reading of the minute was measured'),
    ('anomaly_detection_silver', 'detected_at', 'when it was found'),
    ('anomaly_detection_silver', 'sensor_value', 'the worst reading of the minute, in units'),
    ('anomaly_detection_silver', 'units', 'the sensor''s unit now; null where it has none'),
    ('anomaly_detection_silver', 'anomaly_score', 'confidence, 0 to 1'),
    ('anomaly_detection_silver', 'reading_count', 'readings of the minute that the detector found anomalous'),
    ('anomaly_detection_silver', 'limit_name', 'the limit that was passed: warning, critical, emergency, alarm_low or alarm_high; null for the baseline'),
    ('anomaly_detection_silver', 'limit_value', 'that limit, in units; null for the baseline'),
    ('anomaly_detection_silver', 'baseline_mean', 'mean of the rolling baseline (60 one-minute windows, at least 10), in units; null for limits'),
    ('anomaly_detection_silver', 'baseline_stddev', 'standard deviation of the baseline, in units; null for limits'),
    ('anomaly_detection_silver', 'deviation_score', 'distance from the baseline''s mean in standard deviations; null for limits'),
    ('ml_predictions', 'anomaly_id', 'key of the anomaly in anomaly_detection_silver'),
    ('ml_predictions', 'site_id', 'the site; default where there is only one'),
    ('ml_predictions', 'equipment_id', 'the equipment, unique within its site'),
    ('ml_predictions', 'equipment_type', 'from the equipment master; unknown where nobody has said'),
    ('ml_predictions', 'sensor_type', 'what is measured; with site and equipment it names one sensor'),
    ('ml_predictions', 'model_name', 'the detector, such as baseline'),
    ('ml_predictions', 'event_time', 'when the reading was measured'),
    ('ml_predictions', 'detected_at', 'when the model judged it'),
    ('ml_predictions', 'sensor_value', 'the reading, in units'),
    ('ml_predictions', 'predicted_value', 'what the model expected, in units'),
    ('ml_predictions', 'predicted_stddev', 'the spread that the model holds for normal, in units'),
    ('ml_predictions', 'units', 'the sensor''s unit now; null where it has none'),
    ('ml_predictions', 'deviation_score', 'distance between reading and prediction in standard deviations'),
    ('ml_predictions', 'anomaly_score', 'confidence that it is an anomaly, 0 to 1'),
    ('ml_predictions', 'severity', 'low, medium, high or critical'),
    ('ai_recommendations_gold', 'recommendation_id', 'key of the recommendation'),
    ('ai_recommendations_gold', 'site_id', 'the site; default where there is only one'),
    ('ai_recommendations_gold', 'equipment_id', 'the equipment it is about'),
    ('ai_recommendations_gold', 'equipment_type', 'from the equipment master; null for equipment that nobody knows'),
    ('ai_recommendations_gold', 'location', 'from the equipment master'),
    ('ai_recommendations_gold', 'criticality', 'from the equipment master: Critical, High, Medium or Low'),
    ('ai_recommendations_gold', 'sensor_type', 'the sensor whose anomaly led to it; null for what other programs inserted'),
    ('ai_recommendations_gold', 'issue_type', 'with site and equipment it names one story, such as temperature_high_critical'),
    ('ai_recommendations_gold', 'severity', 'low, medium, high or critical'),
    ('ai_recommendations_gold', 'issue_description', 'what is wrong, in a sentence'),
    ('ai_recommendations_gold', 'recommended_action', 'what to do about it'),
    ('ai_recommendations_gold', 'confidence_score', '0 to 1; null where another program gave none'),
    ('ai_recommendations_gold', 'root_cause_analysis', 'what the cause may be'),
    ('ai_recommendations_gold', 'expected_outcome', 'what the action should bring'),
    ('ai_recommendations_gold', 'status', 'pending, approved, rejected, deferred, executed or expired'),
    ('ai_recommendations_gold', 'operator_id', 'who decided last'),
    ('ai_recommendations_gold', 'operator_notes', 'what was noted with that decision'),
    ('ai_recommendations_gold', 'approved_timestamp', 'when it was approved'),
    ('ai_recommendations_gold', 'executed_timestamp', 'when the work was reported as done'),
    ('ai_recommendations_gold', 'defer_until', 'when a deferred one returns'),
    ('ai_recommendations_gold', 'rejection_reason', 'why it was rejected'),
    ('ai_recommendations_gold', 'outcome', 'what the work brought, in words'),
    ('ai_recommendations_gold', 'resolved', 'whether the work removed the trouble; null while nobody has said'),
    ('ai_recommendations_gold', 'urgency', 'in words: when convenient, this week, this shift, immediate'),
    ('ai_recommendations_gold', 'time_to_threshold', 'interval until the next limit at the present trend; null where there is none'),
    ('ai_recommendations_gold', 'evidence', 'JSON of what the server saw: value, limit or baseline, 24 h of context'),
    ('ai_recommendations_gold', 'anomaly_id', 'the anomaly that led to it; null for what other programs inserted'),
    ('ai_recommendations_gold', 'version', '1, and one more with every change'),
    ('ai_recommendations_gold', 'created_timestamp', 'when it was raised'),
    ('ai_recommendations_gold', 'updated_timestamp', 'when it last changed'),
    ('operator_feedback_bronze', 'feedback_id', 'key of the decision; grows with time'),
    ('operator_feedback_bronze', 'recommendation_id', 'the recommendation that was decided on'),
    ('operator_feedback_bronze', 'site_id', 'the site; default where there is only one'),
    ('operator_feedback_bronze', 'equipment_id', 'the equipment that the recommendation is about'),
    ('operator_feedback_bronze', 'issue_type', 'the issue of the recommendation'),
    ('operator_feedback_bronze', 'severity', 'low, medium, high or critical'),
    ('operator_feedback_bronze', 'confidence_score', '0 to 1; null where another program gave none'),
    ('operator_feedback_bronze', 'feedback', 'approved, rejected, deferred or executed'),
    ('operator_feedback_bronze', 'previous_status', 'what it was before the decision'),
    ('operator_feedback_bronze', 'feedback_timestamp', 'when it was decided'),
    ('operator_feedback_bronze', 'seconds_since_created', 'seconds from the creation of the recommendation to this decision'),
    ('operator_feedback_bronze', 'operator_id', 'who decided; null where another program did not say'),
    ('operator_feedback_bronze', 'operator_notes', 'what was noted'),
    ('operator_feedback_bronze', 'rejection_reason', 'why it was rejected'),
    ('operator_feedback_bronze', 'defer_until', 'when a deferred one returns'),
    ('operator_feedback_bronze', 'outcome', 'what the work brought, in words'),
    ('recommendation_effectiveness', 'issue_type', 'the issue'),
    ('recommendation_effectiveness', 'raised', 'how many recommendations'),
    ('recommendation_effectiveness', 'pending', 'of them waiting for a decision'),
    ('recommendation_effectiveness', 'approved', 'of them approved, and not yet reported as done'),
    ('recommendation_effectiveness', 'rejected', 'of them rejected'),
    ('recommendation_effectiveness', 'deferred', 'of them put off'),
    ('recommendation_effectiveness', 'executed', 'of them reported as done'),
    ('recommendation_effectiveness', 'expired', 'of them replaced by a worse level of the same problem'),
    ('recommendation_effectiveness', 'resolved', 'executed ones whose work removed the trouble'),
    ('recommendation_effectiveness', 'approval_rate', 'approved or executed among those approved, executed or rejected, 0 to 1; null when nothing was decided'),
    ('recommendation_effectiveness', 'resolution_rate', 'resolved among the executed ones whose outcome was reported, 0 to 1; null when none was'),
    ('recommendation_effectiveness', 'median_decision_seconds', 'seconds from creation to the first approval or rejection, median'),
    ('quarantine', 'quarantine_id', 'key of the row; grows with time'),
    ('quarantine', 'received_at', 'when the server took it'),
    ('quarantine', 'door', 'the way it came in'),
    ('quarantine', 'site_id', 'the site, as far as it could be read'),
    ('quarantine', 'equipment_id', 'the equipment, as far as it could be read'),
    ('quarantine', 'sensor_type', 'the sensor type, as far as it could be read'),
    ('quarantine', 'event_time', 'when it was measured, as far as it could be read'),
    ('quarantine', 'code', 'why, as a code, such as UNIT_MISMATCH or TIMESTAMP_IN_FUTURE'),
    ('quarantine', 'message', 'why, in words'),
    ('quarantine', 'original', 'JSON text of the reading as it came; may hold what jsonb refuses'),
    ('equipment_master', 'site_id', 'the site; default where there is only one'),
    ('equipment_master', 'equipment_id', 'the equipment, unique within its site'),
    ('equipment_master', 'equipment_type', 'such as haul truck; guessed from the id until it is registered'),
    ('equipment_master', 'manufacturer', 'who made it'),
    ('equipment_master', 'model', 'the maker''s name for it'),
    ('equipment_master', 'location', 'where it stands'),
    ('equipment_master', 'criticality', 'Critical, High, Medium or Low'),
    ('equipment_master', 'max_capacity', 'in the unit that the site uses for this type of equipment'),
    ('equipment_master', 'installation_date', 'date'),
    ('equipment_master', 'last_maintenance_date', 'date'),
    ('equipment_master', 'maintenance_interval_days', 'days from one maintenance to the next'),
    ('equipment_master', 'is_active', 'false once it is out of use'),
    ('equipment_master', 'created_at', 'when it was first heard of'),
    ('equipment_master', 'updated_at', 'when its master data last changed'),
    ('sensor_definitions', 'site_id', 'the site; default where there is only one'),
    ('sensor_definitions', 'equipment_id', 'the equipment, unique within its site'),
    ('sensor_definitions', 'sensor_type', 'what is measured; with site and equipment it names one sensor'),
    ('sensor_definitions', 'name', 'what people call it'),
    ('sensor_definitions', 'units', 'unit of its values and limits, its own or that of its type; null where neither has one'),
    ('sensor_definitions', 'normal_min', 'lower end of the normal range, in units'),
    ('sensor_definitions', 'normal_max', 'upper end of the normal range, in units'),
    ('sensor_definitions', 'alarm_low', 'below this an alarm is raised, in units'),
    ('sensor_definitions', 'alarm_high', 'above this an alarm is raised, in units'),
    ('sensor_definitions', 'has_own_limits', 'true when the limits are the sensor''s own, false when they are those of its type'),
    ('sensor_definitions', 'warning_limit', 'above this: severity medium, in units; null where there is none'),
    ('sensor_definitions', 'critical_limit', 'above this: severity high, in units; null where there is none'),
    ('sensor_definitions', 'emergency_limit', 'above this: severity critical, in units; null where there is none')
  LOOP
    EXECUTE format('COMMENT ON COLUMN andon_analytics.%I.%I IS %L', relation, col, meaning);
  END LOOP;
END $$;

-- The group that analysts' logins are put into. A role belongs to the whole cluster: another database may have made it already or be
-- making it now, and a managed service may not let us. Without it the server works as well, and `andon doctor` says what to do; rights
-- on the views are granted at each start, to whoever made the role.
DO $$ BEGIN
  IF to_regrole('andon_reader') IS NULL THEN
    CREATE ROLE andon_reader NOLOGIN;
  END IF;
EXCEPTION WHEN OTHERS THEN
  RAISE WARNING 'role andon_reader was not created: %', SQLERRM;
END $$;
