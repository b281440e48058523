-- Gold has a retention since; unless it is set, nothing has changed.
COMMENT ON VIEW andon_analytics.equipment_performance_1min IS 'Statistics of one sensor over one minute of event time, kept for ever unless gold retention is set. Late readings correct the minute they belong to. Minutes without a reading have no row.';
