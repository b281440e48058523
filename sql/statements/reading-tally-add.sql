-- Adds to the counts of a minute. Each shard counts in rows of its own, and sources count under shard -1, so that the batches of two
-- servers never wait for each other.
INSERT INTO andon.reading_tally AS known (minute, tally, partition_no, readings)
SELECT to_timestamp(minute_ms / 1000), tally, $1, readings
FROM unnest($2::float8[], $3::text[], $4::bigint[]) AS r(minute_ms, tally, readings)
ON CONFLICT (minute, tally, partition_no) DO UPDATE SET readings = known.readings + excluded.readings
