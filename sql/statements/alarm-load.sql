-- Every time that an alarm was told, or would have been but for a shelf, suppression or being out of service, within a time, in its order:
-- as one row of columns. The end of what hid an alarm tells of it when it is active and nobody has acknowledged it. acknowledged_after_ms is null where it was told again before anybody acknowledged it, or nobody has since.
SELECT array_agg(extract(epoch FROM occurred_at)::float8 * 1000) AS at_ms, array_agg(alarm_id::float8) AS alarm_ids,
       array_agg(severity_rank::float8) AS severity_ranks, array_agg((kind = 'raised')::int) AS raised, array_agg(hidden::int) AS hidden,
       array_agg(acknowledged_after_ms) AS acknowledged_after_ms
FROM (
  SELECT told.occurred_at, told.alarm_id, told.severity_rank, told.kind,
         NOT told.new_state @> '{"shelving": "none", "suppressed": false, "out_of_service": false}' AS hidden,
         extract(epoch FROM next.occurred_at - told.occurred_at)::float8 * 1000 AS acknowledged_after_ms
  FROM andon.alarm_journal AS told
  LEFT JOIN LATERAL (
    SELECT kind, occurred_at FROM andon.alarm_journal AS later
    WHERE later.alarm_id = told.alarm_id AND later.journal_id > told.journal_id
      AND later.kind IN ('acknowledged', 'raised', 'worsened', 'realarmed', 'unshelved', 'unsuppressed', 'returned_to_service')
    ORDER BY later.journal_id LIMIT 1
  ) AS next ON next.kind = 'acknowledged'
  WHERE told.kind IN ('raised', 'worsened', 'realarmed', 'unshelved', 'unsuppressed', 'returned_to_service')
    AND (told.kind IN ('raised', 'worsened', 'realarmed') OR told.new_state @>
      '{"active": true, "acknowledged": false, "shelving": "none", "suppressed": false, "out_of_service": false}')
    AND told.occurred_at >= $1 AND told.occurred_at < $2
    AND ($3::text[] IS NULL OR told.alarm_id IN (SELECT alarm_id FROM andon.alarm WHERE site_id = ANY ($3::text[])))
  ORDER BY told.occurred_at LIMIT $4
) AS told
