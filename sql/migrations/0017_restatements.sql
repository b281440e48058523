-- Windows that a rebuild has restated, for the subscribers of every server: a notification alone may go unheard. One row a slice; the
-- numbers come from a counter row and stand in the order of commits, so that who reads on from his last misses nothing. The rebuild
-- itself clears away what is older than an hour.
CREATE TABLE andon.restatement_head (
  number bigint NOT NULL
);
INSERT INTO andon.restatement_head VALUES (0);

CREATE TABLE andon.restatement (
  number bigint PRIMARY KEY,
  restated_at timestamptz NOT NULL DEFAULT now(),
  sensor_ids integer[] NOT NULL,
  window_starts timestamptz[] NOT NULL
);
