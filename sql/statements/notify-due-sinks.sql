-- The sinks that something is due for, with what is needed to send it: settings, and secrets that have not ended, the newest first.
SELECT sink.sink_id, sink.name, sink.kind, sink.settings, coalesce(state.failures, 0) AS failures,
       ARRAY(SELECT secret FROM andon.notify_secret AS each
             WHERE each.sink_id = sink.sink_id AND coalesce(each.ends_at > now(), true) ORDER BY each.secret_id DESC) AS secrets
FROM andon.notify_sink AS sink LEFT JOIN andon.notify_sink_state AS state USING (sink_id)
WHERE sink.enabled AND coalesce(state.not_before <= now(), true)
  AND EXISTS (SELECT FROM andon.notify_delivery AS delivery
              WHERE delivery.sink_id = sink.sink_id AND delivery.state = 'waiting' AND delivery.next_at <= now())
