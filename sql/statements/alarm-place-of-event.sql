-- Where the events of alarms go on after an event of a recommendation: the place of the last one before it. It is kept when nothing after
-- it is past retention. No row comes back for an event of which nothing is known any more.
SELECT coalesce(next.number - 1, head.alarm_number) AS number, coalesce(next.previous_token, head.alarm_token) AS token,
       coalesce(next.previous_position <= given.position, true) AS is_kept
FROM andon.event_head AS head
CROSS JOIN LATERAL (
  SELECT coalesce((SELECT position FROM andon.recommendation_event WHERE number = $1),
                  (SELECT previous_position FROM andon.recommendation_event WHERE number = $1 + 1),
                  CASE WHEN head.number = $1 THEN head.recommendation_position END) AS position
) AS given
LEFT JOIN LATERAL (
  SELECT number, previous_token, previous_position FROM andon.alarm_event AS event
  WHERE event.position > given.position ORDER BY event.position LIMIT 1
) AS next ON true
WHERE given.position IS NOT NULL
