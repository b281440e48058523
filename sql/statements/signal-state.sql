-- Reads everything that a signal could have announced, and how full the queue of notifications is. $1 is a channel that gets a test
-- notification, which the sender itself hears; null for none. Like andon.ring it sends nothing when the queue is nearly full. $2 is the
-- number of a batch of bronze that was seen before; its mark tells whether it is still the same one; null for none.
SELECT (SELECT number FROM andon.event_head) AS event_number,
       (SELECT token FROM andon.event_head) AS event_token,
       (SELECT alarm_number FROM andon.event_head) AS alarm_number,
       (SELECT alarm_token FROM andon.event_head) AS alarm_token,
       (SELECT epoch FROM andon.event_head) AS epoch,
       EXISTS (SELECT FROM andon.sql_inbox) AS sql_inbox_waiting,
       (SELECT batch_no FROM andon.bronze_head) AS bronze_batch_no,
       (SELECT concat_ws(' ', ingest_id, received_at, reading_count) FROM andon.bronze_batch
        WHERE batch_no = (SELECT batch_no FROM andon.bronze_head)) AS bronze_mark,
       (SELECT concat_ws(' ', ingest_id, received_at, reading_count) FROM andon.bronze_batch WHERE batch_no = $2::bigint) AS known_bronze_mark,
       (SELECT number FROM andon.restatement_head) AS restatement_number,
       (SELECT coalesce(max(removal_id), 0) FROM andon.sensor_removal) AS sensor_removal_id,
       (SELECT version FROM andon.api_key_head) AS api_key_version,
       (SELECT version FROM andon.learning) AS learning_version,
       (SELECT EXISTS (SELECT FROM andon.recommendation_feedback AS decided WHERE decided.feedback_id > learning.feedback_id)
        FROM andon.learning AS learning) AS feedback_waiting,
       (SELECT version FROM andon.master_data_version) AS master_data_version,
       EXISTS (SELECT FROM andon.recommendation_audit WHERE chain_no IS NULL)
         OR EXISTS (SELECT FROM andon.alarm_journal WHERE chain_no IS NULL)
         OR EXISTS (SELECT FROM andon.audit WHERE chain_no IS NULL) AS audit_unchained,
       (SELECT extract(epoch FROM greatest(least(min(defer_until), now() + interval '1 day'), now() - interval '1 day') - now()) * 1000
        FROM agentic_hmi.agent_recommendations WHERE status = 'deferred')::float8 AS next_deferral_ms,
       (SELECT extract(epoch FROM greatest(least(min(at), now() + interval '1 day'), now() - interval '1 day') - now()) * 1000
        FROM (SELECT min(due_at) AS at FROM andon.alarm WHERE due_at IS NOT NULL
              UNION ALL SELECT min(CASE WHEN starts_at > now() THEN starts_at ELSE ends_at END) FROM andon.suppression WHERE ended_at IS NULL
              UNION ALL SELECT now() WHERE andon.is_suppression_due()) AS due)::float8 AS next_alarm_ms,
       EXISTS (SELECT FROM andon.notify_route WHERE enabled AND tells = 'alarms') OR EXISTS (SELECT FROM andon.notify_told) AS has_notify_routes,
       EXISTS (SELECT FROM andon.notify_route WHERE enabled AND tells = 'recommendations')
         OR EXISTS (SELECT FROM andon.notify_told_recommendation) AS has_recommendation_routes,
       (SELECT extract(epoch FROM greatest(least(min(due.at), now() + interval '1 day'), now() - interval '1 day') - now()) * 1000
        FROM (SELECT greatest(waits.at, state.not_before) AS at
              FROM andon.notify_sink AS sink LEFT JOIN andon.notify_sink_state AS state USING (sink_id)
              CROSS JOIN LATERAL (SELECT min(delivery.next_at) AS at FROM andon.notify_delivery AS delivery
                                  WHERE delivery.sink_id = sink.sink_id AND delivery.state = 'waiting') AS waits
              WHERE sink.enabled AND waits.at IS NOT NULL
              UNION ALL SELECT min(due_at) FROM andon.notify_escalation) AS due)::float8 AS next_notify_ms,
       ARRAY(SELECT pg_listening_channels()) AS listening_to,
       pg_notification_queue_usage() AS queue_usage,
       CASE WHEN $1::text IS NOT NULL AND pg_notification_queue_usage() <= 0.9 THEN pg_notify($1, '') IS NOT NULL END AS canary_sent
