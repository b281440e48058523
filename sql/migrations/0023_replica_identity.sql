-- Under a publication FOR ALL TABLES, as Debezium makes it, PostgreSQL refuses UPDATE and DELETE on a table whose rows it cannot name to a
-- subscriber: that stopped the pipeline at its first window. What has no primary key names its rows by the unique index that it has
-- anyway. No index is added to a layer, and without a publication nothing more is written: these columns never change.
ALTER TABLE andon.restatement_head ADD COLUMN singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton);
ALTER TABLE andon.api_key_head ADD COLUMN singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton);

-- A partition does not take this over from its table: the server does the same with each that it makes.
DO $$
DECLARE
  keyed record;
BEGIN
  FOR keyed IN
    SELECT layer.oid::regclass AS relation, unique_index.relname AS key
    FROM pg_class AS layer
    JOIN pg_index ON indrelid = layer.oid AND indisunique
    JOIN pg_class AS unique_index ON unique_index.oid = indexrelid
    WHERE layer.oid IN (
      SELECT tree.relid
      FROM unnest(ARRAY['andon.telemetry_bronze', 'andon.telemetry_silver', 'andon.performance_1min', 'andon.performance_1hour']::regclass[])
             AS root,
           LATERAL pg_partition_tree(root) AS tree)
  LOOP
    EXECUTE format('ALTER TABLE %s REPLICA IDENTITY USING INDEX %I', keyed.relation, keyed.key);
  END LOOP;
END $$;
