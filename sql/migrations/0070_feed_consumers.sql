-- Followers of the log of events that are to miss nothing, however long no server runs: each keeps its place in a row, and moves it in the
-- transaction that does its work. Whoever holds the row's lock is its owner among the servers, so that the death of one frees it at once.
CREATE TABLE andon.feed_consumer (
  name text PRIMARY KEY,
  stream text NOT NULL CHECK (stream IN ('alarm', 'recommendation')),
  number bigint NOT NULL,
  token text NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  missed bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE andon.feed_consumer IS 'where each durable follower of the log of events is; its row is locked while a server works for it';
COMMENT ON COLUMN andon.feed_consumer.number IS 'of the newest event that it has taken; 0 before the first';
COMMENT ON COLUMN andon.feed_consumer.token IS 'of that event';
COMMENT ON COLUMN andon.feed_consumer.missed IS 'events that it never saw, because retention or a restore had taken them';
INSERT INTO andon.feed_consumer (name, stream, number, token)
SELECT 'notify', 'alarm', head.alarm_number, head.alarm_token FROM andon.event_head AS head;
