-- The floor under NOTIFY: one cheap statement a second for each server tells whether a bell was missed.
SELECT (SELECT number FROM andon.event_head) AS event_number,
       (SELECT epoch FROM andon.event_head) AS epoch,
       EXISTS (SELECT FROM andon.sql_inbox) AS sql_inbox_waiting,
       (SELECT batch_no FROM andon.bronze_head) AS bronze_batch_no,
       EXISTS (SELECT FROM agentic_hmi.agent_recommendations WHERE status = 'deferred' AND defer_until <= now()) AS deferral_due
