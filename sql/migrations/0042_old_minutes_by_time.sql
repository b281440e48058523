-- Retention asks both tables for rows older than a time. Their keys begin with the sensor, so it read them whole, once an hour, and where
-- that took longer than a statement may, nothing was deleted. Rows lie in the tables about as time goes by, which is what BRIN is for.
CREATE INDEX bad_minute_time ON andon.bad_minute USING brin (window_start);
CREATE INDEX counter_minute_time ON andon.counter_minute USING brin (window_start);
