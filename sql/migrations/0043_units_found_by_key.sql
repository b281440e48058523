-- Definitions of 5,000 sensors took 13 s to read, 28 s where their units are to be converted: for each sensor both units were looked up, also
-- where they are the same, and by a comparison in another collation than that of the index. The pipeline waits for them, and with it
-- every alarm. The same view, whose lookups are made only for units that differ, and by the key of the spelling.
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
         kind, roll_over_at, missing_values
  FROM (
    SELECT located.*, 1e300 / greatest(ratio, 1) AS reach, ratio = 1 AND shift = 0 AS is_same,
           CASE WHEN own_warning IS NOT NULL THEN 'own' WHEN warning_off THEN 'off' WHEN type_warning IS NULL THEN 'none'
                WHEN ratio IS NULL THEN 'not_convertible' ELSE 'type' END AS warning_source,
           CASE WHEN own_critical IS NOT NULL THEN 'own' WHEN critical_off THEN 'off' WHEN type_critical IS NULL THEN 'none'
                WHEN ratio IS NULL THEN 'not_convertible' ELSE 'type' END AS critical_source,
           CASE WHEN own_emergency IS NOT NULL THEN 'own' WHEN emergency_off THEN 'off' WHEN type_emergency IS NULL THEN 'none'
                WHEN ratio IS NULL THEN 'not_convertible' ELSE 'type' END AS emergency_source
    FROM (
      SELECT sensor.sensor_id, sensor.site_id, sensor.equipment_id, sensor.sensor_type, sensor.name, sensor.unit AS own_unit,
             sensor.normal_min, sensor.normal_max, sensor.alarm_low, sensor.alarm_high, sensor.unit_changed_at,
             sensor.kind, sensor.roll_over_at, sensor.missing_values,
             sensor.warning_limit AS own_warning, sensor.critical_limit AS own_critical, sensor.emergency_limit AS own_emergency,
             sensor.warning_limit_off AS warning_off, sensor.critical_limit_off AS critical_off,
             sensor.emergency_limit_off AS emergency_off,
             type.warning_limit AS type_warning, type.critical_limit AS type_critical, type.emergency_limit AS type_emergency,
             type.warning_score, type.critical_score, type.emergency_score,
             coalesce(sensor.unit, type.unit) AS unit,
             CASE WHEN sensor.unit IS NOT NULL THEN 'own' WHEN type.unit IS NOT NULL THEN 'type' ELSE 'none' END AS unit_source,
             -- A type's limit × ratio + shift is that limit in the sensor's unit; null where there is no way from one to the other.
             CASE WHEN sensor.unit IS NULL OR sensor.unit = type.unit THEN 1
                  WHEN given.symbol = wanted.symbol THEN 1
                  WHEN given.quantity = wanted.quantity THEN given.factor / wanted.factor END AS ratio,
             CASE WHEN sensor.unit IS NULL OR sensor.unit = type.unit OR given.symbol = wanted.symbol THEN 0
                  ELSE (given.zero - wanted.zero) / wanted.factor END AS shift
      FROM andon.sensor AS sensor
      LEFT JOIN andon.sensor_type AS type ON type.sensor_type = lower(sensor.sensor_type)
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
