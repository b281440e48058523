-- One row for each sensor, detector and minute that keeps the worst reading and counts the others. The caller sends each once, sorted.
INSERT INTO andon.anomaly AS known
  (sensor_id, detector, window_start, event_time, severity_rank, value, score, reading_count, subject, evidence, excess)
SELECT sensor_id, detector, to_timestamp(window_ms / 1000), to_timestamp(event_ms / 1000), severity_rank, value, score, reading_count,
       subject, evidence, excess
FROM unnest($1::int[], $2::text[], $3::float8[], $4::float8[], $5::smallint[], $6::float8[], $7::float8[], $8::int[], $9::text[],
            $10::jsonb[], $11::float8[])
  AS r(sensor_id, detector, window_ms, event_ms, severity_rank, value, score, reading_count, subject, evidence, excess)
ON CONFLICT (sensor_id, detector, window_start) DO UPDATE SET
  (reading_count, event_time, severity_rank, value, score, subject, evidence, excess) =
  (SELECT known.reading_count + excluded.reading_count, worst.*
   FROM (VALUES
     (excluded.event_time, excluded.severity_rank, excluded.value, excluded.score, excluded.subject, excluded.evidence, excluded.excess),
     (known.event_time, known.severity_rank, known.value, known.score, known.subject, known.evidence, known.excess))
     AS worst(event_time, severity_rank, value, score, subject, evidence, excess)
   ORDER BY severity_rank DESC, score DESC, excess DESC LIMIT 1)
