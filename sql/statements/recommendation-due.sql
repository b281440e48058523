-- Returns the candidates that are not held back, each with the last 24 hours of its sensor and equipment. A candidate is held back while
-- a recommendation for its issue is pending at this level or above, or was decided just now; not when that decision was made before the
-- present trouble began, because the value was normal in between; and while what was approved is being worked on and its alarm has stood ever
-- since, until alarms are told again, or a day. What a critical one has taken over is told again once its alarm was over. The trend is that of the last hour's windows. The candidates' machines
-- are locked already: what this statement sees standing for them stays as it is until the transaction ends, but for what operators decide.
WITH candidate AS (
  SELECT ordinal, sensor_id, site_id, equipment_id, issue_type, covering::text[], milder::text[], to_timestamp(event_ms / 1000) AS at,
         to_timestamp(troubled_since_ms / 1000) AS troubled_since, severity_rank,
         left(issue_type, -1 - length((ARRAY['low', 'medium', 'high', 'critical'])[severity_rank])) AS problem
  FROM unnest($1::int[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::float8[], $9::float8[], $10::int[])
    AS r(ordinal, sensor_id, site_id, equipment_id, issue_type, covering, milder, event_ms, troubled_since_ms, severity_rank)
), due AS MATERIALIZED (
  SELECT * FROM candidate
  -- Its alarm is hidden by design, and so is what is to be done about it.
  WHERE CASE WHEN EXISTS (
      SELECT FROM andon.suppression AS known
      WHERE known.site_id = candidate.site_id AND known.equipment_id = candidate.equipment_id AND known.ended_at IS NULL)
    THEN andon.suppression_reason(candidate.site_id, candidate.equipment_id) END IS NULL
  AND NOT EXISTS (
    SELECT FROM andon.recommendation_slot AS slot
    WHERE slot.site_id = candidate.site_id AND slot.equipment_id = candidate.equipment_id AND slot.issue_type = ANY (covering)
      AND (slot.quiet_until > clock_timestamp()
      AND (slot.pending OR candidate.severity_rank < 4 OR slot.quiet_until <> 'infinity' OR EXISTS (
        SELECT FROM andon.alarm
        WHERE alarm.site_id = candidate.site_id AND alarm.equipment_id = candidate.equipment_id AND alarm.problem = candidate.problem
          AND alarm.active))
      -- A slot that is taken for ever by nothing: its recommendation went while the triggers were off.
      AND (slot.quiet_until <> 'infinity' OR EXISTS (
        SELECT FROM agentic_hmi.agent_recommendations AS held
        WHERE held.recommendation_id = slot.recommendation_id AND held.status IN ('pending', 'deferred')))
      -- Pending and deferred hold back for ever; of the others the decision's time is the row's.
      AND (candidate.troubled_since IS NULL OR slot.quiet_until = 'infinity' OR NOT EXISTS (
        SELECT FROM agentic_hmi.agent_recommendations AS decided
        WHERE decided.recommendation_id = slot.recommendation_id AND decided.updated_timestamp < candidate.troubled_since))
      OR EXISTS (
        SELECT FROM agentic_hmi.agent_recommendations AS work
        JOIN andon.alarm AS alarm ON alarm.site_id = candidate.site_id AND alarm.equipment_id = candidate.equipment_id
          AND alarm.problem = candidate.problem AND alarm.active
        WHERE work.recommendation_id = slot.recommendation_id AND work.status = 'approved'
          AND work.approved_timestamp > candidate.at - (SELECT coalesce(alarm_told_again_after, '24 hours') FROM andon.setting)
          -- Not begun anew since it was approved, or since it joined what was; times as text, as they are written by the pipeline.
          AND (alarm.active_since <= work.approved_timestamp
            OR to_char(alarm.active_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') COLLATE "C" <= (
              SELECT max((one ->> 'at') COLLATE "C") FROM jsonb_path_query(work.findings, '$[*]') AS each(one)
              WHERE one ->> 'issue_type' = slot.issue_type))
          AND (candidate.severity_rank < 4 OR NOT coalesce(candidate.troubled_since > work.approved_timestamp, false)))))
)
SELECT due.ordinal,
       standing.stands AS has_standing, standing.replaces_milder,
       day.windows, day.mean, day.min_value, day.max_value, day.slope_per_hour,
       (SELECT count(*)::int FROM andon.anomaly AS anomaly JOIN andon.sensor AS other USING (sensor_id)
        WHERE other.site_id = due.site_id AND other.equipment_id = due.equipment_id AND anomaly.severity_rank >= 2
          AND anomaly.window_start > due.at - interval '24 hours') AS anomalies,
       (SELECT count(*)::int FROM agentic_hmi.agent_recommendations AS earlier
        WHERE earlier.site_id = due.site_id AND earlier.equipment_id = due.equipment_id AND earlier.issue_type = due.issue_type
          AND earlier.created_timestamp > now() - interval '24 hours') AS recommendations,
       latest.status AS last_status, latest.operator_id AS last_operator_id, latest.updated_timestamp AS last_decided_at,
       latest.rejection_reason AS last_rejection_reason, latest.outcome AS last_outcome, latest.resolved AS last_resolved
FROM due
CROSS JOIN LATERAL (
  SELECT count(*) > 0 AS stands,
         coalesce(bool_or(
           slot.issue_type = ANY (due.milder)
           OR told.findings IS NOT NULL
             AND array_position(ARRAY['low', 'medium', 'high', 'critical'], told.severity)
               < due.severity_rank + (due.severity_rank = 4)::int), false) AS replaces_milder
  FROM andon.recommendation_slot AS slot
  JOIN agentic_hmi.agent_recommendations AS told USING (recommendation_id)
  WHERE slot.site_id = due.site_id AND slot.equipment_id = due.equipment_id
    AND (slot.pending OR told.status = 'approved' AND told.issue_type = slot.issue_type
      AND told.approved_timestamp > due.at - (SELECT coalesce(alarm_told_again_after, '24 hours') FROM andon.setting))
) AS standing
CROSS JOIN LATERAL (
  SELECT count(*)::int AS windows, sum(mean * reading_count) / sum(reading_count) AS mean, min(min_value) AS min_value,
         max(max_value) AS max_value,
         regr_slope(mean, extract(epoch FROM window_start)::float8 / 3600) FILTER (WHERE window_start > due.at - interval '1 hour')
           AS slope_per_hour
  FROM andon.performance_1min AS gold
  WHERE gold.sensor_id = due.sensor_id AND window_start > due.at - interval '24 hours' AND window_start <= due.at
) AS day
LEFT JOIN LATERAL (
  SELECT status, operator_id, updated_timestamp, rejection_reason, outcome, resolved FROM agentic_hmi.agent_recommendations AS earlier
  WHERE earlier.site_id = due.site_id AND earlier.equipment_id = due.equipment_id AND earlier.issue_type = due.issue_type
  ORDER BY created_timestamp DESC LIMIT 1
) AS latest ON true
