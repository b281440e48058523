-- Moves partitions from the expected batch to the next, and only then: whoever finds fewer rows moved than it owns has been
-- overtaken by another server and must roll back. Also tells which master data is valid inside this transaction.
WITH moved AS (
  UPDATE andon.pipeline_partition SET batch_no = $3 WHERE partition_no = ANY($1::smallint[]) AND batch_no = $2 RETURNING partition_no
)
SELECT (SELECT count(*)::int FROM moved) AS moved, (SELECT version FROM andon.master_data_version) AS master_data_version
