-- The operator's queue, page by page, and its length, which health counts several times a second when screens ask: out of all
-- recommendations that there ever were, whose past must not be walked for it.
CREATE INDEX agent_recommendations_pending ON agentic_hmi.agent_recommendations (created_timestamp DESC, recommendation_id DESC)
  WHERE status = 'pending';
