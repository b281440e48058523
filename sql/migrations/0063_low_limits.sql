-- Limits below which a value is wrong, at the same three levels as those above: a low level of oil is a warning before it is an emergency.
-- Until now the low side had one, alarm_low.
ALTER TABLE andon.sensor
  ADD COLUMN warning_low_limit double precision,
  ADD COLUMN critical_low_limit double precision,
  ADD COLUMN emergency_low_limit double precision,
  ADD COLUMN warning_low_limit_off boolean NOT NULL DEFAULT false CONSTRAINT warning_low_limit_is_off CHECK (NOT (warning_low_limit_off AND warning_low_limit IS NOT NULL)),
  ADD COLUMN critical_low_limit_off boolean NOT NULL DEFAULT false CONSTRAINT critical_low_limit_is_off CHECK (NOT (critical_low_limit_off AND critical_low_limit IS NOT NULL)),
  ADD COLUMN emergency_low_limit_off boolean NOT NULL DEFAULT false CONSTRAINT emergency_low_limit_is_off CHECK (NOT (emergency_low_limit_off AND emergency_low_limit IS NOT NULL)),
  ADD CONSTRAINT sensor_low_limits_are_finite CHECK (
    abs(warning_low_limit) < 'Infinity' AND abs(critical_low_limit) < 'Infinity' AND abs(emergency_low_limit) < 'Infinity');
COMMENT ON COLUMN andon.sensor.warning_low_limit IS 'below this: severity medium, in the sensor''s unit';
COMMENT ON COLUMN andon.sensor.critical_low_limit IS 'below this: severity high, in the sensor''s unit';
COMMENT ON COLUMN andon.sensor.emergency_low_limit IS 'below this: severity critical, in the sensor''s unit';

ALTER TABLE andon.sensor_type
  ADD COLUMN warning_low_limit double precision,
  ADD COLUMN critical_low_limit double precision,
  ADD COLUMN emergency_low_limit double precision,
  ADD CONSTRAINT sensor_type_low_limits_are_finite CHECK (
    abs(warning_low_limit) < 'Infinity' AND abs(critical_low_limit) < 'Infinity' AND abs(emergency_low_limit) < 'Infinity'),
  ADD CONSTRAINT sensor_type_low_limits_ascend CHECK (
    coalesce(emergency_low_limit < critical_low_limit, true) AND coalesce(critical_low_limit < warning_low_limit, true)
    AND coalesce(emergency_low_limit < warning_low_limit, true)
    AND coalesce(greatest(warning_low_limit, critical_low_limit, emergency_low_limit) < warning_limit, true));
COMMENT ON COLUMN andon.sensor_type.warning_low_limit IS 'of sensors of this type that say nothing else: below this severity medium, in unit; null for none';
COMMENT ON COLUMN andon.sensor_type.critical_low_limit IS 'of sensors of this type that say nothing else: below this severity high, in unit; null for none';
COMMENT ON COLUMN andon.sensor_type.emergency_low_limit IS 'of sensors of this type that say nothing else: below this severity critical, in unit; null for none';

DROP TRIGGER registered ON andon.sensor;
CREATE TRIGGER registered BEFORE UPDATE OF name, unit, normal_min, normal_max, alarm_low, alarm_high, warning_limit, critical_limit,
    emergency_limit, warning_limit_off, critical_limit_off, emergency_limit_off, warning_low_limit, critical_low_limit, emergency_low_limit,
    warning_low_limit_off, critical_low_limit_off, emergency_low_limit_off, kind, roll_over_at, missing_values, allowed_states
  ON andon.sensor FOR EACH ROW EXECUTE FUNCTION andon.note_registration();

DROP INDEX andon.sensor_limits_without_unit;
CREATE INDEX sensor_limits_without_unit ON andon.sensor (sensor_id)
  WHERE unit IS NULL AND num_nonnulls(warning_limit, critical_limit, emergency_limit, alarm_low, alarm_high,
                                      warning_low_limit, critical_low_limit, emergency_low_limit) > 0;

CREATE OR REPLACE VIEW andon.effective_sensor AS
  SELECT sensor_id, site_id, equipment_id, sensor_type, name, own_unit, normal_min, normal_max, alarm_low, alarm_high, unit_changed_at,
         own_warning, own_critical, own_emergency, warning_off, critical_off, emergency_off, type_warning, type_critical, type_emergency,
         warning_score, critical_score, emergency_score, unit, unit_source, ratio, shift, warning_source, critical_source, emergency_source,
         CASE WHEN own_warning IS NOT NULL THEN own_warning WHEN warning_source <> 'type' THEN NULL WHEN is_same THEN type_warning
              WHEN abs(type_warning) < 1e-200 THEN shift::numeric::double precision
              ELSE (least(greatest(type_warning, -reach), reach) * ratio + shift)::numeric::double precision END AS effective_warning,
         CASE WHEN own_critical IS NOT NULL THEN own_critical WHEN critical_source <> 'type' THEN NULL WHEN is_same THEN type_critical
              WHEN abs(type_critical) < 1e-200 THEN shift::numeric::double precision
              ELSE (least(greatest(type_critical, -reach), reach) * ratio + shift)::numeric::double precision END AS effective_critical,
         CASE WHEN own_emergency IS NOT NULL THEN own_emergency WHEN emergency_source <> 'type' THEN NULL WHEN is_same THEN type_emergency
              WHEN abs(type_emergency) < 1e-200 THEN shift::numeric::double precision
              ELSE (least(greatest(type_emergency, -reach), reach) * ratio + shift)::numeric::double precision END AS effective_emergency,
         kind, roll_over_at, missing_values, unit_version, allowed_states,
         own_warning_low, own_critical_low, own_emergency_low, warning_low_off, critical_low_off, emergency_low_off,
         type_warning_low, type_critical_low, type_emergency_low, warning_low_source, critical_low_source, emergency_low_source,
         CASE WHEN own_warning_low IS NOT NULL THEN own_warning_low WHEN warning_low_source <> 'type' THEN NULL WHEN is_same THEN type_warning_low
              WHEN abs(type_warning_low) < 1e-200 THEN shift::numeric::double precision
              ELSE (least(greatest(type_warning_low, -reach), reach) * ratio + shift)::numeric::double precision END AS effective_warning_low,
         CASE WHEN own_critical_low IS NOT NULL THEN own_critical_low WHEN critical_low_source <> 'type' THEN NULL WHEN is_same THEN type_critical_low
              WHEN abs(type_critical_low) < 1e-200 THEN shift::numeric::double precision
              ELSE (least(greatest(type_critical_low, -reach), reach) * ratio + shift)::numeric::double precision END AS effective_critical_low,
         CASE WHEN own_emergency_low IS NOT NULL THEN own_emergency_low WHEN emergency_low_source <> 'type' THEN NULL WHEN is_same THEN type_emergency_low
              WHEN abs(type_emergency_low) < 1e-200 THEN shift::numeric::double precision
              ELSE (least(greatest(type_emergency_low, -reach), reach) * ratio + shift)::numeric::double precision END AS effective_emergency_low
  FROM (
    SELECT located.*, 1e300 / greatest(ratio, 1) AS reach, ratio = 1 AND shift = 0 AS is_same,
           CASE WHEN own_warning IS NOT NULL THEN 'own' WHEN warning_off THEN 'off' WHEN type_warning IS NULL THEN 'none'
                WHEN ratio IS NULL THEN 'not_convertible' ELSE 'type' END AS warning_source,
           CASE WHEN own_critical IS NOT NULL THEN 'own' WHEN critical_off THEN 'off' WHEN type_critical IS NULL THEN 'none'
                WHEN ratio IS NULL THEN 'not_convertible' ELSE 'type' END AS critical_source,
           CASE WHEN own_emergency IS NOT NULL THEN 'own' WHEN emergency_off THEN 'off' WHEN type_emergency IS NULL THEN 'none'
                WHEN ratio IS NULL THEN 'not_convertible' ELSE 'type' END AS emergency_source,
           CASE WHEN own_warning_low IS NOT NULL THEN 'own' WHEN warning_low_off THEN 'off' WHEN type_warning_low IS NULL THEN 'none'
                WHEN ratio IS NULL THEN 'not_convertible' ELSE 'type' END AS warning_low_source,
           CASE WHEN own_critical_low IS NOT NULL THEN 'own' WHEN critical_low_off THEN 'off' WHEN type_critical_low IS NULL THEN 'none'
                WHEN ratio IS NULL THEN 'not_convertible' ELSE 'type' END AS critical_low_source,
           CASE WHEN own_emergency_low IS NOT NULL THEN 'own' WHEN emergency_low_off THEN 'off' WHEN type_emergency_low IS NULL THEN 'none'
                WHEN ratio IS NULL THEN 'not_convertible' ELSE 'type' END AS emergency_low_source
    FROM (
      SELECT sensor.sensor_id, sensor.site_id, sensor.equipment_id, sensor.sensor_type, sensor.name, sensor.unit AS own_unit,
             sensor.normal_min, sensor.normal_max, sensor.alarm_low, sensor.alarm_high, sensor.unit_changed_at,
             sensor.kind, sensor.roll_over_at, sensor.missing_values, sensor.unit_version, sensor.allowed_states,
             sensor.warning_limit AS own_warning, sensor.critical_limit AS own_critical, sensor.emergency_limit AS own_emergency,
             sensor.warning_limit_off AS warning_off, sensor.critical_limit_off AS critical_off,
             sensor.emergency_limit_off AS emergency_off,
             sensor.warning_low_limit AS own_warning_low, sensor.critical_low_limit AS own_critical_low,
             sensor.emergency_low_limit AS own_emergency_low, sensor.warning_low_limit_off AS warning_low_off,
             sensor.critical_low_limit_off AS critical_low_off, sensor.emergency_low_limit_off AS emergency_low_off,
             type.warning_low_limit AS type_warning_low, type.critical_low_limit AS type_critical_low,
             type.emergency_low_limit AS type_emergency_low,
             type.warning_limit AS type_warning, type.critical_limit AS type_critical, type.emergency_limit AS type_emergency,
             type.warning_score, type.critical_score, type.emergency_score,
             coalesce(sensor.unit, type.unit, seen.unit) AS unit,
             CASE WHEN sensor.unit IS NOT NULL THEN 'own' WHEN type.unit IS NOT NULL THEN 'type'
                  WHEN seen.unit IS NOT NULL THEN 'reading' ELSE 'none' END AS unit_source,
             -- A type's limit × ratio + shift is that limit in the sensor's unit; null where there is no way from one to the other.
             CASE WHEN sensor.unit IS NULL OR sensor.unit = type.unit THEN 1
                  WHEN given.symbol = wanted.symbol THEN 1
                  WHEN given.quantity = wanted.quantity THEN given.factor / wanted.factor END AS ratio,
             CASE WHEN sensor.unit IS NULL OR sensor.unit = type.unit OR given.symbol = wanted.symbol THEN 0
                  ELSE (given.zero - wanted.zero) / wanted.factor END AS shift
      FROM andon.sensor AS sensor
      LEFT JOIN andon.sensor_type AS type ON type.sensor_type = lower(sensor.sensor_type)
      LEFT JOIN andon.reading_unit AS seen ON seen.sensor_id = sensor.sensor_id
      LEFT JOIN LATERAL (
        SELECT spelling.* FROM (SELECT regexp_replace(translate(normalize(translate(type.unit, 'º˚', '°°'), NFKC),
             'μµ∆−‐‑‒–—·⋅∙•∕⁄', 'uuΔ------....//'), '[\s\u200b-\u200f\u2060\ufeff^]', '', 'g') AS key OFFSET 0) AS text CROSS JOIN LATERAL (
          SELECT * FROM andon.unit_spelling WHERE key = text.key AND NOT folded
          UNION ALL SELECT * FROM andon.unit_spelling WHERE key = lower(text.key COLLATE "C") COLLATE "default" AND folded
        ) AS spelling
        WHERE sensor.unit <> type.unit
        ORDER BY folded LIMIT 1
      ) AS given ON true
      LEFT JOIN LATERAL (
        SELECT spelling.* FROM (SELECT regexp_replace(translate(normalize(translate(sensor.unit, 'º˚', '°°'), NFKC),
             'μµ∆−‐‑‒–—·⋅∙•∕⁄', 'uuΔ------....//'), '[\s\u200b-\u200f\u2060\ufeff^]', '', 'g') AS key OFFSET 0) AS text CROSS JOIN LATERAL (
          SELECT * FROM andon.unit_spelling WHERE key = text.key AND NOT folded
          UNION ALL SELECT * FROM andon.unit_spelling WHERE key = lower(text.key COLLATE "C") COLLATE "default" AND folded
        ) AS spelling
        WHERE sensor.unit <> type.unit
        ORDER BY folded LIMIT 1
      ) AS wanted ON true
    ) AS located
  ) AS sensor;

CREATE OR REPLACE VIEW andon_analytics.sensor_definitions AS
  SELECT site_id, equipment_id, sensor_type, name, unit AS units, normal_min, normal_max, alarm_low, alarm_high,
         num_nonnulls(own_warning, own_critical, own_emergency, alarm_low, alarm_high, own_warning_low, own_critical_low, own_emergency_low) > 0
           AS has_own_limits,
         effective_warning AS warning_limit, effective_critical AS critical_limit, effective_emergency AS emergency_limit,
         unit_source AS units_source, warning_source, critical_source, emergency_source, kind, roll_over_at, missing_values, allowed_states,
         effective_warning_low AS warning_low_limit, effective_critical_low AS critical_low_limit, effective_emergency_low AS emergency_low_limit,
         warning_low_source, critical_low_source, emergency_low_source
  FROM andon.effective_sensor
  WHERE NOT EXISTS (SELECT FROM andon.sensor AS removed WHERE removed.sensor_id = effective_sensor.sensor_id AND removed.removed_at IS NOT NULL);
COMMENT ON COLUMN andon_analytics.sensor_definitions.warning_low_limit IS 'below this: severity medium, in units; null where there is none';
COMMENT ON COLUMN andon_analytics.sensor_definitions.critical_low_limit IS 'below this: severity high, in units; null where there is none';
COMMENT ON COLUMN andon_analytics.sensor_definitions.emergency_low_limit IS 'below this: severity critical, in units; null where there is none';
COMMENT ON COLUMN andon_analytics.sensor_definitions.warning_low_source IS 'where warning_low_limit comes from, in the words of warning_source';
COMMENT ON COLUMN andon_analytics.sensor_definitions.critical_low_source IS 'where critical_low_limit comes from, in the same words';
COMMENT ON COLUMN andon_analytics.sensor_definitions.emergency_low_source IS 'where emergency_low_limit comes from, in the same words';
COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.limit_name IS
  'the limit that was passed: warning, critical, emergency, alarm_low, alarm_high, warning_low, critical_low or emergency_low; null for other detectors';
COMMENT ON COLUMN andon.detector_memory.standing_limits IS
  'for each limit with deadband or delay that the value is beyond: its number (0 warning, 1 critical, 2 emergency, 3 alarm_low, 4 alarm_high, 5 warning_low, 6 critical_low, 7 emergency_low), since when in epoch ms, 1 once its on-delay is over, back since when in epoch ms or null';
