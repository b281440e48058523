-- Adds counts to the histograms of stage latencies, by minute, stage and bucket.
INSERT INTO andon.stage_latency AS known (minute, stage, bucket, observed, max_ms)
SELECT to_timestamp(minute_ms / 1000), stage, bucket, observed, max_ms
FROM unnest($1::float8[], $2::text[], $3::smallint[], $4::bigint[], $5::float8[]) AS r(minute_ms, stage, bucket, observed, max_ms)
ON CONFLICT (minute, stage, bucket) DO UPDATE
  SET observed = known.observed + excluded.observed, max_ms = greatest(known.max_ms, excluded.max_ms)
