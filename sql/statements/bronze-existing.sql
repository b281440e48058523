-- What bronze already holds under the keys of readings that were not stored, and the unit that each sensor has by definition.
SELECT r.ordinal, bronze.value_number, bronze.value_boolean, bronze.value_text, bronze.units, bronze.quality, sensor.units AS sensor_unit
FROM unnest($1::int[], $2::int[], $3::float8[]) AS r(ordinal, sensor_id, event_ms)
JOIN andon.telemetry_bronze AS bronze ON bronze.sensor_id = r.sensor_id AND bronze.event_time = to_timestamp(r.event_ms / 1000)
JOIN andon.analyst_sensor AS sensor ON sensor.sensor_id = bronze.sensor_id
