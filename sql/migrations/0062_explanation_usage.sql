-- How many tokens of an outside model the explanations of recommendations take, by the hour: the caps on them hold for all servers together.
CREATE TABLE andon.explanation_usage (
  hour timestamptz PRIMARY KEY,
  requests bigint NOT NULL,
  tokens bigint NOT NULL
);
COMMENT ON TABLE andon.explanation_usage IS 'tokens that explanations took of an outside model, by the hour';
COMMENT ON COLUMN andon.explanation_usage.tokens IS 'of requests and answers, as the endpoint says, or estimated where it does not; while a request runs, the most that it can take';
