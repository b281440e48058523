-- Takes rows out of the inbox; servers that drain at the same time share the rows instead of waiting for each other. Which rows is
-- decided once, in a materialized step: as a subquery it may be run again for each row, passes over those that this statement has
-- deleted already, and so takes more rows than $1.
WITH oldest AS MATERIALIZED (
  SELECT inbox_id FROM andon.sql_inbox ORDER BY inbox_id LIMIT $1 FOR UPDATE SKIP LOCKED
)
DELETE FROM andon.sql_inbox AS inbox USING oldest
WHERE inbox.inbox_id = oldest.inbox_id
RETURNING inbox.inbox_id, site_id, equipment_id, sensor_type, sensor_value, units, quality, event_id, "timestamp", inserted_at
