-- One row for each sensor, detector and minute that keeps the worst reading and counts the others. The caller sends each once, sorted.
INSERT INTO andon.anomaly AS known
  (sensor_id, detector, window_start, event_time, severity_rank, value, score, reading_count, limit_name, limit_value,
   baseline_mean, baseline_stddev, deviation)
SELECT sensor_id, detector, to_timestamp(window_ms / 1000), to_timestamp(event_ms / 1000), severity_rank, value, score, reading_count,
       limit_name, limit_value, baseline_mean, baseline_stddev, deviation
FROM unnest($1::int[], $2::text[], $3::float8[], $4::float8[], $5::smallint[], $6::float8[], $7::float8[], $8::int[], $9::text[],
            $10::float8[], $11::float8[], $12::float8[], $13::float8[])
  AS r(sensor_id, detector, window_ms, event_ms, severity_rank, value, score, reading_count, limit_name, limit_value,
       baseline_mean, baseline_stddev, deviation)
ON CONFLICT (sensor_id, detector, window_start) DO UPDATE SET
  (reading_count, event_time, severity_rank, value, score, limit_name, limit_value, baseline_mean, baseline_stddev, deviation) =
  (SELECT known.reading_count + excluded.reading_count, worst.*
   FROM (VALUES
     (excluded.event_time, excluded.severity_rank, excluded.value, excluded.score, excluded.limit_name, excluded.limit_value,
      excluded.baseline_mean, excluded.baseline_stddev, excluded.deviation),
     (known.event_time, known.severity_rank, known.value, known.score, known.limit_name, known.limit_value,
      known.baseline_mean, known.baseline_stddev, known.deviation))
     AS worst(event_time, severity_rank, value, score, limit_name, limit_value, baseline_mean, baseline_stddev, deviation)
   ORDER BY severity_rank DESC, score DESC, abs(coalesce(deviation, value - coalesce(limit_value, 0))) DESC LIMIT 1)
