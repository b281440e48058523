-- What a key may do in a second can be said of it; where nothing is said, it may do as much as any other.
ALTER TABLE andon.api_key
  ADD COLUMN readings_per_second integer CHECK (readings_per_second > 0),
  ADD COLUMN operations_per_second integer CHECK (operations_per_second > 0);
COMMENT ON COLUMN andon.api_key.readings_per_second IS 'most readings that its holder may send in a second, at each server; null: the setting of the server';
COMMENT ON COLUMN andon.api_key.operations_per_second IS 'most operations of its holder in a second, at each server; null: the setting of the server';

-- A limit is set where its flag says so, and taken away by null. Returns the keys that are good.
CREATE FUNCTION andon.limit_api_keys(key_ids text[], sets_readings boolean, readings integer, sets_operations boolean, operations integer)
RETURNS SETOF andon.api_key
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  UPDATE andon.api_key SET
    readings_per_second = CASE WHEN sets_readings THEN readings ELSE readings_per_second END,
    operations_per_second = CASE WHEN sets_operations THEN operations ELSE operations_per_second END
  WHERE key_id = ANY (key_ids) AND revoked_timestamp IS NULL RETURNING *
$$;
REVOKE EXECUTE ON FUNCTION andon.limit_api_keys(text[], boolean, integer, boolean, integer) FROM PUBLIC;
INSERT INTO andon.runtime_right (kind, name, privileges) VALUES ('FUNCTION', 'limit_api_keys', '{EXECUTE}');
