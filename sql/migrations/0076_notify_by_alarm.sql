-- Who was told of an alarm is asked for by the alarm.
CREATE INDEX notify_delivery_alarm ON andon.notify_delivery (alarm_id, delivery_id);
