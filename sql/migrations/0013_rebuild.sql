-- What recomputing silver, gold and anomalies from bronze needs: from a reading to its place in the log, and to the pipeline's own
-- entries of quarantine by the time they tell of.
CREATE INDEX bronze_batch_ingest ON andon.bronze_batch (ingest_id);
CREATE INDEX quarantine_pipeline ON andon.quarantine (event_time) WHERE door = 'pipeline';

-- Volatile, so that it looks anew each time: a statement that has waited for a row would else tell the version from before its wait.
CREATE FUNCTION andon.current_master_data_version() RETURNS bigint LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog AS $$
BEGIN
  RETURN (SELECT version FROM andon.master_data_version);
END $$;
REVOKE EXECUTE ON FUNCTION andon.current_master_data_version FROM PUBLIC;
