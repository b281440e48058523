-- Takes deliveries of a sink that are due, the oldest first, at most $2, for $3 ms: until then no other server takes them. Of each alarm or
-- recommendation one at a time and in order: what follows one that waits is not due. None while the sink is left alone, and one while it fails. Another
-- server that asks at this instant takes others.
UPDATE andon.notify_delivery AS delivery
SET attempts = delivery.attempts + 1, claimed = true, next_at = now() + $3::float8 * interval '1 millisecond'
WHERE delivery.delivery_id = ANY (ARRAY(
  SELECT due.delivery_id FROM andon.notify_delivery AS due
  WHERE due.sink_id = $1 AND due.state = 'waiting' AND due.next_at <= now()
    AND NOT EXISTS (
      SELECT FROM andon.notify_delivery AS earlier
      WHERE earlier.sink_id = due.sink_id AND earlier.alarm_id = due.alarm_id AND earlier.state = 'waiting'
        AND earlier.delivery_id < due.delivery_id)
    AND NOT EXISTS (
      SELECT FROM andon.notify_delivery AS earlier
      WHERE earlier.sink_id = due.sink_id AND earlier.recommendation_id = due.recommendation_id AND earlier.state = 'waiting'
        AND earlier.delivery_id < due.delivery_id)
    AND EXISTS (
      SELECT FROM andon.notify_sink AS sink LEFT JOIN andon.notify_sink_state AS state USING (sink_id)
      WHERE sink.sink_id = $1 AND sink.enabled AND coalesce(state.not_before <= now(), true))
  ORDER BY due.delivery_id
  LIMIT (SELECT CASE WHEN coalesce((SELECT failures FROM andon.notify_sink_state WHERE sink_id = $1), 0) > 0 THEN 1 ELSE $2::int END)
  FOR UPDATE SKIP LOCKED))
RETURNING delivery.delivery_id, delivery.alarm_id, delivery.message_id, delivery.message, delivery.attempts,
  delivery.give_up_at <= now() AS is_last
