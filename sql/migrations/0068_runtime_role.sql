-- The server can run as a role that owns nothing: it cannot switch triggers off, rewrite the audit, or make keys but by the functions for it.
-- Who owns the tables runs the migrations, and says with them which roles are such (andon migrate --runtime-role).
CREATE TABLE andon.runtime_role (
  role_name name PRIMARY KEY,
  granted_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE andon.runtime_role IS 'roles as which servers run without owning the tables; each migration grants them what it adds';
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON andon.runtime_role FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('runtime_role', '{role_name}', '{granted_at}');

-- Whether the session is the server's own: of the owner of this function, or of a runtime role.
CREATE FUNCTION andon.is_server() RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN pg_has_role(session_user, current_user, 'MEMBER')
    OR EXISTS (SELECT FROM andon.runtime_role JOIN pg_roles ON rolname = role_name WHERE pg_has_role(session_user, rolname, 'MEMBER'));
END $$;
REVOKE EXECUTE ON FUNCTION andon.is_server() FROM PUBLIC;

CREATE OR REPLACE FUNCTION andon.proven_credential(OUT key_id text, OUT token_issuer text, OUT token_subject text)
LANGUAGE plpgsql STABLE AS $$
DECLARE
  given jsonb;
BEGIN
  IF coalesce(current_setting('andon.credential', true), '') <> '' AND andon.is_server() THEN
    given := current_setting('andon.credential')::jsonb;
    key_id := given ->> 'keyId';
    token_issuer := given ->> 'issuer';
    token_subject := given ->> 'subject';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION andon.change_author(OUT operator_id text, OUT changed_through text, OUT key_id text, OUT token_issuer text, OUT token_subject text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  changed_through := nullif(current_setting('andon.changed_through', true), '');
  IF changed_through IS NULL OR NOT andon.is_server() THEN
    changed_through := 'sql';
    RETURN;
  END IF;
  operator_id := nullif(current_setting('andon.changed_by', true), '');
  SELECT proven.key_id, proven.token_issuer, proven.token_subject INTO key_id, token_issuer, token_subject
  FROM andon.proven_credential() AS proven;
END $$;

-- Makes the partition of a day (of readings) or of a month (of windows), unless it is there. It is attached after its creation: that takes a
-- lock which readers and writers of the other partitions do not notice. The advisory lock keeps two servers from making the same one;
-- who had to wait for it looks with a query, because the name cache behind to_regclass would still say what was true before. Gold rows
-- are rewritten each second while their minute runs, so their pages keep room for it. Under a publication rows without a replica identity
-- can be neither changed nor deleted, and a partition does not inherit it: one that an older server has made still lacks it.
CREATE FUNCTION andon.make_partition(parent text, day date) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  by_day boolean := parent IN ('telemetry_bronze', 'telemetry_silver');
  first_day date := CASE WHEN by_day THEN day ELSE date_trunc('month', day::timestamp)::date END;
  next_day date := (first_day + CASE WHEN by_day THEN interval '1 day' ELSE interval '1 month' END)::date;
  name text := parent || '_' || to_char(first_day, CASE WHEN by_day THEN 'YYYYMMDD' ELSE 'YYYYMM' END);
  key text;
BEGIN
  IF NOT by_day AND parent NOT IN ('performance_1min', 'performance_1hour') THEN
    RAISE EXCEPTION 'andon.% has no partitions', parent USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM pg_advisory_xact_lock(hashtext('andon partition'));
  IF NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'andon'::regnamespace AND relname = name) THEN
    EXECUTE format('CREATE TABLE andon.%I (LIKE andon.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)%s', name, parent,
      CASE WHEN parent = 'performance_1min' THEN ' WITH (fillfactor = 80)' ELSE '' END);
    EXECUTE format('ALTER TABLE andon.%I ATTACH PARTITION andon.%I FOR VALUES FROM (%L) TO (%L)', parent, name,
      first_day::timestamp AT TIME ZONE 'UTC', next_day::timestamp AT TIME ZONE 'UTC');
  END IF;
  IF (SELECT relreplident FROM pg_class WHERE relnamespace = 'andon'::regnamespace AND relname = name) <> 'i' THEN
    SELECT relname INTO STRICT key FROM pg_index JOIN pg_class ON oid = indexrelid
    WHERE indrelid = format('andon.%I', name)::regclass AND indisunique;
    EXECUTE format('ALTER TABLE andon.%I REPLICA IDENTITY USING INDEX %I', name, key);
  END IF;
END $$;
REVOKE EXECUTE ON FUNCTION andon.make_partition(text, date) FROM PUBLIC;

-- What is past its retention goes by whole partitions.
CREATE FUNCTION andon.drop_partition(name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF name !~ '^(telemetry_bronze|telemetry_silver)_\d{8}$' AND name !~ '^(performance_1min|performance_1hour)_\d{6}$' THEN
    RAISE EXCEPTION '% is no partition', name USING ERRCODE = 'invalid_parameter_value';
  END IF;
  EXECUTE format('DROP TABLE IF EXISTS andon.%I', name);
END $$;
REVOKE EXECUTE ON FUNCTION andon.drop_partition(text) FROM PUBLIC;

CREATE FUNCTION andon.add_api_key(key_id text, name text, secret_hash text, scopes text[], site_ids text[], expires timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  INSERT INTO andon.api_key (key_id, name, secret_hash, scopes, site_ids, expires_timestamp)
  VALUES (add_api_key.key_id, add_api_key.name, add_api_key.secret_hash, add_api_key.scopes, add_api_key.site_ids, expires)
$$;
REVOKE EXECUTE ON FUNCTION andon.add_api_key(text, text, text, text[], text[], timestamptz) FROM PUBLIC;

-- Returns those that were good until now.
CREATE FUNCTION andon.revoke_api_keys(key_ids text[]) RETURNS SETOF andon.api_key
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS $$
  UPDATE andon.api_key SET revoked_timestamp = clock_timestamp()
  WHERE key_id = ANY (key_ids) AND revoked_timestamp IS NULL RETURNING *
$$;
REVOKE EXECUTE ON FUNCTION andon.revoke_api_keys(text[]) FROM PUBLIC;

-- What a runtime role needs, and no more, where it is not the rule: a table is the server's to write and a view to read, and a function is
-- nobody's. A migration that adds what is otherwise says so here.
CREATE TABLE andon.runtime_right (
  kind text CHECK (kind IN ('TABLE', 'FUNCTION')),
  name name,
  privileges text[] NOT NULL,
  PRIMARY KEY (kind, name)
);
COMMENT ON TABLE andon.runtime_right IS 'what a runtime role may do with tables and functions where it is not the rule (andon.runtime_rights)';
INSERT INTO andon.runtime_right (kind, privileges, name)
SELECT kind, privileges, unnest(names) FROM (VALUES
  ('TABLE', '{SELECT}'::text[], '{api_key,api_key_head,audit,alarm_journal,alarm_transition,audit_cut,audit_head,detection_setting_history,event_head,
    knowledge_history,recommendation_audit,runtime_right,schema_migration,unit_spelling}'::name[]),
  ('TABLE', '{}', '{runtime_role,writer_site}'),
  ('TABLE', '{SELECT,DELETE}', '{alarm_event,recommendation_event}'),
  ('TABLE', '{SELECT,INSERT}', '{sensor_removal}'),
  ('TABLE', '{SELECT,INSERT,UPDATE}', '{agent_recommendations,alarm}'),
  ('FUNCTION', '{EXECUTE}', '{add_api_key,alarm_allows,alarm_flags,chain_audit,current_master_data_version,drop_partition,make_partition,
    record_access,revoke_api_keys,ring,runtime_rights,slot_is_held}')
) AS exception (kind, privileges, names);
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON andon.runtime_right FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('runtime_right', '{kind,name}', '{}');

CREATE FUNCTION andon.runtime_rights() RETURNS TABLE (kind text, object text, privileges text[])
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT 'SCHEMA', name, ARRAY['USAGE'] FROM unnest(ARRAY['andon', 'agentic_hmi']) AS name
  UNION ALL
  SELECT 'TABLE', oid::regclass::text,
         coalesce(own.privileges, CASE WHEN relkind = 'v' THEN ARRAY['SELECT'] ELSE ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'] END)
  FROM pg_class LEFT JOIN andon.runtime_right AS own ON own.kind = 'TABLE' AND own.name = relname
  WHERE relnamespace IN ('andon'::regnamespace, 'agentic_hmi'::regnamespace) AND relkind IN ('r', 'p', 'v') AND NOT relispartition
  UNION ALL
  SELECT 'SEQUENCE', 'andon.ingest_id', ARRAY['USAGE']
  UNION ALL
  SELECT 'FUNCTION', oid::regprocedure::text, own.privileges
  FROM pg_proc JOIN andon.runtime_right AS own ON own.kind = 'FUNCTION' AND own.name = proname
  WHERE pronamespace = 'andon'::regnamespace
$$;
REVOKE EXECUTE ON FUNCTION andon.runtime_rights() FROM PUBLIC;

-- Called by the owner: a role has these rights afterwards and, in our schemas, no others.
CREATE FUNCTION andon.grant_runtime(role_name name) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  needed record;
BEGIN
  FOR needed IN SELECT name FROM unnest(ARRAY['andon', 'agentic_hmi']) AS name LOOP
    EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA %I FROM %I', needed.name, role_name);
    EXECUTE format('REVOKE ALL ON ALL SEQUENCES IN SCHEMA %I FROM %I', needed.name, role_name);
    EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA %I FROM %I', needed.name, role_name);
    EXECUTE format('REVOKE ALL ON SCHEMA %I FROM %I', needed.name, role_name);
  END LOOP;
  FOR needed IN SELECT * FROM andon.runtime_rights() WHERE cardinality(privileges) > 0 LOOP
    EXECUTE format('GRANT %s ON %s %s TO %I', array_to_string(needed.privileges, ', '), needed.kind, needed.object, role_name);
  END LOOP;
  INSERT INTO andon.runtime_role AS known VALUES (grant_runtime.role_name)
  ON CONFLICT ON CONSTRAINT runtime_role_pkey DO UPDATE SET granted_at = excluded.granted_at;
END $$;
REVOKE EXECUTE ON FUNCTION andon.grant_runtime(name) FROM PUBLIC;
