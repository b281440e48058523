-- Which log it is, where it begins and ends, and what token the events of the given numbers have: by their own row, by the row after
-- it when their own is past retention, or by the head when all rows are. One statement, so all of it is of one instant.
SELECT head.epoch, head.number, head.token,
       oldest.number AS oldest, oldest.previous_token AS before_oldest,
       asked.number AS asked_number, coalesce(event.token, next.previous_token) AS asked_token
FROM andon.event_head AS head
LEFT JOIN (SELECT number, previous_token FROM andon.recommendation_event ORDER BY number LIMIT 1) AS oldest ON true
LEFT JOIN unnest($1::bigint[]) AS asked(number) ON true
LEFT JOIN andon.recommendation_event AS event ON event.number = asked.number
LEFT JOIN andon.recommendation_event AS next ON next.number = asked.number + 1
