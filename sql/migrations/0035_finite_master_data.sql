-- A limit of NaN is above every value, so it silences its sensor without a word; and neither NaN nor infinity, nor a day outside of years
-- 1 to 9999, can be said in an answer: one such row failed every list of equipment. What there is of it becomes null: the limit of the
-- sensor's type holds again, and what was unsayable is unknown. From now on the writer is told.
UPDATE andon.equipment SET
  max_capacity = CASE WHEN abs(max_capacity) < 'infinity' THEN max_capacity END,
  installation_date = CASE WHEN installation_date BETWEEN '0001-01-01' AND '9999-12-31' THEN installation_date END,
  last_maintenance_date = CASE WHEN last_maintenance_date BETWEEN '0001-01-01' AND '9999-12-31' THEN last_maintenance_date END
WHERE NOT (abs(max_capacity) < 'infinity' AND installation_date BETWEEN '0001-01-01' AND '9999-12-31'
           AND last_maintenance_date BETWEEN '0001-01-01' AND '9999-12-31');
ALTER TABLE andon.equipment
  ADD CONSTRAINT equipment_capacity_is_finite CHECK (abs(max_capacity) < 'infinity'),
  ADD CONSTRAINT equipment_days_are_of_years_1_to_9999 CHECK (
    installation_date BETWEEN '0001-01-01' AND '9999-12-31' AND last_maintenance_date BETWEEN '0001-01-01' AND '9999-12-31');

UPDATE andon.sensor SET
  normal_min = CASE WHEN abs(normal_min) < 'infinity' THEN normal_min END,
  normal_max = CASE WHEN abs(normal_max) < 'infinity' THEN normal_max END,
  alarm_low = CASE WHEN abs(alarm_low) < 'infinity' THEN alarm_low END,
  alarm_high = CASE WHEN abs(alarm_high) < 'infinity' THEN alarm_high END,
  warning_limit = CASE WHEN abs(warning_limit) < 'infinity' THEN warning_limit END,
  critical_limit = CASE WHEN abs(critical_limit) < 'infinity' THEN critical_limit END,
  emergency_limit = CASE WHEN abs(emergency_limit) < 'infinity' THEN emergency_limit END
WHERE NOT (abs(normal_min) < 'infinity' AND abs(normal_max) < 'infinity' AND abs(alarm_low) < 'infinity' AND abs(alarm_high) < 'infinity'
           AND abs(warning_limit) < 'infinity' AND abs(critical_limit) < 'infinity' AND abs(emergency_limit) < 'infinity');
ALTER TABLE andon.sensor ADD CONSTRAINT sensor_limits_are_finite CHECK (
  abs(normal_min) < 'infinity' AND abs(normal_max) < 'infinity' AND abs(alarm_low) < 'infinity' AND abs(alarm_high) < 'infinity'
  AND abs(warning_limit) < 'infinity' AND abs(critical_limit) < 'infinity' AND abs(emergency_limit) < 'infinity');

-- Here null is not allowed, and limits ascend; a NaN or infinity of one may press on the next. What nothing passes stays so: no reading is
-- beyond 1e100. These three ranges keep any ascending three in their order.
UPDATE andon.sensor_type SET
  warning_limit = least(greatest(warning_limit, -1e300), 0.98e300),
  critical_limit = least(greatest(critical_limit, -0.99e300), 0.99e300),
  emergency_limit = least(greatest(emergency_limit, -0.98e300), 1e300)
WHERE NOT (abs(warning_limit) < 'infinity' AND abs(emergency_limit) < 'infinity');
ALTER TABLE andon.sensor_type ADD CONSTRAINT sensor_type_limits_are_finite CHECK (
  abs(warning_limit) < 'infinity' AND abs(critical_limit) < 'infinity' AND abs(emergency_limit) < 'infinity');
