-- A limit travels with its unit: those of a sensor's type are converted into the sensor's own unit, or not taken where they cannot be.

-- Each way to write a unit, with what makes a value in it one in the base unit of its quantity: value × factor + zero. The server
-- writes them, from the same table by which it converts readings. A folded key is in small letters and stands for any use of capitals.
CREATE TABLE andon.unit_spelling (
  key text NOT NULL,
  folded boolean NOT NULL,
  symbol text NOT NULL,
  quantity text NOT NULL,
  factor double precision NOT NULL,
  zero double precision NOT NULL,
  PRIMARY KEY (key, folded)
);
CREATE TRIGGER unit_spelling_changed AFTER INSERT OR UPDATE OR DELETE ON andon.unit_spelling
  FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();

-- "There is none" is another thing than "nobody has said", which leaves it to the type.
ALTER TABLE andon.sensor
  ADD COLUMN warning_limit_off boolean NOT NULL DEFAULT false,
  ADD COLUMN critical_limit_off boolean NOT NULL DEFAULT false,
  ADD COLUMN emergency_limit_off boolean NOT NULL DEFAULT false,
  ADD COLUMN unit_changed_at timestamptz,
  ADD CONSTRAINT warning_limit_is_off CHECK (NOT warning_limit_off OR warning_limit IS NULL),
  ADD CONSTRAINT critical_limit_is_off CHECK (NOT critical_limit_off OR critical_limit IS NULL),
  ADD CONSTRAINT emergency_limit_is_off CHECK (NOT emergency_limit_off OR emergency_limit IS NULL);

-- What is remembered of a sensor is in its unit: from here on it is another one, whoever changed it.
CREATE FUNCTION andon.sensor_unit_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  type_unit text := (SELECT type.unit FROM andon.sensor_type AS type WHERE type.sensor_type = lower(NEW.sensor_type));
BEGIN
  IF coalesce(NEW.unit, type_unit) IS DISTINCT FROM coalesce(OLD.unit, type_unit) THEN
    NEW.unit_changed_at := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sensor_unit_changed BEFORE UPDATE OF unit ON andon.sensor
  FOR EACH ROW WHEN (NEW.unit IS DISTINCT FROM OLD.unit) EXECUTE FUNCTION andon.sensor_unit_changed();

CREATE FUNCTION andon.sensor_type_unit_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE andon.sensor AS sensor SET unit_changed_at = clock_timestamp()
  WHERE sensor.unit IS NULL AND lower(sensor.sensor_type) IN (OLD.sensor_type, NEW.sensor_type);
  RETURN NULL;
END $$;
CREATE TRIGGER sensor_type_added AFTER INSERT OR DELETE ON andon.sensor_type
  FOR EACH ROW EXECUTE FUNCTION andon.sensor_type_unit_changed();
CREATE TRIGGER sensor_type_unit_changed AFTER UPDATE ON andon.sensor_type
  FOR EACH ROW WHEN (NEW.unit IS DISTINCT FROM OLD.unit OR NEW.sensor_type <> OLD.sensor_type)
  EXECUTE FUNCTION andon.sensor_type_unit_changed();

-- Each sensor with the unit and the limits that hold for it, and where they come from: the one place that says so, for the pipeline,
-- the API and the analysts. Only built-in functions, since a view's functions run with the reader's rights. What they do to a unit's
-- text is what src/domain/unit-key.ts does.
CREATE VIEW andon.effective_sensor AS
  SELECT sensor.*,
         CASE WHEN own_warning IS NOT NULL THEN own_warning WHEN warning_source = 'type'
              THEN (type_warning * ratio + shift)::numeric::double precision END AS effective_warning,
         CASE WHEN own_critical IS NOT NULL THEN own_critical WHEN critical_source = 'type'
              THEN (type_critical * ratio + shift)::numeric::double precision END AS effective_critical,
         CASE WHEN own_emergency IS NOT NULL THEN own_emergency WHEN emergency_source = 'type'
              THEN (type_emergency * ratio + shift)::numeric::double precision END AS effective_emergency
  FROM (
    SELECT located.*,
           CASE WHEN own_warning IS NOT NULL THEN 'own' WHEN warning_off THEN 'off' WHEN type_warning IS NULL THEN 'none'
                WHEN ratio IS NULL THEN 'not_convertible' ELSE 'type' END AS warning_source,
           CASE WHEN own_critical IS NOT NULL THEN 'own' WHEN critical_off THEN 'off' WHEN type_critical IS NULL THEN 'none'
                WHEN ratio IS NULL THEN 'not_convertible' ELSE 'type' END AS critical_source,
           CASE WHEN own_emergency IS NOT NULL THEN 'own' WHEN emergency_off THEN 'off' WHEN type_emergency IS NULL THEN 'none'
                WHEN ratio IS NULL THEN 'not_convertible' ELSE 'type' END AS emergency_source
    FROM (
      SELECT sensor.sensor_id, sensor.site_id, sensor.equipment_id, sensor.sensor_type, sensor.name, sensor.unit AS own_unit,
             sensor.normal_min, sensor.normal_max, sensor.alarm_low, sensor.alarm_high, sensor.unit_changed_at,
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
        SELECT spelling.* FROM andon.unit_spelling AS spelling,
          (SELECT regexp_replace(translate(normalize(translate(type.unit, 'º˚', '°°'), NFKC),
             'μµ∆−‐‑‒–—·⋅∙•∕⁄', 'uuΔ------....//'), '[\s\u200b-\u200f\u2060\ufeff^]', '', 'g') AS key) AS text
        WHERE spelling.key = text.key AND NOT folded OR spelling.key = lower(text.key COLLATE "C") AND folded
        ORDER BY folded LIMIT 1
      ) AS given ON sensor.unit <> type.unit
      LEFT JOIN LATERAL (
        SELECT spelling.* FROM andon.unit_spelling AS spelling,
          (SELECT regexp_replace(translate(normalize(translate(sensor.unit, 'º˚', '°°'), NFKC),
             'μµ∆−‐‑‒–—·⋅∙•∕⁄', 'uuΔ------....//'), '[\s\u200b-\u200f\u2060\ufeff^]', '', 'g') AS key) AS text
        WHERE spelling.key = text.key AND NOT folded OR spelling.key = lower(text.key COLLATE "C") AND folded
        ORDER BY folded LIMIT 1
      ) AS wanted ON sensor.unit <> type.unit
    ) AS located
  ) AS sensor;

CREATE OR REPLACE VIEW andon_analytics.sensor_definitions AS
  SELECT site_id, equipment_id, sensor_type, name, unit AS units, normal_min, normal_max, alarm_low, alarm_high,
         num_nonnulls(own_warning, own_critical, own_emergency, alarm_low, alarm_high) > 0 AS has_own_limits,
         effective_warning AS warning_limit, effective_critical AS critical_limit, effective_emergency AS emergency_limit,
         unit_source AS units_source, warning_source, critical_source, emergency_source
  FROM andon.effective_sensor;
COMMENT ON VIEW andon_analytics.sensor_definitions IS 'Every sensor with its unit and the limits that hold for it, each its own or that of its type, and where they come from.';
COMMENT ON COLUMN andon_analytics.sensor_definitions.has_own_limits IS 'true when at least one of the limits is the sensor''s own';
COMMENT ON COLUMN andon_analytics.sensor_definitions.units_source IS 'own, or type where the sensor has none and that of its type is assumed, or none';
COMMENT ON COLUMN andon_analytics.sensor_definitions.warning_source IS 'where warning_limit comes from: own, type, off (this sensor has none), none (nor has its type), not_convertible (the type''s is in a unit that cannot be converted into the sensor''s)';
COMMENT ON COLUMN andon_analytics.sensor_definitions.critical_source IS 'where critical_limit comes from, in the same words';
COMMENT ON COLUMN andon_analytics.sensor_definitions.emergency_source IS 'where emergency_limit comes from, in the same words';
