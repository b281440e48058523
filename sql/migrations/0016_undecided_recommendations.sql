-- Health counts what waits for an operator several times a second when screens ask; the queue's past must not be walked for it.
CREATE INDEX agent_recommendations_pending ON agentic_hmi.agent_recommendations (created_timestamp) WHERE status = 'pending';
