-- A slice of bronze in the log's order, with how far the log has been taken: what is beyond is the pipeline's own work. Sensors and time
-- are the key's columns, and the time leaves only the days concerned.
SELECT batch.batch_no, batch.received_at, bronze.ordinal, bronze.partition_no, bronze.sensor_id, bronze.event_time, bronze.quality,
       bronze.value_number, bronze.value_boolean, bronze.value_text, bronze.units, bronze.event_id, bronze.extra, bronze.is_behind
FROM andon.telemetry_bronze AS bronze
LEFT JOIN andon.bronze_batch AS batch USING (ingest_id)
WHERE bronze.sensor_id = ANY($1::int[]) AND bronze.event_time >= $2 AND bronze.event_time < $3
ORDER BY batch.batch_no, bronze.ordinal
