-- Locks machines until the transaction ends, in one order for everybody: what stands for them is then one transaction's at a time.
SELECT pg_advisory_xact_lock(hashtextextended(site_id || '/' || equipment_id, $3))
FROM (SELECT DISTINCT site_id, equipment_id FROM unnest($1::text[], $2::text[]) AS machine(site_id, equipment_id)
      ORDER BY site_id, equipment_id) AS machine
