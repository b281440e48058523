-- Batches after a checkpoint, for the given shards; the time bounds of the batches let the planner skip day partitions.
SELECT batch.batch_no, batch.received_at, bronze.ordinal, bronze.partition_no, bronze.sensor_id, bronze.event_time, bronze.quality,
       bronze.value_number, bronze.value_boolean, bronze.value_text, bronze.units, bronze.event_id, bronze.extra, bronze.is_behind
FROM andon.bronze_batch AS batch
JOIN andon.telemetry_bronze AS bronze USING (ingest_id)
WHERE batch.batch_no > $1 AND batch.batch_no <= $2 AND bronze.partition_no = ANY($3::smallint[])
  AND bronze.event_time BETWEEN $4 AND $5
ORDER BY batch.batch_no, bronze.ordinal
