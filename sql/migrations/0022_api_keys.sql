-- Keys by which callers are known once authentication is configured. Of a secret only its hash is kept. Rows may be written by SQL too:
-- a revocation counts wherever it comes from. Who may read the analysts' views may not read these.
CREATE TABLE andon.api_key (
  key_id text PRIMARY KEY CHECK (key_id ~ '^[0-9a-f]{12}$'),
  name text NOT NULL CHECK (name = btrim(name) AND length(name) BETWEEN 1 AND 200),
  secret_hash text NOT NULL CHECK (secret_hash ~ '^[0-9a-f]{64}$'), -- SHA-256
  scopes text[] NOT NULL CHECK (
    cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'decide', 'ingest', 'configure', 'act_as']
    AND array_position(scopes, NULL) IS NULL),
  site_ids text[] CHECK (cardinality(site_ids) > 0 AND array_position(site_ids, NULL) IS NULL), -- null: every site
  created_timestamp timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_timestamp timestamptz, -- null: never
  revoked_timestamp timestamptz
);

-- Servers keep the keys in memory. This tells them of a change even when no bell is heard.
CREATE TABLE andon.api_key_head (
  version bigint NOT NULL
);
INSERT INTO andon.api_key_head VALUES (0);

CREATE FUNCTION andon.on_api_key_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  UPDATE andon.api_key_head SET version = version + 1;
  PERFORM andon.ring('andon_api_key', '{}');
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION andon.on_api_key_changed FROM PUBLIC;
CREATE TRIGGER api_key_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON andon.api_key
  FOR EACH STATEMENT EXECUTE FUNCTION andon.on_api_key_changed();
