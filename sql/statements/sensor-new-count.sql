-- How many sensors the readings of one sender have made within the last hour. Those that were registered since do not count.
SELECT count(*)::int AS sensors FROM andon.sensor
WHERE NOT is_registered AND added_by = $1 AND created_at > now() - interval '1 hour'
