-- For retention, which looks once an hour for what is old: batches come in the order of their time, and a whole range is told by two.
CREATE INDEX bronze_batch_received ON andon.bronze_batch USING brin (received_at);
