-- The entries that are about to be sent again, held until the transaction ends: two replays of one entry come one after the other.
SELECT quarantine_id, door, site_id, equipment_id, sensor_type, extract(epoch FROM event_time)::float8 * 1000 AS event_ms, replayed_at
FROM andon.quarantine WHERE quarantine_id = ANY($1::bigint[]) ORDER BY quarantine_id FOR UPDATE
