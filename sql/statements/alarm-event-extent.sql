-- Reads the epoch of the stream of alarms, its oldest and newest event, and the tokens of the given events: from their own row, from the row
-- after it when their own is past retention, or from the head when all rows are. One statement reads all of it at one instant.
SELECT head.epoch, head.alarm_number AS number, head.alarm_token AS token,
       oldest.number AS oldest, oldest.previous_token AS before_oldest,
       asked.number AS asked_number, coalesce(event.token, next.previous_token) AS asked_token
FROM andon.event_head AS head
LEFT JOIN (SELECT number, previous_token FROM andon.alarm_event ORDER BY number LIMIT 1) AS oldest ON true
LEFT JOIN unnest($1::bigint[]) AS asked(number) ON true
LEFT JOIN andon.alarm_event AS event ON event.number = asked.number
LEFT JOIN andon.alarm_event AS next ON next.number = asked.number + 1
