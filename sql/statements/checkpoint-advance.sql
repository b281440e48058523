-- Moves the checkpoints of shards from the expected batch to the next, and from no other: a server that sees fewer rows moved than it
-- owns has been overtaken by another one and must roll back. Returns the version of the master data, too, which is read after the rows
-- are locked: the update may have waited for a rebuild, and the statement's own snapshot is older than the rebuild's changes.
WITH moved AS (
  UPDATE andon.pipeline_partition SET batch_no = $3 WHERE partition_no = ANY($1::smallint[]) AND batch_no = $2 RETURNING partition_no
), counted AS MATERIALIZED (
  SELECT count(*)::int AS moved FROM moved
)
SELECT moved, andon.current_master_data_version() AS master_data_version FROM counted
