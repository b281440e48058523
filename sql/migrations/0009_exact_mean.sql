-- What rounding has taken from the mean: mean + mean_low is the mean to twice the digits of one double, so that windows merge exactly
-- also where a sensor's spread is tiny beside its value.
ALTER TABLE andon.performance_1min ADD COLUMN mean_low double precision NOT NULL DEFAULT 0;
