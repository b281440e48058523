-- What the last 24 hours tell about one sensor and its equipment; trend over the last hour's windows.
SELECT day.windows, day.mean, day.min_value, day.max_value, hour.slope_per_hour,
       (SELECT count(*)::int FROM andon.anomaly AS anomaly JOIN andon.sensor AS other USING (sensor_id)
        WHERE other.site_id = $2 AND other.equipment_id = $3 AND anomaly.event_time > $5::timestamptz - interval '24 hours'
          AND anomaly.severity_rank >= 2) AS anomalies,
       (SELECT count(*)::int FROM agentic_hmi.agent_recommendations AS earlier
        WHERE earlier.site_id = $2 AND earlier.equipment_id = $3 AND earlier.issue_type = $4
          AND earlier.created_timestamp > now() - interval '24 hours') AS recommendations,
       latest.status AS last_status, latest.operator_id AS last_operator_id, latest.updated_timestamp AS last_decided_at
FROM (
  SELECT count(*)::int AS windows, sum(mean * reading_count) / sum(reading_count) AS mean, min(min_value) AS min_value,
         max(max_value) AS max_value
  FROM andon.performance_1min
  WHERE sensor_id = $1 AND window_start > $5::timestamptz - interval '24 hours' AND window_start <= $5::timestamptz
) AS day, (
  SELECT regr_slope(mean, extract(epoch FROM window_start)::float8 / 3600) AS slope_per_hour
  FROM andon.performance_1min
  WHERE sensor_id = $1 AND window_start > $5::timestamptz - interval '1 hour' AND window_start <= $5::timestamptz
) AS hour
LEFT JOIN LATERAL (
  SELECT status, operator_id, updated_timestamp FROM agentic_hmi.agent_recommendations AS earlier
  WHERE earlier.site_id = $2 AND earlier.equipment_id = $3 AND earlier.issue_type = $4
  ORDER BY created_timestamp DESC LIMIT 1
) AS latest ON true
