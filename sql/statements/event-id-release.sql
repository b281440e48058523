-- Gives event ids back whose reading was not stored, inside the transaction that claimed them.
DELETE FROM andon.event_id
USING unnest($1::text[], $2::text[]) AS r(site_id, event_id)
WHERE event_id.site_id = r.site_id AND event_id.event_id = r.event_id
