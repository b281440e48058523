-- Takes rows out of the inbox; servers that drain at the same time share the rows instead of waiting for each other.
DELETE FROM andon.sql_inbox
WHERE inbox_id IN (SELECT inbox_id FROM andon.sql_inbox ORDER BY inbox_id LIMIT $1 FOR UPDATE SKIP LOCKED)
RETURNING inbox_id, site_id, equipment_id, sensor_type, sensor_value, units, quality, event_id, "timestamp", inserted_at
