-- What is stored for each event id, by the key it was first registered with.
SELECT r.ordinal, known.sensor_id, bronze.value_number, bronze.value_boolean, bronze.value_text, bronze.units, bronze.quality,
       sensor.units AS sensor_unit
FROM unnest($1::int[], $2::text[], $3::text[]) AS r(ordinal, site_id, event_id)
JOIN andon.event_id AS known USING (site_id, event_id)
JOIN andon.telemetry_bronze AS bronze ON bronze.sensor_id = known.sensor_id AND bronze.event_time = known.event_time
JOIN andon.analyst_sensor AS sensor ON sensor.sensor_id = bronze.sensor_id
