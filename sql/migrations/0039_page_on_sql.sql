-- The page about these two has moved: comments name it where it is.
COMMENT ON VIEW public.sensor_data IS 'Readings, in and out. INSERT gives the server a reading like any other: it is checked within milliseconds, and what cannot be taken is in quarantine. UPDATE and DELETE are refused. docs/integrate/sql.md';
COMMENT ON TABLE agentic_hmi.agent_recommendations IS 'The operators'' queue. Other programs may insert what they have found and decide by updating status; subscribers hear of both. docs/integrate/sql.md';
