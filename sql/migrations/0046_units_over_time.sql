-- The unit of a sensor's values over time: whose unit nobody has registered takes that of its readings, and a value is never set against
-- one of another unit.

-- The unit in which the pipeline keeps the values of a sensor for which neither its definition nor its type names one: that of its first
-- reading with a unit. Readings in other units are converted; where that cannot be, the unit of the newest takes its place.
CREATE TABLE andon.reading_unit (
  sensor_id integer PRIMARY KEY REFERENCES andon.sensor ON DELETE CASCADE,
  unit text NOT NULL,
  since timestamptz NOT NULL,
  changes integer NOT NULL DEFAULT 0
);
COMMENT ON COLUMN andon.reading_unit.since IS 'event time of the reading that brought this unit; -infinity for the first one, since values before it had none';
COMMENT ON COLUMN andon.reading_unit.changes IS 'how often one came that could not be converted';
INSERT INTO andon.reading_unit (sensor_id, unit, since)
SELECT sensor_id, status.units, '-infinity' FROM andon.current_status AS status JOIN andon.sensor AS sensor USING (sensor_id)
  LEFT JOIN andon.sensor_type AS type ON type.sensor_type = lower(sensor.sensor_type)
WHERE sensor.unit IS NULL AND type.unit IS NULL AND status.units IS NOT NULL AND status.value_number IS NOT NULL;

CREATE INDEX reading_unit_changed ON andon.reading_unit (sensor_id) WHERE changes > 0;

-- For health, which names sensors that have limits and no unit.
CREATE INDEX sensor_limits_without_unit ON andon.sensor (sensor_id)
  WHERE unit IS NULL AND num_nonnulls(warning_limit, critical_limit, emergency_limit, alarm_low, alarm_high) > 0;

ALTER TABLE andon.sensor ADD COLUMN unit_version integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN andon.sensor.unit_version IS 'how often the unit of its values became another one; another spelling is no other unit';

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
         kind, roll_over_at, missing_values, unit_version
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
             sensor.kind, sensor.roll_over_at, sensor.missing_values, sensor.unit_version,
             sensor.warning_limit AS own_warning, sensor.critical_limit AS own_critical, sensor.emergency_limit AS own_emergency,
             sensor.warning_limit_off AS warning_off, sensor.critical_limit_off AS critical_off,
             sensor.emergency_limit_off AS emergency_off,
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

CREATE OR REPLACE VIEW andon.analyst_sensor AS
  SELECT sensor.sensor_id, sensor.site_id, sensor.equipment_id, equipment.equipment_type, sensor.sensor_type,
         coalesce(sensor.unit, type.unit, seen.unit) AS units
  FROM andon.sensor AS sensor LEFT JOIN andon.equipment AS equipment USING (site_id, equipment_id)
  LEFT JOIN andon.sensor_type AS type ON type.sensor_type = lower(sensor.sensor_type)
  LEFT JOIN andon.reading_unit AS seen ON seen.sensor_id = sensor.sensor_id;
COMMENT ON COLUMN andon_analytics.sensor_definitions.units_source IS 'own; type where the sensor has none and that of its type is assumed; reading where the type has none either and that of its readings is assumed; or none';

-- What is dated ahead counts at its arrival, for what is current.
COMMENT ON COLUMN andon_analytics.equipment_current_status.last_updated IS 'when the value was measured, or arrived if the sender''s clock was ahead; of a sensor that has told no value yet, when it last reported';
COMMENT ON COLUMN andon_analytics.equipment_current_status.age_seconds IS 'seconds since last_updated, by the database''s clock';

-- What tells units apart: one name for all spellings of a unit that is known, the key of any other. As convert() in src/domain/units.
CREATE FUNCTION andon.unit_name(unit text) RETURNS text LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT coalesce(
    (SELECT 'known ' || spelling.symbol FROM (
       SELECT * FROM andon.unit_spelling WHERE key = text.key AND NOT folded
       UNION ALL SELECT * FROM andon.unit_spelling WHERE key = lower(text.key COLLATE "C") COLLATE "default" AND folded) AS spelling
     ORDER BY spelling.folded LIMIT 1),
    'other ' || text.key)
  FROM (SELECT regexp_replace(translate(normalize(translate(unit, 'º˚', '°°'), NFKC),
          'μµ∆−‐‑‒–—·⋅∙•∕⁄', 'uuΔ------....//'), '[\s\u200b-\u200f\u2060\ufeff^]', '', 'g') AS key) AS text
$$;
REVOKE EXECUTE ON FUNCTION andon.unit_name FROM PUBLIC;

-- A sensor whose values had no unit at all goes on with the same numbers.
CREATE OR REPLACE FUNCTION andon.sensor_unit_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  fallback text := coalesce((SELECT type.unit FROM andon.sensor_type AS type WHERE type.sensor_type = lower(NEW.sensor_type)),
                            (SELECT seen.unit FROM andon.reading_unit AS seen WHERE seen.sensor_id = NEW.sensor_id));
  before text := coalesce(OLD.unit, fallback);
BEGIN
  IF before IS NOT NULL AND andon.unit_name(before) IS DISTINCT FROM andon.unit_name(coalesce(NEW.unit, fallback)) THEN
    NEW.unit_changed_at := clock_timestamp();
    NEW.unit_version := OLD.unit_version + 1;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION andon.sensor_type_unit_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE andon.sensor AS sensor SET unit_changed_at = clock_timestamp(), unit_version = sensor.unit_version + 1
  FROM (
    SELECT other.sensor_id, coalesce(CASE WHEN lower(other.sensor_type) = OLD.sensor_type THEN OLD.unit END, seen.unit) AS before,
           coalesce(CASE WHEN lower(other.sensor_type) = NEW.sensor_type THEN NEW.unit END, seen.unit) AS after
    FROM andon.sensor AS other LEFT JOIN andon.reading_unit AS seen USING (sensor_id)
    WHERE other.unit IS NULL AND lower(other.sensor_type) IN (OLD.sensor_type, NEW.sensor_type)
  ) AS turned
  WHERE sensor.sensor_id = turned.sensor_id AND turned.before IS NOT NULL
    AND andon.unit_name(turned.before) IS DISTINCT FROM andon.unit_name(turned.after);
  RETURN NULL;
END $$;

-- Of a counter's minute the unit of its first and of its last value, as the unit_version that held for them, and the first batch of those
-- in the newer one where a minute has both. Of a window in which the unit became another one only what rose in the newer one counts: a step from one into the
-- other is no increase and no reset, and a sum of both units is in neither.
ALTER TABLE andon.counter_minute
  ADD COLUMN first_unit integer NOT NULL DEFAULT 0,
  ADD COLUMN last_unit integer NOT NULL DEFAULT 0,
  ADD COLUMN unit_from_batch bigint;

DO $$
DECLARE
  performance text;
  before_change text;
  after_change text;
BEGIN
  -- A view's text is what it is compared by.
  PERFORM set_config('quote_all_identifiers', 'off', true);
  FOREACH performance IN ARRAY ARRAY['1min', '1hour', '1day'] LOOP
    before_change := rtrim(pg_get_viewdef(format('andon_analytics.equipment_performance_%s', performance)::regclass), ';');
    after_change := regexp_replace(regexp_replace(
      regexp_replace(
        before_change, 'COALESCE\(lag\(minute\.last_value\) OVER \(ORDER BY minute\.window_start\),\s*\(\s*SELECT earlier\.last_value\s',
        'CASE minute.first_unit = minute.last_unit AND lag(minute.last_unit) OVER (ORDER BY minute.window_start) = minute.first_unit
           WHEN true THEN lag(minute.last_value) OVER (ORDER BY minute.window_start) WHEN false THEN NULL
           ELSE (SELECT CASE WHEN earlier.last_unit = minute.first_unit THEN earlier.last_value END '),
      'LIMIT 1\)\) AS before', 'LIMIT 1) END AS before'),
      'SELECT minute\.increase,', 'SELECT CASE WHEN minute.last_unit = max(minute.last_unit) OVER () THEN minute.increase END AS increase,');
    IF after_change !~ 'earlier\.last_unit' OR after_change !~ 'END AS before' OR after_change !~ 'END AS increase' THEN
      RAISE EXCEPTION 'equipment_performance_% is not the view that this migration changes', performance;
    END IF;
    EXECUTE format('CREATE OR REPLACE VIEW andon_analytics.equipment_performance_%s AS %s', performance, after_change);
  END LOOP;
END $$;
