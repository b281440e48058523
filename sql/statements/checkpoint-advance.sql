-- Moves partitions from the expected batch to the next, and only then: whoever finds fewer rows moved than it owns has been
-- overtaken by another server and must roll back. Also tells which master data is valid once the rows are ours: the update may have
-- waited for a rebuild, whose changes the version names, and the statement's own snapshot is older than that.
WITH moved AS (
  UPDATE andon.pipeline_partition SET batch_no = $3 WHERE partition_no = ANY($1::smallint[]) AND batch_no = $2 RETURNING partition_no
), counted AS MATERIALIZED (
  SELECT count(*)::int AS moved FROM moved
)
SELECT moved, andon.current_master_data_version() AS master_data_version FROM counted
