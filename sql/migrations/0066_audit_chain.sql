-- The entries of the audit, of that of recommendations and of the journal of alarms form one chain of hashes. They are written without it in the transactions that they tell of, and chained
-- behind them, in the order in which they were committed, so that no writer waits for another one because of the chain.
ALTER TABLE andon.recommendation_audit ADD COLUMN chain_no bigint, ADD COLUMN chain_hash bytea;
ALTER TABLE andon.alarm_journal ADD COLUMN chain_no bigint, ADD COLUMN chain_hash bytea;
ALTER TABLE andon.audit ADD COLUMN chain_no bigint, ADD COLUMN chain_hash bytea;
COMMENT ON COLUMN andon.recommendation_audit.chain_no IS 'place in the chain of all audits, gapless; null for a second after it was written';
COMMENT ON COLUMN andon.recommendation_audit.chain_hash IS 'SHA-256 of the hash before it and of this entry';
COMMENT ON COLUMN andon.alarm_journal.chain_no IS 'place in the chain of all audits, gapless; null for a second after it was written';
COMMENT ON COLUMN andon.alarm_journal.chain_hash IS 'SHA-256 of the hash before it and of this entry';
COMMENT ON COLUMN andon.audit.chain_no IS 'place in the chain of all audits, gapless; null for a second after it was written';
COMMENT ON COLUMN andon.audit.chain_hash IS 'SHA-256 of the hash before it and of this entry';
CREATE INDEX recommendation_audit_unchained ON andon.recommendation_audit (audit_id) WHERE chain_no IS NULL;
CREATE UNIQUE INDEX recommendation_audit_chain ON andon.recommendation_audit (chain_no) WHERE chain_no IS NOT NULL;
CREATE INDEX alarm_journal_unchained ON andon.alarm_journal (journal_id) WHERE chain_no IS NULL;
CREATE UNIQUE INDEX alarm_journal_chain ON andon.alarm_journal (chain_no) WHERE chain_no IS NOT NULL;
CREATE INDEX audit_unchained ON andon.audit (audit_id) WHERE chain_no IS NULL;
CREATE UNIQUE INDEX audit_chain ON andon.audit (chain_no) WHERE chain_no IS NOT NULL;

CREATE TABLE andon.audit_head (
  singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  chain_no bigint NOT NULL DEFAULT 0,
  chain_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
  chained_at timestamptz
);
COMMENT ON TABLE andon.audit_head IS 'the newest entry of the chain';
INSERT INTO andon.audit_head DEFAULT VALUES;
CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON andon.audit_head FOR EACH STATEMENT
  EXECUTE FUNCTION andon.refuse_removal('the server counts by them and goes by them; it cannot work without');

CREATE TABLE andon.audit_cut (
  cut_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  cut_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  older_than timestamptz NOT NULL,
  through_chain_no bigint NOT NULL,
  through_hash bytea NOT NULL,
  entries bigint NOT NULL
);
COMMENT ON TABLE andon.audit_cut IS 'the old ends of the chain that were removed: the chain goes on from through_hash';
CREATE TRIGGER audit_cut_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON andon.audit_cut
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();
CREATE TRIGGER audited AFTER INSERT ON andon.audit_cut FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('audit', '{cut_id}', '{}');

-- An entry may be put into the chain once, and may go once a cut of the chain says so. Nothing else of it ever changes.
CREATE FUNCTION andon.refuse_audit_change() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.chain_no IS NULL AND NEW.chain_no IS NOT NULL AND NEW.chain_hash IS NOT NULL
     AND to_jsonb(OLD) - '{chain_no,chain_hash}'::text[] = to_jsonb(NEW) - '{chain_no,chain_hash}'::text[] THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'DELETE' AND OLD.chain_no <= (SELECT max(cut.through_chain_no) FROM andon.audit_cut AS cut) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'AN004';
END $$;
REVOKE EXECUTE ON FUNCTION andon.refuse_audit_change() FROM PUBLIC;
DROP TRIGGER recommendation_audit_append_only ON andon.recommendation_audit;
CREATE TRIGGER recommendation_audit_append_only BEFORE UPDATE OR DELETE ON andon.recommendation_audit
  FOR EACH ROW EXECUTE FUNCTION andon.refuse_audit_change();
CREATE TRIGGER recommendation_audit_not_truncated BEFORE TRUNCATE ON andon.recommendation_audit
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();
DROP TRIGGER alarm_journal_append_only ON andon.alarm_journal;
CREATE TRIGGER alarm_journal_append_only BEFORE UPDATE OR DELETE ON andon.alarm_journal
  FOR EACH ROW EXECUTE FUNCTION andon.refuse_audit_change();
CREATE TRIGGER alarm_journal_not_truncated BEFORE TRUNCATE ON andon.alarm_journal
  FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();
DROP TRIGGER audit_append_only ON andon.audit;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON andon.audit FOR EACH ROW EXECUTE FUNCTION andon.refuse_audit_change();
CREATE TRIGGER audit_not_truncated BEFORE TRUNCATE ON andon.audit FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

-- Who inserts by hand what looks like an entry is named by it, with the time at which they did so. Entries of the server's own functions
-- never are like that, so that they pass by a condition and not by a call.
CREATE FUNCTION andon.before_audit_insert() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  NEW.database_user := session_user;
  NEW.chain_no := NULL;
  NEW.chain_hash := NULL;
  -- clock_timestamp() of the transaction is after its begin.
  IF NEW.occurred_at < now() OR NEW.occurred_at > clock_timestamp() THEN
    NEW.occurred_at := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;
REVOKE EXECUTE ON FUNCTION andon.before_audit_insert() FROM PUBLIC;
CREATE TRIGGER audit_before_insert BEFORE INSERT ON andon.audit FOR EACH ROW
  WHEN (NEW.database_user <> session_user::text OR NEW.chain_no IS NOT NULL OR NEW.chain_hash IS NOT NULL
        OR NEW.occurred_at < now() OR NEW.occurred_at > clock_timestamp())
  EXECUTE FUNCTION andon.before_audit_insert();
CREATE TRIGGER recommendation_audit_before_insert BEFORE INSERT ON andon.recommendation_audit FOR EACH ROW
  WHEN (NEW.database_user <> session_user::text OR NEW.chain_no IS NOT NULL OR NEW.chain_hash IS NOT NULL
        OR NEW.occurred_at < now() OR NEW.occurred_at > clock_timestamp())
  EXECUTE FUNCTION andon.before_audit_insert();
CREATE TRIGGER alarm_journal_before_insert BEFORE INSERT ON andon.alarm_journal FOR EACH ROW
  WHEN (NEW.database_user <> session_user::text OR NEW.chain_no IS NOT NULL OR NEW.chain_hash IS NOT NULL
        OR NEW.occurred_at < now() OR NEW.occurred_at > clock_timestamp())
  EXECUTE FUNCTION andon.before_audit_insert();

-- The text that is hashed: the columns that say something, in the order that jsonb gives them, which is that of every version. So columns
-- that are added later change no entry from before. docs/operate/audit.md has it too: whoever checks the chain does not call this.
CREATE FUNCTION andon.audit_text(log text, entry jsonb, chain_no bigint) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
  SELECT (jsonb_object_agg(field.key, field.value) || jsonb_build_object('log', log, 'chain_no', chain_no))::text
  FROM jsonb_each(entry - '{chain_no,chain_hash}'::text[]) AS field WHERE field.value <> 'null'
$$;
REVOKE EXECUTE ON FUNCTION andon.audit_text(text, jsonb, bigint) FROM PUBLIC;

-- Chains at most so many entries and says how many; one caller at a time, and who comes meanwhile leaves it to that one. It waits for no
-- disk: what a crash takes is chained again. Like every function here it is given settings of
-- its own, so that times and numbers are the same text whatever the caller's session says.
CREATE FUNCTION andon.chain_audit(most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  head andon.audit_head;
  entry record;
  chained integer := 0;
BEGIN
  SELECT * INTO head FROM andon.audit_head FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  PERFORM set_config('synchronous_commit', 'off', true);
  FOR entry IN
    SELECT * FROM (
      (SELECT 'recommendation_audit' AS log, one.audit_id AS id, one.occurred_at, to_jsonb(one) AS content
       FROM andon.recommendation_audit AS one WHERE one.chain_no IS NULL ORDER BY one.audit_id LIMIT most)
      UNION ALL
      (SELECT 'alarm_journal', one.journal_id, one.occurred_at, to_jsonb(one)
       FROM andon.alarm_journal AS one WHERE one.chain_no IS NULL ORDER BY one.journal_id LIMIT most)
      UNION ALL
      (SELECT 'audit', one.audit_id, one.occurred_at, to_jsonb(one)
       FROM andon.audit AS one WHERE one.chain_no IS NULL ORDER BY one.audit_id LIMIT most)) AS unchained
    ORDER BY unchained.occurred_at, unchained.log, unchained.id LIMIT most
  LOOP
    head.chain_no := head.chain_no + 1;
    head.chain_hash := sha256(head.chain_hash || convert_to(andon.audit_text(entry.log, entry.content, head.chain_no), 'UTF8'));
    CASE entry.log
      WHEN 'audit' THEN
        UPDATE andon.audit AS one SET chain_no = head.chain_no, chain_hash = head.chain_hash WHERE one.audit_id = entry.id;
      WHEN 'alarm_journal' THEN
        UPDATE andon.alarm_journal AS one SET chain_no = head.chain_no, chain_hash = head.chain_hash WHERE one.journal_id = entry.id;
      ELSE
        UPDATE andon.recommendation_audit AS one SET chain_no = head.chain_no, chain_hash = head.chain_hash WHERE one.audit_id = entry.id;
    END CASE;
    chained := chained + 1;
  END LOOP;
  IF chained > 0 THEN
    UPDATE andon.audit_head AS place SET chain_no = head.chain_no, chain_hash = head.chain_hash, chained_at = clock_timestamp();
  END IF;
  RETURN chained;
END $$;
REVOKE EXECUTE ON FUNCTION andon.chain_audit(integer) FROM PUBLIC;

-- Removes the old end of the chain and keeps the hash from which it goes on. Returns how many entries went.
CREATE FUNCTION andon.cut_audit(older_than timestamptz) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
  head andon.audit_head;
  first_kept bigint;
  last_hash bytea;
  gone bigint;
BEGIN
  SELECT * INTO STRICT head FROM andon.audit_head FOR UPDATE;
  -- The newest entry stays, so that the chain always tells where it ends.
  first_kept := least(head.chain_no,
    (SELECT min(one.chain_no) FROM andon.recommendation_audit AS one WHERE one.chain_no IS NOT NULL AND one.occurred_at >= older_than),
    (SELECT min(one.chain_no) FROM andon.alarm_journal AS one WHERE one.chain_no IS NOT NULL AND one.occurred_at >= older_than),
    (SELECT min(one.chain_no) FROM andon.audit AS one WHERE one.chain_no IS NOT NULL AND one.occurred_at >= older_than));
  SELECT coalesce(
    (SELECT one.chain_hash FROM andon.recommendation_audit AS one WHERE one.chain_no = first_kept - 1),
    (SELECT one.chain_hash FROM andon.alarm_journal AS one WHERE one.chain_no = first_kept - 1),
    (SELECT one.chain_hash FROM andon.audit AS one WHERE one.chain_no = first_kept - 1)) INTO last_hash;
  IF last_hash IS NULL THEN
    RETURN 0;
  END IF;
  SELECT (SELECT count(*) FROM andon.recommendation_audit AS one WHERE one.chain_no < first_kept)
       + (SELECT count(*) FROM andon.alarm_journal AS one WHERE one.chain_no < first_kept)
       + (SELECT count(*) FROM andon.audit AS one WHERE one.chain_no < first_kept) INTO gone;
  INSERT INTO andon.audit_cut (older_than, through_chain_no, through_hash, entries)
  VALUES (cut_audit.older_than, first_kept - 1, last_hash, gone);
  DELETE FROM andon.recommendation_audit AS one WHERE one.chain_no < first_kept;
  DELETE FROM andon.alarm_journal AS one WHERE one.chain_no < first_kept;
  DELETE FROM andon.audit AS one WHERE one.chain_no < first_kept;
  RETURN gone;
END $$;
REVOKE EXECUTE ON FUNCTION andon.cut_audit(timestamptz) FROM PUBLIC;
