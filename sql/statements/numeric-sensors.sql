-- Sensors whose values are numbers: they have a unit, their own or their type's, or had numbers before. Gold knows of numbers as far back
-- as it goes; of those that the pipeline has not taken yet, or has left out, the newest readings in bronze tell.
SELECT sensor.sensor_id FROM andon.sensor AS sensor
LEFT JOIN andon.sensor_type AS type ON type.sensor_type = lower(sensor.sensor_type)
WHERE sensor.sensor_id = ANY($1::int[])
  AND (coalesce(sensor.unit, type.unit) IS NOT NULL
       OR EXISTS (SELECT FROM andon.performance_1min AS gold WHERE gold.sensor_id = sensor.sensor_id)
       OR EXISTS (
         SELECT FROM (
           SELECT value_number FROM andon.telemetry_bronze AS bronze
           WHERE bronze.sensor_id = sensor.sensor_id ORDER BY event_time DESC LIMIT 20) AS newest
         WHERE value_number IS NOT NULL))
