-- Today's schema: what sql/migrations make of an empty database, dumped by PostgreSQL 15. Written by `npm run sql:dump`,
-- compared in .ci/run, and read by nobody but people: a change is a new migration. Partitions by day and month are made by
-- the server as readings come.

CREATE SCHEMA agentic_hmi;

CREATE SCHEMA andon;

CREATE SCHEMA andon_analytics;

COMMENT ON SCHEMA andon_analytics IS 'Views for analysts and BI tools; read-only, names and columns stay. Times are timestamptz, windows are UTC.';

CREATE FUNCTION andon.add_api_key(key_id text, name text, secret_hash text, scopes text[], site_ids text[], expires timestamp with time zone) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  INSERT INTO andon.api_key (key_id, name, secret_hash, scopes, site_ids, expires_timestamp)
  VALUES (add_api_key.key_id, add_api_key.name, add_api_key.secret_hash, add_api_key.scopes, add_api_key.site_ids, expires)
$$;

CREATE FUNCTION andon.after_sensor_data_insert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  missing text := coalesce(current_setting('andon.incomplete_row', true), '');
  complete boolean := coalesce(current_setting('andon.complete_row', true), '') <> '';
  way_out text;
BEGIN
  IF complete THEN
    PERFORM set_config('andon.complete_row', '', true);
  END IF;
  IF missing = '' THEN
    RETURN NULL;
  END IF;
  PERFORM set_config('andon.incomplete_row', '', true);
  way_out := CASE missing
    WHEN 'timestamp' THEN 'Give the time at which the value was measured, with its zone; current_timestamp if it is now.'
    WHEN 'sensor_value' THEN 'Give a number, or quality ''bad'' for a reading that says "no value".'
    ELSE format('Give %s: equipment_id and sensor_type name the sensor.', missing) END;
  IF complete THEN
    RAISE WARNING 'a row for sensor_data has no %', missing
      USING DETAIL = 'It is kept in quarantine, where the query "quarantine" shows it; complete rows of the statement are taken.',
            HINT = way_out;
  ELSE
    RAISE EXCEPTION '"%" is missing: a row of sensor_data is a reading and cannot be one without it', missing
      USING ERRCODE = 'not_null_violation', HINT = way_out, SCHEMA = 'public', TABLE = 'sensor_data', COLUMN = missing;
  END IF;
  RETURN NULL;
END $$;

CREATE TABLE andon.alarm (
    site_id text NOT NULL,
    equipment_id text NOT NULL,
    problem text NOT NULL,
    alarm_id bigint NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    sensor_id integer,
    detector text,
    active boolean DEFAULT true NOT NULL,
    acknowledged boolean DEFAULT false NOT NULL,
    confirmed boolean DEFAULT false NOT NULL,
    shelving text DEFAULT 'none'::text NOT NULL,
    suppressed boolean DEFAULT false NOT NULL,
    out_of_service boolean DEFAULT false NOT NULL,
    latching boolean DEFAULT false NOT NULL,
    latched boolean DEFAULT false NOT NULL,
    silenced boolean DEFAULT false NOT NULL,
    state text GENERATED ALWAYS AS (
CASE
    WHEN out_of_service THEN 'out_of_service'::text
    WHEN suppressed THEN 'suppressed'::text
    WHEN (shelving <> 'none'::text) THEN 'shelved'::text
    WHEN (active AND (NOT acknowledged)) THEN 'unacknowledged'::text
    WHEN active THEN 'acknowledged'::text
    WHEN latched THEN 'latched'::text
    WHEN (NOT acknowledged) THEN 'returned'::text
    ELSE 'normal'::text
END) STORED,
    severity_rank smallint NOT NULL,
    worst_severity_rank smallint DEFAULT 1 NOT NULL,
    sentence text NOT NULL,
    value double precision,
    unit text,
    limit_name text,
    limit_value double precision,
    active_since timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    returned_at timestamp with time zone,
    activations integer DEFAULT 1 NOT NULL,
    acknowledged_at timestamp with time zone,
    acknowledged_by text,
    acknowledged_note text,
    confirmed_at timestamp with time zone,
    confirmed_by text,
    shelved_until timestamp with time zone,
    shelved_by text,
    shelved_reason text,
    suppressed_by text,
    out_of_service_by text,
    out_of_service_reason text,
    told_again_at timestamp with time zone,
    due_at timestamp with time zone,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    changed_by text,
    kind text,
    note text,
    request text,
    request_by text,
    request_note text,
    group_id text,
    first_in_group boolean DEFAULT false NOT NULL
);

COMMENT ON TABLE andon.alarm IS 'conditions of machines; they change by transitions only, which docs/integrate/alarms.md has in words';

COMMENT ON COLUMN andon.alarm.problem IS 'what is wrong, without its level: the issue type of a recommendation is this and the severity';

COMMENT ON COLUMN andon.alarm.severity_rank IS 'highest of the present activation, or of the last one: 1 low to 4 critical';

COMMENT ON COLUMN andon.alarm.active_since IS 'event time at which the present activation began, or the last one';

COMMENT ON COLUMN andon.alarm.suppressed_by IS 'why it is suppressed';

COMMENT ON COLUMN andon.alarm.told_again_at IS 'when it is told again if it is still active and acknowledged';

COMMENT ON COLUMN andon.alarm.due_at IS 'when time itself does something to it: its shelf ends, or it is told again';

COMMENT ON COLUMN andon.alarm.kind IS 'of the newest transition';

COMMENT ON COLUMN andon.alarm.note IS 'of the newest transition';

COMMENT ON COLUMN andon.alarm.request IS 'the transition that a writer asks for; null in every stored row, as the two behind it';

COMMENT ON COLUMN andon.alarm.request_by IS 'who asks for it';

COMMENT ON COLUMN andon.alarm.request_note IS 'their note, or their reason';

COMMENT ON COLUMN andon.alarm.group_id IS 'the group of a flood that it was folded into when it was raised; null: it stands alone';

COMMENT ON COLUMN andon.alarm.first_in_group IS 'it was the first of its group, and stands for it';

CREATE FUNCTION andon.alarm_flags(alarm andon.alarm) RETURNS jsonb
    LANGUAGE sql STABLE
    RETURN jsonb_build_object('active', (alarm).active, 'acknowledged', (alarm).acknowledged, 'confirmed', (alarm).confirmed, 'shelving', (alarm).shelving, 'suppressed', (alarm).suppressed, 'out_of_service', (alarm).out_of_service, 'latching', (alarm).latching, 'latched', (alarm).latched, 'silenced', (alarm).silenced);

CREATE TABLE andon.alarm_transition (
    transition_id integer NOT NULL,
    kind text NOT NULL,
    from_state jsonb NOT NULL,
    to_state jsonb NOT NULL
);

COMMENT ON TABLE andon.alarm_transition IS 'what may happen to an alarm: from states that have to hold to what they become; states not named may be anything, and stay';

CREATE FUNCTION andon.alarm_allows(alarm andon.alarm, wanted text) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN (EXISTS (SELECT FROM andon.alarm_transition possible WHERE ((possible.kind = alarm_allows.wanted) AND (andon.alarm_flags(alarm_allows.alarm) @> possible.from_state))));

CREATE FUNCTION andon.audit_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  author record := andon.change_author();
  uncounted text[] := TG_ARGV[2]::text[];
  before jsonb := CASE WHEN TG_OP IN ('UPDATE', 'DELETE') THEN to_jsonb(OLD) - uncounted END;
  after jsonb := CASE WHEN TG_OP IN ('UPDATE', 'INSERT') THEN to_jsonb(NEW) - uncounted END;
  whole jsonb := coalesce(after, before);
  was jsonb := before;
  became jsonb := after;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_object_agg(field.key, field.value), jsonb_object_agg(field.key, after -> field.key) INTO was, became
    FROM jsonb_each(before) AS field WHERE field.value IS DISTINCT FROM after -> field.key;
    IF was IS NULL THEN
      RETURN NULL;
    END IF;
  END IF;
  -- Enough to see that a secret was exchanged, and nothing to try guesses against.
  IF was ? 'secret_hash' THEN
    was := jsonb_set(was, '{secret_hash}', to_jsonb(left(was ->> 'secret_hash', 8) || '…'));
  END IF;
  IF became ? 'secret_hash' THEN
    became := jsonb_set(became, '{secret_hash}', to_jsonb(left(became ->> 'secret_hash', 8) || '…'));
  END IF;
  INSERT INTO andon.audit
    (action, object_kind, object, site_id, old_value, new_value, operator_id, changed_through, key_id, token_issuer, token_subject)
  VALUES (
    CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'UPDATE' THEN 'changed' WHEN 'DELETE' THEN 'removed' ELSE 'truncated' END, TG_ARGV[0],
    (SELECT jsonb_object_agg(name, coalesce(before, whole) -> name) FROM unnest(TG_ARGV[1]::text[]) AS name WHERE whole IS NOT NULL),
    whole ->> 'site_id', was, became,
    author.operator_id, author.changed_through, author.key_id, author.token_issuer, author.token_subject);
  RETURN NULL;
END $$;

CREATE FUNCTION andon.audit_text(log text, entry jsonb, chain_no bigint) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog'
    AS $$
  SELECT (jsonb_object_agg(field.key, field.value) || jsonb_build_object('log', log, 'chain_no', chain_no))::text
  FROM jsonb_each(entry - '{chain_no,chain_hash}'::text[]) AS field WHERE field.value <> 'null'
$$;

CREATE FUNCTION andon.before_alarm_insert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  IF NEW.request IS DISTINCT FROM 'raised' THEN
    RAISE EXCEPTION 'an alarm begins by being raised' USING ERRCODE = 'AN007', HINT = 'INSERT … (request) VALUES (''raised'')';
  END IF;
  NEW.changed_by := NEW.request_by;
  NEW.note := NEW.request_note;
  NEW.request := NULL;
  NEW.request_by := NULL;
  NEW.request_note := NULL;
  NEW.kind := 'raised';
  NEW.version := 1;
  NEW.activations := 1;
  NEW.worst_severity_rank := NEW.severity_rank;
  NEW.changed_at := clock_timestamp();
  RETURN NEW;
END $$;

CREATE FUNCTION andon.before_alarm_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  asked andon.alarm := NEW;
  flags jsonb := andon.alarm_flags(OLD);
  becomes jsonb;
  longest interval;
  again interval;
BEGIN
  IF asked.request IS NULL THEN
    RAISE EXCEPTION 'alarm % changes by its transitions only', OLD.alarm_id
      USING ERRCODE = 'AN007', HINT = 'UPDATE the view agentic_hmi.alarms, or set request to the transition';
  END IF;
  SELECT possible.to_state INTO becomes FROM andon.alarm_transition AS possible
  WHERE possible.kind = asked.request AND flags @> possible.from_state;
  IF becomes IS NULL OR asked.request = 'worsened' AND asked.severity_rank <= OLD.severity_rank THEN
    RAISE EXCEPTION 'alarm % is %, and cannot be % from there', OLD.alarm_id, OLD.state, asked.request
      USING ERRCODE = 'AN007', DETAIL = flags::text, HINT = 'andon.alarm_transition has what is possible';
  END IF;
  -- Whatever else the writer has set stays as it was: a transition decides what changes.
  NEW := OLD;
  NEW.kind := asked.request;
  NEW.version := OLD.version + 1;
  NEW.changed_at := clock_timestamp();
  NEW.changed_by := asked.request_by;
  NEW.note := asked.request_note;
  NEW.active := coalesce((becomes ->> 'active')::boolean, OLD.active);
  NEW.acknowledged := coalesce((becomes ->> 'acknowledged')::boolean, OLD.acknowledged);
  NEW.confirmed := coalesce((becomes ->> 'confirmed')::boolean, OLD.confirmed);
  NEW.shelving := coalesce(becomes ->> 'shelving', OLD.shelving);
  NEW.suppressed := coalesce((becomes ->> 'suppressed')::boolean, OLD.suppressed);
  NEW.out_of_service := coalesce((becomes ->> 'out_of_service')::boolean, OLD.out_of_service);
  NEW.latched := coalesce((becomes ->> 'latched')::boolean, OLD.latched);
  NEW.silenced := coalesce((becomes ->> 'silenced')::boolean, OLD.silenced);
  CASE asked.request
    WHEN 'raised', 'worsened' THEN
      NEW.severity_rank := asked.severity_rank;
      NEW.worst_severity_rank := greatest(OLD.worst_severity_rank, asked.severity_rank);
      NEW.sensor_id := asked.sensor_id;
      NEW.detector := asked.detector;
      NEW.sentence := asked.sentence;
      NEW.value := asked.value;
      NEW.unit := asked.unit;
      NEW.limit_name := asked.limit_name;
      NEW.limit_value := asked.limit_value;
      NEW.acknowledged_at := NULL;
      NEW.acknowledged_by := NULL;
      NEW.acknowledged_note := NULL;
      NEW.confirmed_at := NULL;
      NEW.confirmed_by := NULL;
      IF asked.request = 'raised' THEN
        NEW.active_since := asked.active_since;
        NEW.returned_at := NULL;
        NEW.activations := OLD.activations + 1;
        NEW.group_id := asked.group_id;
        NEW.first_in_group := asked.first_in_group;
      ELSIF asked.severity_rank = 4 THEN
        NEW.group_id := NULL;
        NEW.first_in_group := false;
      END IF;
    WHEN 'returned' THEN
      NEW.returned_at := NEW.changed_at;
    WHEN 'realarmed' THEN
      NEW.acknowledged_at := NULL;
      NEW.acknowledged_by := NULL;
      NEW.acknowledged_note := NULL;
    WHEN 'acknowledged' THEN
      NEW.acknowledged_at := NEW.changed_at;
      NEW.acknowledged_by := asked.request_by;
      NEW.acknowledged_note := asked.request_note;
    WHEN 'confirmed' THEN
      NEW.confirmed_at := NEW.changed_at;
      NEW.confirmed_by := asked.request_by;
    WHEN 'shelved_timed', 'shelved_one_shot' THEN
      NEW.shelved_by := asked.request_by;
      NEW.shelved_reason := asked.request_note;
      NEW.shelved_until := CASE WHEN asked.request = 'shelved_timed' THEN asked.shelved_until END;
      longest := (SELECT setting.alarm_longest_shelf FROM andon.setting);
      IF asked.request = 'shelved_timed' AND NOT coalesce(
        asked.shelved_until > NEW.changed_at AND asked.shelved_until <= NEW.changed_at + longest + interval '1 minute', false) THEN
        RAISE EXCEPTION 'alarm % can be shelved until a time within the next %', OLD.alarm_id, longest USING ERRCODE = 'AN008';
      END IF;
    WHEN 'suppressed' THEN
      NEW.suppressed_by := coalesce(asked.suppressed_by, asked.request_note, 'not said');
    WHEN 'unsuppressed' THEN
      NEW.suppressed_by := NULL;
    WHEN 'taken_out_of_service' THEN
      NEW.out_of_service_by := asked.request_by;
      NEW.out_of_service_reason := asked.request_note;
    WHEN 'returned_to_service' THEN
      NEW.out_of_service_by := NULL;
      NEW.out_of_service_reason := NULL;
    ELSE NULL;
  END CASE;
  IF NEW.shelving = 'none' THEN
    NEW.shelved_until := NULL;
    NEW.shelved_by := NULL;
    NEW.shelved_reason := NULL;
  END IF;
  again := (SELECT setting.alarm_told_again_after FROM andon.setting);
  NEW.told_again_at := CASE WHEN NEW.active AND NEW.acknowledged THEN coalesce(NEW.acknowledged_at, NEW.changed_at) + again END;
  NEW.due_at := least(NEW.shelved_until,
    CASE WHEN NEW.shelving = 'none' AND NOT NEW.suppressed AND NOT NEW.out_of_service THEN NEW.told_again_at END);
  RETURN NEW;
END $$;

CREATE FUNCTION andon.before_audit_insert() RETURNS trigger
    LANGUAGE plpgsql
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  -- Asked first: to assign what is right already costs more than to ask.
  IF NEW.database_user <> session_user OR NEW.chain_no IS NOT NULL OR NEW.chain_hash IS NOT NULL THEN
    NEW.database_user := session_user;
    NEW.chain_no := NULL;
    NEW.chain_hash := NULL;
  END IF;
  -- clock_timestamp() of the transaction is after its begin.
  IF NEW.occurred_at < now() OR NEW.occurred_at > clock_timestamp() THEN
    NEW.occurred_at := clock_timestamp();
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION andon.before_recommendation_insert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  -- Writers of other systems spell these in capitals, or send explicit nulls.
  NEW.site_id := coalesce(NEW.site_id, 'default');
  NEW.severity := lower(NEW.severity);
  NEW.status := lower(coalesce(NEW.status, 'pending'));
  NEW.created_timestamp := coalesce(NEW.created_timestamp, clock_timestamp());
  NEW.updated_timestamp := coalesce(NEW.updated_timestamp, NEW.created_timestamp);
  IF NEW.recommendation_id IS NULL THEN
    NEW.recommendation_id := gen_random_uuid()::text;
    NEW.version := 1;
  ELSE
    -- Screens hold the newest version of each id: one that was deleted and comes again goes on from there.
    NEW.version := 1 + coalesce(
      (SELECT max(version) FROM andon.recommendation_audit AS audit WHERE audit.recommendation_id = NEW.recommendation_id), 0);
    -- A row with this id is no new one: ON CONFLICT leaves or updates it, and the slot of what is not inserted must not be taken.
    IF EXISTS (SELECT FROM agentic_hmi.agent_recommendations AS there WHERE there.recommendation_id = NEW.recommendation_id) THEN
      RETURN NEW;
    END IF;
  END IF;
  IF NEW.status = 'pending'
     AND NOT andon.take_recommendation_slot(NEW.site_id, NEW.equipment_id, NEW.issue_type, NEW.recommendation_id) THEN
    RETURN NULL; -- a second one within the window: the insert succeeds with no row, as a repeated alarm should
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION andon.before_recommendation_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $_$
DECLARE
  moved boolean := (OLD.site_id, OLD.equipment_id, OLD.issue_type) IS DISTINCT FROM (NEW.site_id, NEW.equipment_id, NEW.issue_type);
  held andon.recommendation_slot;
BEGIN
  IF NEW.recommendation_id <> OLD.recommendation_id THEN
    RAISE EXCEPTION 'the id of recommendation % cannot change', OLD.recommendation_id
      USING ERRCODE = 'AN005', HINT = 'its events and its audit name it: delete this one and insert another';
  END IF;
  NEW.status := lower(NEW.status);
  NEW.severity := lower(NEW.severity);
  IF OLD.status <> 'pending' THEN
    IF (OLD.site_id, OLD.equipment_id, OLD.issue_type, OLD.severity, OLD.confidence_score, OLD.issue_description, OLD.recommended_action,
        OLD.root_cause_analysis, OLD.expected_outcome, OLD.urgency, OLD.time_to_threshold, OLD.anomaly_id, OLD.created_timestamp)
      IS DISTINCT FROM
       (NEW.site_id, NEW.equipment_id, NEW.issue_type, NEW.severity, NEW.confidence_score, NEW.issue_description, NEW.recommended_action,
        NEW.root_cause_analysis, NEW.expected_outcome, NEW.urgency, NEW.time_to_threshold, NEW.anomaly_id, NEW.created_timestamp)
      -- While it is approved, more may be found.
      OR OLD.findings IS DISTINCT FROM NEW.findings AND NOT (
        OLD.status = 'approved' AND NEW.status = 'approved'
        AND coalesce(jsonb_typeof(OLD.findings) = 'array' AND jsonb_typeof(NEW.findings) = 'array', false)
        AND NOT EXISTS (
          SELECT one FROM jsonb_path_query(OLD.findings, '$[*]') AS before(one)
          EXCEPT ALL SELECT one FROM jsonb_path_query(NEW.findings, '$[*]') AS after(one)))
      -- While it is deferred, what the server knows of it goes on.
      OR OLD.status <> 'deferred' AND OLD.evidence IS DISTINCT FROM NEW.evidence THEN
      RAISE EXCEPTION 'recommendation % is %: what operators decided on stays as they saw it', OLD.recommendation_id, OLD.status
        USING ERRCODE = 'AN009',
              HINT = 'its place, issue, severity, confidence, texts, findings and evidence change while it is pending only, but that findings are added while it is approved; notes and outcome at any time';
    END IF;
  END IF;
  NEW.version := OLD.version + 1;
  NEW.updated_timestamp := clock_timestamp();
  IF NEW.status = OLD.status AND NOT moved THEN
    RETURN NEW;
  END IF;
  IF NEW.status <> OLD.status THEN
    IF NOT (CASE OLD.status
      WHEN 'pending' THEN NEW.status IN ('approved', 'rejected', 'deferred', 'expired')
      WHEN 'deferred' THEN NEW.status IN ('pending', 'approved', 'rejected', 'expired')
      WHEN 'approved' THEN NEW.status = 'executed'
      ELSE false
    END) THEN
      RAISE EXCEPTION 'recommendation % is % and cannot become %', OLD.recommendation_id, OLD.status, NEW.status
        USING ERRCODE = 'AN001', HINT = 'pending → approved, rejected, deferred; deferred → pending, approved, rejected; approved → executed';
    END IF;
    IF NEW.status = 'approved' THEN
      NEW.approved_timestamp := coalesce(NEW.approved_timestamp, NEW.updated_timestamp);
    ELSIF NEW.status = 'executed' THEN
      NEW.executed_timestamp := coalesce(NEW.executed_timestamp, NEW.updated_timestamp);
    ELSIF NEW.status = 'deferred' AND NEW.defer_until IS NULL THEN
      RAISE EXCEPTION 'a deferred recommendation needs defer_until' USING ERRCODE = 'AN002';
    END IF;
  END IF;
  -- The slot goes along, and with it how long the pipeline is quiet: nobody has the problem of the old place before him any more. What had
  -- joined at the old place is told again if it still stands.
  IF moved THEN
    DELETE FROM andon.recommendation_slot AS slot
    WHERE slot.site_id = OLD.site_id AND slot.equipment_id = OLD.equipment_id AND slot.issue_type <> OLD.issue_type
      AND slot.recommendation_id = OLD.recommendation_id;
    DELETE FROM andon.recommendation_slot AS slot
    WHERE slot.site_id = OLD.site_id AND slot.equipment_id = OLD.equipment_id AND slot.issue_type = OLD.issue_type
      AND slot.recommendation_id = OLD.recommendation_id
    RETURNING * INTO held;
  END IF;
  IF NEW.status = 'pending' AND (moved OR OLD.status <> 'pending')
    AND NOT andon.take_recommendation_slot(NEW.site_id, NEW.equipment_id, NEW.issue_type, NEW.recommendation_id) THEN
    RAISE EXCEPTION 'another recommendation is pending for equipment % and issue %', NEW.equipment_id, NEW.issue_type
      USING ERRCODE = 'AN003', HINT = 'decide that one first';
  END IF;
  IF moved AND NEW.status <> 'pending' AND held.recommendation_id IS NOT NULL THEN
    INSERT INTO andon.recommendation_slot AS slot
    VALUES (NEW.site_id, NEW.equipment_id, NEW.issue_type, NEW.recommendation_id, held.raised_at, false, held.quiet_until)
    ON CONFLICT (site_id, equipment_id, issue_type) DO UPDATE
      SET recommendation_id = excluded.recommendation_id, raised_at = excluded.raised_at, pending = false, quiet_until = excluded.quiet_until
      WHERE NOT slot.pending AND slot.quiet_until < excluded.quiet_until;
  END IF;
  IF NEW.status <> OLD.status THEN
    UPDATE andon.recommendation_slot
    SET pending = (NEW.status = 'pending' AND issue_type = NEW.issue_type), quiet_until = andon.quiet_after(NEW.status, NEW.updated_timestamp)
    WHERE site_id = NEW.site_id AND equipment_id = NEW.equipment_id AND recommendation_id = NEW.recommendation_id;
  END IF;
  RETURN NEW;
END $_$;

CREATE FUNCTION andon.chain_audit(most integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
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

CREATE FUNCTION andon.change_author(OUT operator_id text, OUT changed_through text, OUT key_id text, OUT token_issuer text, OUT token_subject text) RETURNS record
    LANGUAGE plpgsql STABLE
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
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

CREATE FUNCTION andon.current_master_data_version() RETURNS bigint
    LANGUAGE plpgsql
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  RETURN (SELECT version FROM andon.master_data_version);
END $$;

CREATE FUNCTION andon.cut_audit(older_than timestamp with time zone) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
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

CREATE FUNCTION andon.drop_partition(name text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $_$
BEGIN
  IF name !~ '^(telemetry_bronze|telemetry_silver)_\d{8}$' AND name !~ '^(performance_1min|performance_1hour)_\d{6}$' THEN
    RAISE EXCEPTION '% is no partition', name USING ERRCODE = 'invalid_parameter_value';
  END IF;
  EXECUTE format('DROP TABLE IF EXISTS andon.%I', name);
END $_$;

CREATE FUNCTION andon.end_alarms_out_of_service() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  why text := 'the machine was taken out of service.';
BEGIN
  UPDATE andon.alarm SET request = 'returned', request_note = why
  WHERE alarm_id = ANY (ARRAY(
    SELECT alarm_id FROM andon.alarm WHERE site_id = NEW.site_id AND equipment_id = NEW.equipment_id AND active ORDER BY problem FOR UPDATE));
  UPDATE agentic_hmi.agent_recommendations SET status = 'expired', operator_notes = concat_ws(' ', operator_notes, 'Expired: ' || why)
  WHERE site_id = NEW.site_id AND equipment_id = NEW.equipment_id AND status = 'pending' AND findings IS NOT NULL;
  RETURN NULL;
END $$;

CREATE FUNCTION andon.forget_hours() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  TRUNCATE andon.performance_1hour, andon.performance_stale_hour;
  RETURN NULL;
END $$;

CREATE FUNCTION andon.free_recommendation_slot() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  DELETE FROM andon.recommendation_slot AS slot
  WHERE slot.site_id = OLD.site_id AND slot.equipment_id = OLD.equipment_id AND slot.recommendation_id = OLD.recommendation_id;
  RETURN NULL;
END $$;

CREATE FUNCTION andon.grant_runtime(role_name name) RETURNS void
    LANGUAGE plpgsql
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
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

CREATE FUNCTION andon.is_server() RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  RETURN pg_has_role(session_user, current_user, 'MEMBER')
    OR EXISTS (SELECT FROM andon.runtime_role JOIN pg_roles ON rolname = role_name WHERE pg_has_role(session_user, rolname, 'MEMBER'));
END $$;

CREATE FUNCTION andon.is_suppression_due() RETURNS boolean
    LANGUAGE plpgsql STABLE
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET enable_seqscan TO 'off'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM andon.suppression WHERE ended_at IS NULL) AND NOT EXISTS (SELECT FROM andon.alarm WHERE suppressed) THEN
    RETURN false;
  END IF;
  RETURN EXISTS (SELECT FROM andon.suppression_due);
END $$;

CREATE TABLE andon.api_key (
    key_id text NOT NULL,
    name text NOT NULL,
    secret_hash text NOT NULL,
    scopes text[] NOT NULL,
    site_ids text[],
    created_timestamp timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    expires_timestamp timestamp with time zone,
    revoked_timestamp timestamp with time zone,
    readings_per_second integer,
    operations_per_second integer,
    CONSTRAINT api_key_key_id_check CHECK ((key_id ~ '^[0-9a-f]{12}$'::text)),
    CONSTRAINT api_key_name_check CHECK (((name = btrim(name)) AND ((length(name) >= 1) AND (length(name) <= 200)))),
    CONSTRAINT api_key_operations_per_second_check CHECK ((operations_per_second > 0)),
    CONSTRAINT api_key_readings_per_second_check CHECK ((readings_per_second > 0)),
    CONSTRAINT api_key_scopes_check CHECK (((cardinality(scopes) > 0) AND (scopes <@ ARRAY['read'::text, 'decide'::text, 'ingest'::text, 'configure'::text, 'act_as'::text]) AND (array_position(scopes, NULL::text) IS NULL))),
    CONSTRAINT api_key_secret_hash_check CHECK ((secret_hash ~ '^[0-9a-f]{64}$'::text)),
    CONSTRAINT api_key_site_ids_check CHECK (((cardinality(site_ids) > 0) AND (array_position(site_ids, NULL::text) IS NULL)))
);

COMMENT ON COLUMN andon.api_key.readings_per_second IS 'most readings that its holder may send in a second, at each server; null: the setting of the server';

COMMENT ON COLUMN andon.api_key.operations_per_second IS 'most operations of its holder in a second, at each server; null: the setting of the server';

CREATE FUNCTION andon.limit_api_keys(key_ids text[], sets_readings boolean, readings integer, sets_operations boolean, operations integer) RETURNS SETOF andon.api_key
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  UPDATE andon.api_key SET
    readings_per_second = CASE WHEN sets_readings THEN readings ELSE readings_per_second END,
    operations_per_second = CASE WHEN sets_operations THEN operations ELSE operations_per_second END
  WHERE key_id = ANY (key_ids) AND revoked_timestamp IS NULL RETURNING *
$$;

CREATE FUNCTION andon.make_partition(parent text, day date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
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

CREATE FUNCTION andon.mark_left_hour() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  INSERT INTO andon.performance_stale_hour (sensor_id, window_start)
  VALUES (OLD.sensor_id, date_bin('1 hour', OLD.window_start, 'epoch'))
  ON CONFLICT (sensor_id, window_start) DO UPDATE SET sensor_id = excluded.sensor_id;
  RETURN NULL;
END $$;

CREATE FUNCTION andon.mark_stale_hour() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  touched record := CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
BEGIN
  INSERT INTO andon.performance_stale_hour (sensor_id, window_start)
  VALUES (touched.sensor_id, date_bin('1 hour', touched.window_start, 'epoch'))
  ON CONFLICT (sensor_id, window_start) DO UPDATE SET sensor_id = excluded.sensor_id;
  RETURN NULL;
END $$;

CREATE FUNCTION andon.master_data_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  UPDATE andon.master_data_version SET version = version + 1;
  RETURN NULL;
END $$;

CREATE FUNCTION andon.next_alarm_event(OUT number bigint, OUT token text, OUT previous_token text, OUT "position" bigint, OUT previous_position bigint) RETURNS record
    LANGUAGE plpgsql
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET enable_seqscan TO 'off'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  known tid := nullif(current_setting('andon.event_head_place', true), '')::tid;
  fresh text := substr(replace(gen_random_uuid()::text, '-', ''), 1, 12);
  place tid;
BEGIN
  IF known IS NOT NULL THEN
    UPDATE andon.event_head AS head SET alarm_number = head.alarm_number + 1, alarm_token = fresh, previous_alarm_token = head.alarm_token,
      position = head.position + 1, alarm_position = head.position + 1, previous_alarm_position = head.alarm_position
    WHERE head.ctid = known
    RETURNING head.alarm_number, head.alarm_token, head.previous_alarm_token, head.position, head.previous_alarm_position, head.ctid
    INTO next_alarm_event.number, next_alarm_event.token, next_alarm_event.previous_token, next_alarm_event.position,
      next_alarm_event.previous_position, place;
  END IF;
  IF next_alarm_event.number IS NULL THEN
    UPDATE andon.event_head AS head SET alarm_number = head.alarm_number + 1, alarm_token = fresh, previous_alarm_token = head.alarm_token,
      position = head.position + 1, alarm_position = head.position + 1, previous_alarm_position = head.alarm_position
    RETURNING head.alarm_number, head.alarm_token, head.previous_alarm_token, head.position, head.previous_alarm_position, head.ctid
    INTO next_alarm_event.number, next_alarm_event.token, next_alarm_event.previous_token, next_alarm_event.position,
      next_alarm_event.previous_position, place;
  END IF;
  PERFORM set_config('andon.event_head_place', place::text, true);
END $$;

CREATE FUNCTION andon.next_event(OUT number bigint, OUT token text, OUT previous_token text, OUT "position" bigint, OUT previous_position bigint) RETURNS record
    LANGUAGE plpgsql
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET enable_seqscan TO 'off'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  known tid := nullif(current_setting('andon.event_head_place', true), '')::tid;
  fresh text := substr(replace(gen_random_uuid()::text, '-', ''), 1, 12);
  place tid;
BEGIN
  IF known IS NOT NULL THEN
    UPDATE andon.event_head AS head SET number = head.number + 1, token = fresh, previous_token = head.token, position = head.position + 1,
      recommendation_position = head.position + 1, previous_recommendation_position = head.recommendation_position
    WHERE head.ctid = known
    RETURNING head.number, head.token, head.previous_token, head.position, head.previous_recommendation_position, head.ctid
    INTO next_event.number, next_event.token, next_event.previous_token, next_event.position, next_event.previous_position, place;
  END IF;
  IF next_event.number IS NULL THEN
    UPDATE andon.event_head AS head SET number = head.number + 1, token = fresh, previous_token = head.token, position = head.position + 1,
      recommendation_position = head.position + 1, previous_recommendation_position = head.recommendation_position
    RETURNING head.number, head.token, head.previous_token, head.position, head.previous_recommendation_position, head.ctid
    INTO next_event.number, next_event.token, next_event.previous_token, next_event.position, next_event.previous_position, place;
  END IF;
  PERFORM set_config('andon.event_head_place', place::text, true);
END $$;

CREATE FUNCTION andon.normal_ids() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  blanks text := E' \t\n\r\f\u000b\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';
BEGIN
  NEW.site_id := btrim(normalize(NEW.site_id, NFC), blanks);
  NEW.equipment_id := btrim(normalize(NEW.equipment_id, NFC), blanks);
  IF TG_TABLE_NAME = 'sensor' THEN
    NEW.sensor_type := btrim(normalize(NEW.sensor_type, NFC), blanks);
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION andon.note_equipment_look_alikes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM andon.look_alike WHERE sensor_type IS NULL
      AND ((site_id, equipment_id) = (OLD.site_id, OLD.equipment_id) OR (like_site_id, like_equipment_id) = (OLD.site_id, OLD.equipment_id));
  END IF;
  IF TG_OP <> 'DELETE' THEN
    -- Ten are enough to be told: a machine with more look-alikes is found by any of them.
    INSERT INTO andon.look_alike (site_id, equipment_id, like_site_id, like_equipment_id)
    SELECT NEW.site_id, NEW.equipment_id, other.site_id, other.equipment_id FROM andon.equipment AS other
    WHERE other.skeleton = NEW.skeleton AND (other.site_id, other.equipment_id) <> (NEW.site_id, NEW.equipment_id)
      -- Two that come in one statement see each other.
      AND NOT EXISTS (SELECT FROM andon.look_alike AS known WHERE known.sensor_type IS NULL
        AND (known.site_id, known.equipment_id) = (other.site_id, other.equipment_id)
        AND (known.like_site_id, known.like_equipment_id) = (NEW.site_id, NEW.equipment_id))
    LIMIT 10;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION andon.note_registration() RETURNS trigger
    LANGUAGE plpgsql
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  NEW.is_registered := true;
  NEW.removed_at := NULL;
  RETURN NEW;
END $$;

CREATE FUNCTION andon.note_sensor_look_alikes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM andon.look_alike WHERE (site_id, equipment_id) = (OLD.site_id, OLD.equipment_id)
      AND OLD.sensor_type IN (sensor_type, like_sensor_type);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO andon.look_alike (site_id, equipment_id, sensor_type, like_site_id, like_equipment_id, like_sensor_type)
    SELECT NEW.site_id, NEW.equipment_id, NEW.sensor_type, NEW.site_id, NEW.equipment_id, other.sensor_type FROM andon.sensor AS other
    WHERE other.site_id = NEW.site_id AND other.equipment_id = NEW.equipment_id AND other.skeleton = NEW.skeleton
      AND other.sensor_id <> NEW.sensor_id
      AND NOT EXISTS (SELECT FROM andon.look_alike AS known WHERE (known.site_id, known.equipment_id) = (NEW.site_id, NEW.equipment_id)
        AND (known.sensor_type, known.like_sensor_type) = (other.sensor_type, NEW.sensor_type))
    LIMIT 10;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION andon.on_alarms_update() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  wanted text[] := ARRAY[]::text[];
  one text;
BEGIN
  IF (NEW.alarm_id, NEW.site_id, NEW.equipment_id, NEW.problem, NEW.version)
    IS DISTINCT FROM (OLD.alarm_id, OLD.site_id, OLD.equipment_id, OLD.problem, OLD.version) THEN
    RAISE EXCEPTION 'what alarm % is about cannot change, and its version counts by itself', OLD.alarm_id USING ERRCODE = 'AN007';
  END IF;
  IF NEW.active IS DISTINCT FROM OLD.active OR OLD.acknowledged AND NEW.acknowledged IS NOT true THEN
    RAISE EXCEPTION 'alarm % is raised, told again and returned to normal by the process only', OLD.alarm_id
      USING ERRCODE = 'AN007', HINT = 'acknowledge it, shelve it, or take it out of service';
  END IF;
  IF NEW.acknowledged AND NOT OLD.acknowledged THEN wanted := wanted || text 'acknowledged'; END IF;
  IF NEW.confirmed AND NOT OLD.confirmed THEN wanted := wanted || text 'confirmed'; END IF;
  IF NEW.shelving = 'none' AND OLD.shelving <> 'none' THEN
    wanted := wanted || text 'unshelved';
  ELSIF NEW.shelving IS DISTINCT FROM OLD.shelving OR NEW.shelved_until IS DISTINCT FROM OLD.shelved_until THEN
    IF OLD.shelving = 'timed' AND (NEW.shelving = 'timed' OR NEW.shelving = OLD.shelving) THEN wanted := wanted || text 'unshelved'; END IF;
    wanted := wanted || CASE WHEN NEW.shelved_until IS NOT NULL AND NEW.shelving <> 'one_shot' OR NEW.shelving = 'timed'
                             THEN 'shelved_timed' ELSE 'shelved_one_shot' END;
  END IF;
  IF NEW.suppressed_by IS DISTINCT FROM OLD.suppressed_by THEN
    wanted := wanted || CASE WHEN NEW.suppressed_by IS NULL THEN 'unsuppressed' ELSE 'suppressed' END;
  END IF;
  IF NEW.out_of_service IS DISTINCT FROM OLD.out_of_service THEN
    wanted := wanted || CASE WHEN NEW.out_of_service THEN 'taken_out_of_service' ELSE 'returned_to_service' END;
  END IF;
  IF OLD.latched AND NOT NEW.latched THEN wanted := wanted || text 'reset'; END IF;
  -- What is acknowledged or shelved is silenced with it.
  IF NEW.silenced AND NOT OLD.silenced AND cardinality(wanted) = 0 THEN wanted := wanted || text 'silenced'; END IF;
  IF cardinality(wanted) = 0 AND NEW.note IS NOT NULL THEN wanted := wanted || text 'commented'; END IF;
  FOREACH one IN ARRAY wanted LOOP
    UPDATE andon.alarm SET request = one, request_by = NEW.operator_id, request_note = NEW.note, shelved_until = NEW.shelved_until,
      suppressed_by = NEW.suppressed_by
    WHERE alarm_id = OLD.alarm_id;
  END LOOP;
  RETURN NEW;
END $$;

CREATE FUNCTION andon.on_api_key_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  UPDATE andon.api_key_head SET version = version + 1;
  PERFORM andon.ring('andon_api_key', '{}');
  RETURN NULL;
END $$;

CREATE FUNCTION andon.on_equipment_service_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  PERFORM andon.ring('andon_equipment', '{}');
  RETURN NULL;
END $$;

CREATE FUNCTION andon.on_recommendation_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  PERFORM andon.record_recommendation_event('changed', OLD.status, NEW, OLD);
  RETURN NULL;
END $$;

CREATE FUNCTION andon.on_recommendation_deleted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  PERFORM andon.record_recommendation_event('deleted', OLD.status, OLD);
  RETURN NULL;
END $$;

CREATE FUNCTION andon.on_recommendation_evidence_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  counted text[] := '{evidence,version,updated_timestamp}';
  credential record;
BEGIN
  IF OLD.status = NEW.status AND to_jsonb(OLD) - counted IS DISTINCT FROM to_jsonb(NEW) - counted THEN
    RETURN NULL;
  END IF;
  credential := andon.proven_credential();
  INSERT INTO andon.recommendation_audit
    (recommendation_id, version, occurred_at, kind, old_status, new_status, database_user, application_name, key_id, token_issuer, token_subject,
     old_value, new_value)
  VALUES
    (NEW.recommendation_id, NEW.version, clock_timestamp(), 'changed', OLD.status, NEW.status, session_user, current_setting('application_name'),
     credential.key_id, credential.token_issuer, credential.token_subject,
     jsonb_build_object('evidence', OLD.evidence), jsonb_build_object('evidence', NEW.evidence));
  RETURN NULL;
END $$;

CREATE FUNCTION andon.on_recommendation_inserted() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  PERFORM andon.record_new_recommendation(NEW);
  RETURN NULL;
END $$;

CREATE FUNCTION andon.on_recommendation_moved() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  arrived agentic_hmi.agent_recommendations := NEW;
BEGIN
  arrived.status := OLD.status;
  PERFORM andon.record_recommendation_event('deleted', OLD.status, OLD);
  PERFORM andon.record_new_recommendation(arrived);
  RETURN NULL;
END $$;

CREATE FUNCTION andon.on_recommendation_status_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  PERFORM andon.record_recommendation_event('status_changed', OLD.status, NEW, CASE
    WHEN (OLD.severity, OLD.confidence_score, OLD.issue_description, OLD.recommended_action, OLD.root_cause_analysis, OLD.expected_outcome, OLD.urgency,
          OLD.time_to_threshold, OLD.anomaly_id, OLD.findings, OLD.created_timestamp)
      IS DISTINCT FROM
         (NEW.severity, NEW.confidence_score, NEW.issue_description, NEW.recommended_action, NEW.root_cause_analysis, NEW.expected_outcome, NEW.urgency,
          NEW.time_to_threshold, NEW.anomaly_id, NEW.findings, NEW.created_timestamp) THEN OLD END);
  PERFORM andon.ring('recommendation_status_changed', jsonb_build_object(
    'recommendation_id', NEW.recommendation_id, 'site_id', NEW.site_id, 'equipment_id', NEW.equipment_id,
    'issue_type', NEW.issue_type, 'severity', NEW.severity, 'old_status', OLD.status, 'new_status', NEW.status,
    'operator_id', NEW.operator_id, 'operator_notes', NEW.operator_notes, 'timestamp', NEW.updated_timestamp));
  RETURN NULL;
END $$;

CREATE FUNCTION andon.on_sensor_data_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  RAISE EXCEPTION 'sensor_data takes INSERT only, not %: readings are facts', TG_OP
    USING ERRCODE = 'feature_not_supported',
          DETAIL = 'What was measured has been stored, judged and told already.',
          HINT = CASE TG_OP
            WHEN 'UPDATE' THEN 'A reading that was wrong is followed by a right one with a time of its own; a wrong unit or limit is mended in the master data, and history computed anew by "andon rebuild".'
            ELSE 'Old readings go by themselves after ANDON_RETENTION_BRONZE_DAYS; what must not count is marked at its source by quality ''bad''.' END;
END $$;

CREATE FUNCTION andon.on_sensor_data_insert() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  missing text := CASE WHEN NEW."timestamp" IS NULL THEN 'timestamp'
                       WHEN NEW.equipment_id IS NULL THEN 'equipment_id'
                       WHEN NEW.sensor_type IS NULL THEN 'sensor_type'
                       WHEN NEW.sensor_value IS NULL AND lower(coalesce(NEW.quality, 'good')) <> 'bad' THEN 'sensor_value' END;
  own_sites text[];
BEGIN
  IF EXISTS (SELECT FROM andon.writer_site) THEN
    -- By the session's own role: SET ROLE changes nothing. An administrator inherits every role, and is bound to nothing.
    own_sites := ARRAY(
      SELECT bound.site_id FROM andon.writer_site AS bound JOIN pg_roles AS writer ON writer.rolname = bound.role_name
      WHERE pg_has_role(session_user, writer.oid, 'USAGE')
        AND NOT (SELECT known.rolsuper FROM pg_roles AS known WHERE known.rolname = session_user));
    IF cardinality(own_sites) = 1 THEN
      NEW.site_id := coalesce(NEW.site_id, own_sites[1]);
    END IF;
    IF cardinality(own_sites) > 0 AND NOT coalesce(NEW.site_id, 'default') = ANY (own_sites) THEN
      RAISE EXCEPTION '% may not write readings of site %', session_user, coalesce(NEW.site_id, 'default')
        USING ERRCODE = 'insufficient_privilege', HINT = format('Its sites are %s: andon.writer_site binds it to them.', array_to_string(own_sites, ', '));
    END IF;
  END IF;
  -- Noted for the trigger that fires after the statement, which clears both.
  IF missing IS NOT NULL THEN
    PERFORM set_config('andon.incomplete_row', missing, true);
  END IF;
  IF missing IS NULL OR missing = 'sensor_value' THEN
    IF coalesce(current_setting('andon.complete_row', true), '') = '' THEN
      PERFORM set_config('andon.complete_row', 'yes', true);
    END IF;
  END IF;
  INSERT INTO andon.sql_inbox (site_id, equipment_id, sensor_type, sensor_value, units, quality, event_id, "timestamp")
  VALUES (NEW.site_id, NEW.equipment_id, NEW.sensor_type, NEW.sensor_value, NEW.units, NEW.quality, NEW.event_id, NEW."timestamp");
  PERFORM andon.ring('andon_sql_inbox', '{}');
  RETURN NEW;
END $$;

CREATE FUNCTION andon.on_sensors_removed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  PERFORM andon.ring('andon_sensor_removal', '{}');
  RETURN NULL;
END $$;

CREATE FUNCTION andon.proven_credential(OUT key_id text, OUT token_issuer text, OUT token_subject text) RETURNS record
    LANGUAGE plpgsql STABLE
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
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

CREATE FUNCTION andon.quiet_after(status text, at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog'
    AS $$
  SELECT CASE status
    WHEN 'pending' THEN 'infinity'::timestamptz
    WHEN 'deferred' THEN 'infinity'::timestamptz
    WHEN 'approved' THEN at + interval '1 hour'
    WHEN 'expired' THEN at
    ELSE at + (SELECT dedupe_window FROM andon.setting)
  END
$$;

CREATE FUNCTION andon.record_access(entries jsonb) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  INSERT INTO andon.audit
    (action, object_kind, object, site_id, new_value, operator_id, changed_through, key_id, token_issuer, token_subject)
  SELECT action, CASE action WHEN 'exported' THEN 'export' ELSE 'access' END, object, site_id, new_value, operator_id, 'api', key_id,
         token_issuer, token_subject
  FROM jsonb_to_recordset(entries) AS entry
    (action text, object jsonb, site_id text, new_value jsonb, operator_id text, key_id text, token_issuer text, token_subject text)
  WHERE action IN ('exported', 'refused')
$$;

CREATE FUNCTION andon.record_alarm_event() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  -- Locked here, at the end of the transaction, as for the event of a recommendation.
  event record := andon.next_alarm_event();
  at timestamptz := clock_timestamp();
  credential record := andon.proven_credential();
BEGIN
  INSERT INTO andon.alarm_event
    (number, token, previous_token, position, previous_position, kind, occurred_at, alarm_id, operator_id, note, alarm)
  VALUES (event.number, event.token, event.previous_token, event.position, event.previous_position, NEW.kind, at, NEW.alarm_id,
    NEW.changed_by, NEW.note, to_jsonb(NEW) - '{request,request_by,request_note,due_at}'::text[]);
  INSERT INTO andon.alarm_journal
    (alarm_id, version, kind, occurred_at, old_state, new_state, severity_rank, value, operator_id, note, database_user, application_name,
     key_id, token_issuer, token_subject)
  VALUES (NEW.alarm_id, NEW.version, NEW.kind, at, CASE WHEN TG_OP = 'UPDATE' THEN andon.alarm_flags(OLD) END, andon.alarm_flags(NEW),
    NEW.severity_rank, NEW.value, NEW.changed_by, NEW.note, session_user, current_setting('application_name'),
    credential.key_id, credential.token_issuer, credential.token_subject);
  PERFORM andon.ring('andon_alarm', '{}');
  RETURN NULL;
END $$;

CREATE FUNCTION andon.record_configuration(server_name text, settings jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  before jsonb;
  was jsonb;
  became jsonb;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('andon configuration'));
  SELECT known.settings INTO before FROM andon.server_configuration AS known WHERE known.server_name = record_configuration.server_name;
  INSERT INTO andon.server_configuration AS known (server_name, settings)
  VALUES (record_configuration.server_name, record_configuration.settings)
  ON CONFLICT ON CONSTRAINT server_configuration_pkey DO UPDATE SET settings = excluded.settings, started_at = clock_timestamp();
  SELECT jsonb_object_agg(name, before -> name), jsonb_object_agg(name, record_configuration.settings -> name) INTO was, became
  FROM (SELECT jsonb_object_keys(coalesce(before, '{}') || record_configuration.settings) AS name) AS named
  WHERE before -> name IS DISTINCT FROM record_configuration.settings -> name;
  IF before IS NULL THEN
    was := NULL;
    became := record_configuration.settings;
  ELSIF became IS NULL THEN
    RETURN;
  END IF;
  INSERT INTO andon.audit (action, object_kind, object, old_value, new_value, changed_through)
  VALUES (CASE WHEN before IS NULL THEN 'added' ELSE 'changed' END, 'configuration',
    jsonb_build_object('server_name', record_configuration.server_name), was, became, 'server');
END $$;

CREATE FUNCTION andon.record_detection_setting() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  actor text := nullif(current_setting('andon.changed_by', true), '');
  way text := nullif(current_setting('andon.changed_through', true), '');
BEGIN
  INSERT INTO andon.detection_setting_history (setting_id, changed_by, changed_through, old_setting, new_setting)
  VALUES (
    CASE WHEN TG_OP = 'DELETE' THEN OLD.setting_id ELSE NEW.setting_id END,
    coalesce(actor, session_user), CASE WHEN actor IS NULL THEN 'sql' ELSE coalesce(way, 'sql') END,
    CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END, CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END);
  RETURN NULL;
END $$;

CREATE FUNCTION andon.record_feedback() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  own jsonb := NEW.evidence #> '{learning,score}';
BEGIN
  -- Held to the commit: so ids ascend in the order of commits, and who follows them by the largest that it has seen misses none. The
  -- event of this change has locked it already, and a look for each of many would take longer with each.
  IF coalesce(current_setting('andon.event_head_place', true), '') = '' THEN
    PERFORM FROM andon.event_head FOR UPDATE;
  END IF;
  INSERT INTO andon.recommendation_feedback
    (recommendation_id, version, decision, was, decided_at, operator_id, database_user, site_id, equipment_id, equipment_type, issue_type,
     severity, detector, detectors, score, confidence, raised_at, raised_hour, decision_seconds, reason, outcome, resolved)
  VALUES (
    NEW.recommendation_id, NEW.version, NEW.status, OLD.status, NEW.updated_timestamp, NEW.operator_id, session_user, NEW.site_id,
    NEW.equipment_id,
    (SELECT equipment_type FROM andon.equipment WHERE site_id = NEW.site_id AND equipment_id = NEW.equipment_id),
    NEW.issue_type, NEW.severity, NEW.evidence ->> 'detector',
    ARRAY(SELECT DISTINCT one ->> 'detector' FROM jsonb_array_elements(coalesce(NEW.findings, '[]')) AS each(one)
          WHERE one ->> 'detector' IS NOT NULL ORDER BY 1),
    -- Another program may have written anything there; its decision must not fail for it.
    CASE WHEN jsonb_typeof(own) = 'number'
      THEN CASE WHEN own::numeric BETWEEN 0 AND 1 THEN own::double precision END
      ELSE NEW.confidence_score END,
    NEW.confidence_score, NEW.created_timestamp,
    CASE WHEN isfinite(NEW.created_timestamp) THEN extract(hour FROM NEW.created_timestamp AT TIME ZONE 'UTC')::smallint END,
    CASE WHEN isfinite(NEW.created_timestamp)
      THEN extract(epoch FROM NEW.updated_timestamp)::float8 - extract(epoch FROM NEW.created_timestamp)::float8 END,
    NEW.rejection_reason, NEW.outcome, NEW.resolved)
  ON CONFLICT (recommendation_id, version) DO NOTHING;
  PERFORM andon.ring('andon_learning', '{}');
  RETURN NULL;
END $$;

CREATE FUNCTION andon.record_knowledge() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  actor text := nullif(current_setting('andon.changed_by', true), '');
  way text := nullif(current_setting('andon.changed_through', true), '');
BEGIN
  INSERT INTO andon.knowledge_history (knowledge_id, changed_by, changed_through, old_entry, new_entry)
  VALUES (
    CASE WHEN TG_OP = 'DELETE' THEN OLD.knowledge_id ELSE NEW.knowledge_id END,
    coalesce(actor, session_user), CASE WHEN actor IS NULL THEN 'sql' ELSE coalesce(way, 'sql') END,
    CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END, CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END);
  RETURN NULL;
END $$;

CREATE TABLE agentic_hmi.agent_recommendations (
    recommendation_id text DEFAULT (gen_random_uuid())::text NOT NULL,
    site_id text DEFAULT 'default'::text NOT NULL,
    equipment_id text NOT NULL,
    issue_type text NOT NULL,
    severity text NOT NULL,
    issue_description text,
    recommended_action text,
    confidence_score double precision,
    root_cause_analysis text,
    expected_outcome text,
    status text DEFAULT 'pending'::text NOT NULL,
    operator_id text,
    operator_notes text,
    approved_timestamp timestamp with time zone,
    executed_timestamp timestamp with time zone,
    defer_until timestamp with time zone,
    rejection_reason text,
    outcome text,
    resolved boolean,
    urgency text,
    time_to_threshold interval,
    evidence jsonb,
    anomaly_id bigint,
    version integer DEFAULT 1 NOT NULL,
    created_timestamp timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    updated_timestamp timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    findings jsonb,
    CONSTRAINT agent_recommendations_confidence_score_check CHECK (((confidence_score >= (0)::double precision) AND (confidence_score <= (1)::double precision))),
    CONSTRAINT agent_recommendations_findings_check CHECK ((jsonb_typeof(findings) = 'array'::text)),
    CONSTRAINT agent_recommendations_severity_check CHECK ((severity = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text]))),
    CONSTRAINT agent_recommendations_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'deferred'::text, 'executed'::text, 'expired'::text])))
)
WITH (toast_tuple_target='4080');

COMMENT ON TABLE agentic_hmi.agent_recommendations IS 'The operators'' queue. Other programs may insert what they have found and decide by updating status; subscribers hear of both. docs/integrate/sql.md';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.recommendation_id IS 'Key of the recommendation, carried by NOTIFY and GraphQL; made if not given.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.site_id IS 'Site of the equipment; default unless given.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.equipment_id IS 'The plant''s name of the machine.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.issue_type IS 'What is wrong, in the writer''s own words, such as vibration_high_critical; with site and equipment it names one story.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.severity IS 'low, medium, high or critical, in any case.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.issue_description IS 'What was seen, in a sentence for the operator.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.recommended_action IS 'What to do about it.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.confidence_score IS 'How sure the finding is, 0 to 1.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.root_cause_analysis IS 'What probably causes it.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.expected_outcome IS 'What the action should bring.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.status IS 'pending, approved, rejected, deferred, executed or expired; a change of it is a decision and an event.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.operator_id IS 'Who decided.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.operator_notes IS 'What they noted.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.approved_timestamp IS 'When it was approved; set with the status unless given.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.executed_timestamp IS 'When the work was done; set with the status unless given.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.defer_until IS 'When a deferred one returns to pending; needed for deferred.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.rejection_reason IS 'Why it was rejected.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.outcome IS 'What the work brought.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.resolved IS 'Whether the work removed the trouble.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.urgency IS 'How soon to act, in words; from the server: when convenient, this week, this shift, immediate.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.time_to_threshold IS 'Until the next limit at the present trend.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.evidence IS 'What the server saw: value, limit or baseline, the last 24 hours.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.anomaly_id IS 'The anomaly behind it; the server''s own.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.version IS '1, and one more with every update; not a writer''s to set. UPDATE … WHERE version = … notices who was faster.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.created_timestamp IS 'When it was inserted.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.updated_timestamp IS 'When it was last updated.';

COMMENT ON COLUMN agentic_hmi.agent_recommendations.findings IS 'what was found about the machine, first in time first: objects with at, sensor_type, detector, severity, sentence, value, unit, limit, issue_type, subject, anomaly_id and the version with which it came; the server''s own, null for what other programs insert';

CREATE FUNCTION andon.record_new_recommendation(recommendation agentic_hmi.agent_recommendations) RETURNS void
    LANGUAGE plpgsql
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  PERFORM andon.record_recommendation_event('created', NULL, recommendation);
  PERFORM andon.ring('new_ml_recommendation', jsonb_build_object(
    'recommendation_id', recommendation.recommendation_id, 'site_id', recommendation.site_id,
    'equipment_id', recommendation.equipment_id, 'issue_type', recommendation.issue_type, 'severity', recommendation.severity,
    'confidence_score', recommendation.confidence_score, 'issue_description', recommendation.issue_description,
    'recommended_action', recommendation.recommended_action, 'status', recommendation.status,
    'timestamp', recommendation.created_timestamp));
END $$;

CREATE FUNCTION andon.record_recommendation_event(kind text, was text, recommendation agentic_hmi.agent_recommendations, before agentic_hmi.agent_recommendations DEFAULT NULL::agentic_hmi.agent_recommendations) RETURNS void
    LANGUAGE plpgsql
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  -- Locked here, at the end of the transaction: from now to commit is the only time that other writers of events wait.
  event record := andon.next_event();
  at timestamptz := clock_timestamp();
  credential record := andon.proven_credential();
  old_columns jsonb;
  new_columns jsonb;
BEGIN
  -- Of a row IS NOT NULL would ask whether all of its columns are.
  IF NOT before IS NULL THEN
    SELECT jsonb_object_agg(field.key, field.value), jsonb_object_agg(field.key, after -> field.key) INTO old_columns, new_columns
    FROM (SELECT to_jsonb(recommendation) - '{version,updated_timestamp}'::text[] AS after) AS present,
         jsonb_each(to_jsonb(before) - '{version,updated_timestamp}'::text[]) AS field
    WHERE field.value IS DISTINCT FROM after -> field.key;
  END IF;
  IF kind = 'deleted' THEN
    old_columns := jsonb_strip_nulls(to_jsonb(recommendation)) - '{version,updated_timestamp}'::text[];
  END IF;
  INSERT INTO andon.recommendation_event
    (number, token, previous_token, position, previous_position, kind, occurred_at, recommendation_id, old_status, new_status, operator_id,
     operator_notes, recommendation)
  VALUES (
    event.number, event.token, event.previous_token, event.position, event.previous_position, kind, at,
    recommendation.recommendation_id, was,
    CASE WHEN kind <> 'deleted' THEN recommendation.status END,
    CASE WHEN kind = 'status_changed' THEN recommendation.operator_id END,
    CASE WHEN kind = 'status_changed' THEN recommendation.operator_notes END, to_jsonb(recommendation));
  INSERT INTO andon.recommendation_audit
    (recommendation_id, version, occurred_at, kind, old_status, new_status, operator_id, operator_notes, rejection_reason, defer_until,
     outcome, database_user, application_name, key_id, token_issuer, token_subject, old_value, new_value)
  VALUES
    (recommendation.recommendation_id, recommendation.version, at, kind, was, recommendation.status,
     -- Who had decided before is not who has changed or deleted it now: that is the database user.
     CASE WHEN kind IN ('created', 'status_changed') THEN recommendation.operator_id END,
     CASE WHEN kind IN ('created', 'status_changed') THEN recommendation.operator_notes END,
     recommendation.rejection_reason, recommendation.defer_until, recommendation.outcome,
     session_user, current_setting('application_name'), credential.key_id, credential.token_issuer, credential.token_subject,
     old_columns, new_columns);
  PERFORM andon.ring('andon_event', '{}');
END $$;

CREATE FUNCTION andon.refuse_audit_change() RETURNS trigger
    LANGUAGE plpgsql
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
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

CREATE FUNCTION andon.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'AN004';
END $$;

CREATE FUNCTION andon.refuse_removal() RETURNS trigger
    LANGUAGE plpgsql
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  RAISE EXCEPTION 'the rows of % cannot be removed', TG_RELID::regclass USING ERRCODE = 'AN006', HINT = TG_ARGV[0];
END $$;

CREATE FUNCTION andon.refuse_sensor_renamed() RETURNS trigger
    LANGUAGE plpgsql
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  RAISE EXCEPTION 'sensor % of equipment % cannot become another', OLD.sensor_type, OLD.equipment_id
    USING ERRCODE = 'AN005', HINT = 'its readings name it: register the other one, and leave this to its past';
END $$;

CREATE FUNCTION andon.refuse_truncate() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  RAISE EXCEPTION '% cannot be truncated', TG_RELID::regclass
    USING ERRCODE = 'AN006', HINT = format('DELETE FROM %s does the same, and what follows from it is done as well', TG_RELID::regclass);
END $$;

CREATE FUNCTION andon.revoke_api_keys(key_ids text[]) RETURNS SETOF andon.api_key
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog'
    AS $$
  UPDATE andon.api_key SET revoked_timestamp = clock_timestamp()
  WHERE key_id = ANY (key_ids) AND revoked_timestamp IS NULL RETURNING *
$$;

CREATE FUNCTION andon.ring(channel text, payload jsonb) RETURNS void
    LANGUAGE plpgsql
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  body jsonb := payload;
  longest text;
BEGIN
  IF pg_notification_queue_usage() > 0.9 THEN
    RETURN;
  END IF;
  WHILE octet_length(body::text) > 7999 LOOP
    SELECT field.key INTO longest FROM jsonb_each_text(body - 'truncated') AS field
      ORDER BY octet_length(field.value) DESC NULLS LAST LIMIT 1;
    body := body || jsonb_build_object(
      longest, left(body ->> longest, length(body ->> longest) / 2),
      'truncated', CASE WHEN coalesce(body -> 'truncated', '[]') ? longest THEN body -> 'truncated'
                        ELSE coalesce(body -> 'truncated', '[]') || to_jsonb(longest) END);
  END LOOP;
  PERFORM pg_notify(channel, CASE WHEN body = '{}' THEN '' ELSE body::text END);
END $$;

CREATE FUNCTION andon.runtime_rights() RETURNS TABLE(kind text, object text, privileges text[])
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog'
    AS $$
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

CREATE FUNCTION andon.sensor_type_unit_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  UPDATE andon.sensor AS sensor SET unit_changed_at = clock_timestamp(), unit_version = sensor.unit_version + 1
  FROM (
    SELECT other.sensor_id, coalesce(CASE WHEN lower(other.sensor_type) = OLD.sensor_type THEN OLD.unit END, seen.unit) AS before,
           coalesce(CASE WHEN lower(other.sensor_type) = NEW.sensor_type THEN NEW.unit END, seen.unit) AS after
    FROM andon.sensor AS other LEFT JOIN andon.reading_unit AS seen USING (sensor_id)
    WHERE other.unit IS NULL AND lower(other.sensor_type) IN (OLD.sensor_type, NEW.sensor_type)
  ) AS turned
  WHERE sensor.sensor_id = turned.sensor_id AND turned.before IS NOT NULL
    AND andon.unit_name(turned.before) IS DISTINCT FROM andon.unit_name(turned.after);
  RETURN NULL;
END $$;

CREATE FUNCTION andon.sensor_unit_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
DECLARE
  fallback text := coalesce((SELECT type.unit FROM andon.sensor_type AS type WHERE type.sensor_type = lower(NEW.sensor_type)),
                            (SELECT seen.unit FROM andon.reading_unit AS seen WHERE seen.sensor_id = NEW.sensor_id));
  before text := coalesce(OLD.unit, fallback);
BEGIN
  IF before IS NOT NULL AND andon.unit_name(before) IS DISTINCT FROM andon.unit_name(coalesce(NEW.unit, fallback)) THEN
    NEW.unit_changed_at := clock_timestamp();
    NEW.unit_version := OLD.unit_version + 1;
  END IF;
  RETURN NEW;
END $$;

CREATE FUNCTION andon.set_up_raised_alarm() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  IF NEW.severity_rank NOT BETWEEN 1 AND 4 OR NEW.shelving NOT IN ('none', 'timed', 'one_shot') THEN
    RAISE EXCEPTION 'alarm of % has severity rank % and is shelved %', NEW.equipment_id, NEW.severity_rank, NEW.shelving
      USING ERRCODE = 'check_violation', HINT = 'the rank is 1 (low) to 4 (critical); shelving is none, timed or one_shot';
  END IF;
  IF NEW.kind <> 'raised' THEN
    RETURN NEW;
  END IF;
  IF NOT NEW.suppressed AND EXISTS (
    SELECT FROM andon.suppression AS known
    WHERE known.site_id = NEW.site_id AND known.equipment_id = NEW.equipment_id AND known.ended_at IS NULL) THEN
    NEW.suppressed_by := andon.suppression_reason(NEW.site_id, NEW.equipment_id);
    NEW.suppressed := NEW.suppressed_by IS NOT NULL;
  END IF;
  IF EXISTS (SELECT FROM andon.alarm_rule AS rule WHERE rule.site_id = NEW.site_id) THEN
    NEW.latching := coalesce((
      SELECT rule.latching FROM andon.alarm_rule AS rule
      WHERE rule.site_id = NEW.site_id AND (rule.equipment_id IS NULL OR rule.equipment_id = NEW.equipment_id)
        AND (rule.problem IS NULL OR rule.problem = NEW.problem)
      ORDER BY rule.equipment_id IS NULL, rule.problem IS NULL LIMIT 1), NEW.latching);
  END IF;
  RETURN NEW;
END $$;

CREATE TABLE andon.recommendation_slot (
    site_id text NOT NULL,
    equipment_id text NOT NULL,
    issue_type text NOT NULL,
    recommendation_id text NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    pending boolean NOT NULL,
    quiet_until timestamp with time zone NOT NULL
);

COMMENT ON TABLE andon.recommendation_slot IS 'One row for each site, equipment and issue. The primary key makes concurrent writers of one issue wait for each other; andon.slot_is_held says who may have it. quiet_until is the pipeline''s own, longer restraint (andon.quiet_after). A finding that joined a recommendation of another issue has a slot that is not pending';

CREATE FUNCTION andon.slot_is_held(slot andon.recommendation_slot, newcomer text, at timestamp with time zone, dedupe_window interval) RETURNS boolean
    LANGUAGE sql STABLE
    RETURN ((slot).pending AND ((slot).recommendation_id <> newcomer) AND ((slot).raised_at > (at - dedupe_window)));

COMMENT ON FUNCTION andon.slot_is_held(slot andon.recommendation_slot, newcomer text, at timestamp with time zone, dedupe_window interval) IS 'The rule against a second pending recommendation: one that is pending keeps others of the same site, equipment and issue out for the dedupe window. Whoever takes a slot, and whoever asks whether it could be taken, goes by this';

CREATE FUNCTION andon.suppression_reason(site text, equipment text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  RETURN (SELECT held.reason FROM andon.suppression_in_force AS held
          WHERE held.site_id = site AND held.equipment_id = equipment ORDER BY held.suppression_id LIMIT 1);
END $$;

CREATE FUNCTION andon.take_recommendation_slot(site text, equipment text, issue text, recommendation text) RETURNS boolean
    LANGUAGE plpgsql
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET "TimeZone" TO 'UTC'
    SET extra_float_digits TO '1'
    SET jit TO 'off'
    SET search_path TO 'pg_catalog'
    AS $$
BEGIN
  INSERT INTO andon.recommendation_slot AS slot
  VALUES (site, equipment, issue, recommendation, clock_timestamp(), true, 'infinity')
  ON CONFLICT (site_id, equipment_id, issue_type) DO UPDATE
    SET recommendation_id = excluded.recommendation_id, raised_at = excluded.raised_at, pending = true, quiet_until = 'infinity'
    WHERE NOT andon.slot_is_held(slot, excluded.recommendation_id, excluded.raised_at, (SELECT dedupe_window FROM andon.setting));
  RETURN FOUND;
END $$;

CREATE FUNCTION andon.unit_name(unit text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog'
    AS $$
  SELECT coalesce(
    (SELECT 'known ' || spelling.symbol FROM (
       SELECT * FROM andon.unit_spelling WHERE key = text.key AND NOT folded
       UNION ALL SELECT * FROM andon.unit_spelling WHERE key = lower(text.key COLLATE "C") COLLATE "default" AND folded) AS spelling
     ORDER BY spelling.folded LIMIT 1),
    'other ' || text.key)
  FROM (SELECT regexp_replace(translate(normalize(translate(unit, 'º˚', '°°'), NFKC),
          'μµ∆−‐‑‒–—·⋅∙•∕⁄', 'uuΔ------....//'), '[\s\u200b-\u200f\u2060\ufeff^]', '', 'g') AS key) AS text
$$;

CREATE VIEW agentic_hmi.alarms AS
 SELECT alarm.alarm_id,
    alarm.site_id,
    alarm.equipment_id,
    alarm.problem,
    alarm.state,
    (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text])[alarm.severity_rank] AS severity,
    (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text])[alarm.worst_severity_rank] AS worst_severity,
    alarm.sentence,
    alarm.value,
    alarm.unit,
    alarm.limit_name,
    alarm.limit_value,
    alarm.active,
    alarm.active_since,
    alarm.returned_at,
    alarm.activations,
    alarm.acknowledged,
    alarm.acknowledged_at,
    alarm.acknowledged_by,
    alarm.confirmed,
    alarm.confirmed_at,
    alarm.confirmed_by,
    alarm.shelving,
    alarm.shelved_until,
    alarm.shelved_by,
    alarm.shelved_reason,
    alarm.suppressed_by,
    alarm.out_of_service,
    alarm.latching,
    alarm.latched,
    alarm.silenced,
    alarm.version,
    alarm.changed_at,
    NULL::text AS operator_id,
    NULL::text AS note
   FROM andon.alarm;

ALTER TABLE andon.alarm ALTER COLUMN alarm_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.alarm_alarm_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.alarm_event (
    number bigint NOT NULL,
    token text NOT NULL,
    previous_token text NOT NULL,
    "position" bigint NOT NULL,
    previous_position bigint NOT NULL,
    kind text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    alarm_id bigint NOT NULL,
    operator_id text,
    note text,
    alarm jsonb NOT NULL
);

COMMENT ON TABLE andon.alarm_event IS 'the events of alarms in the log: gapless, in commit order, each naming the token of the one before it';

COMMENT ON COLUMN andon.alarm_event."position" IS 'place in the log that the events of recommendations are in, too; gapless over both';

COMMENT ON COLUMN andon.alarm_event.alarm IS 'the row as it was after the transition';

CREATE TABLE andon.alarm_journal (
    journal_id bigint NOT NULL,
    alarm_id bigint NOT NULL,
    version integer NOT NULL,
    kind text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    old_state jsonb,
    new_state jsonb NOT NULL,
    severity_rank smallint NOT NULL,
    value double precision,
    operator_id text,
    note text,
    database_user text NOT NULL,
    application_name text NOT NULL,
    key_id text,
    token_issuer text,
    token_subject text,
    chain_no bigint,
    chain_hash bytea
);

COMMENT ON TABLE andon.alarm_journal IS 'every transition of every alarm, append-only';

COMMENT ON COLUMN andon.alarm_journal.chain_no IS 'place in the chain of all audits, gapless; null for a second after it was written';

COMMENT ON COLUMN andon.alarm_journal.chain_hash IS 'SHA-256 of the hash before it and of this entry';

ALTER TABLE andon.alarm_journal ALTER COLUMN journal_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.alarm_journal_journal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.alarm_rule (
    rule_id bigint NOT NULL,
    site_id text NOT NULL,
    equipment_id text,
    problem text,
    latching boolean NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by text
);

COMMENT ON TABLE andon.alarm_rule IS 'how alarms are set up: of a site, a machine or a problem; one that names the machine goes before one that names the problem';

COMMENT ON COLUMN andon.alarm_rule.equipment_id IS 'null: every machine of the site';

COMMENT ON COLUMN andon.alarm_rule.problem IS 'without its level; null: every problem';

COMMENT ON COLUMN andon.alarm_rule.latching IS 'once it has returned to normal, it stays in the list until it is reset; holds from its next activation on';

ALTER TABLE andon.alarm_rule ALTER COLUMN rule_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.alarm_rule_rule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.alarm_site (
    site_id text NOT NULL,
    operator_positions integer DEFAULT 1 NOT NULL,
    changed_at timestamp with time zone DEFAULT now() NOT NULL,
    changed_by text,
    flood_above integer,
    CONSTRAINT alarm_site_flood_above_check CHECK (((flood_above >= 1) AND (flood_above <= 1000000))),
    CONSTRAINT alarm_site_operator_positions_check CHECK (((operator_positions >= 1) AND (operator_positions <= 1000)))
);

COMMENT ON TABLE andon.alarm_site IS 'how the alarms of a site are told and judged; a site without a row has the defaults';

COMMENT ON COLUMN andon.alarm_site.operator_positions IS 'how many operators share the alarms of the site at any time';

COMMENT ON COLUMN andon.alarm_site.flood_above IS 'more new alarms than this within ten minutes are a flood, in which new ones are grouped by machine and cause; null: as the server is set';

CREATE TABLE andon.equipment (
    site_id text DEFAULT 'default'::text NOT NULL,
    equipment_id text NOT NULL,
    equipment_type text DEFAULT 'unknown'::text NOT NULL,
    manufacturer text,
    model text,
    location text,
    criticality text DEFAULT 'Medium'::text NOT NULL,
    max_capacity double precision,
    installation_date date,
    last_maintenance_date date,
    maintenance_interval_days integer,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    skeleton text GENERATED ALWAYS AS (((translate(lower(regexp_replace(NORMALIZE(site_id, NFKC), '[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff]'::text, ''::text, 'g'::text)), '−‐‑‒–—―⁃⸺⸻ーавекмнорстухѕіјһԁԍαβεζηικμνορςτυχЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҺԀԌΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ'::text, '-----------abekmhopctyxsijhdgabezhikmnopσtyxѐёђѓєsiїjљњћќѝўџaбbгдeжзийkлmhoпpctyфxцчшщъыьэюяhdgabγδezhθikλmnξoπpσtyφxψωάέήίόύώϊϋàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ'::text) || '/'::text) || translate(lower(regexp_replace(NORMALIZE(equipment_id, NFKC), '[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff]'::text, ''::text, 'g'::text)), '−‐‑‒–—―⁃⸺⸻ーавекмнорстухѕіјһԁԍαβεζηικμνορςτυχЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҺԀԌΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ'::text, '-----------abekmhopctyxsijhdgabezhikmnopσtyxѐёђѓєsiїjљњћќѝўџaбbгдeжзийkлmhoпpctyфxцчшщъыьэюяhdgabγδezhθikλmnξoπpσtyφxψωάέήίόύώϊϋàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ'::text))) STORED,
    is_registered boolean DEFAULT true NOT NULL,
    removed_at timestamp with time zone,
    CONSTRAINT equipment_capacity_is_finite CHECK ((abs(max_capacity) < 'Infinity'::double precision)),
    CONSTRAINT equipment_criticality_check CHECK ((criticality = ANY (ARRAY['Critical'::text, 'High'::text, 'Medium'::text, 'Low'::text]))),
    CONSTRAINT equipment_days_are_of_years_1_to_9999 CHECK ((((installation_date >= '0001-01-01'::date) AND (installation_date <= '9999-12-31'::date)) AND ((last_maintenance_date >= '0001-01-01'::date) AND (last_maintenance_date <= '9999-12-31'::date)))),
    CONSTRAINT equipment_maintenance_interval_days_check CHECK ((maintenance_interval_days > 0))
);

COMMENT ON COLUMN andon.equipment.is_registered IS 'false: known by its readings only; true once somebody has said anything of it';

COMMENT ON COLUMN andon.equipment.removed_at IS 'when the last of its sensors was removed; null once it is registered or a sensor of it speaks';

CREATE TABLE andon.reading_unit (
    sensor_id integer NOT NULL,
    unit text NOT NULL,
    since timestamp with time zone NOT NULL,
    changes integer DEFAULT 0 NOT NULL
);

COMMENT ON COLUMN andon.reading_unit.since IS 'event time of the reading that brought this unit; -infinity for the first one, since values before it had none';

COMMENT ON COLUMN andon.reading_unit.changes IS 'how often one came that could not be converted';

CREATE TABLE andon.sensor (
    sensor_id integer NOT NULL,
    site_id text DEFAULT 'default'::text NOT NULL,
    equipment_id text NOT NULL,
    sensor_type text NOT NULL,
    name text,
    unit text,
    normal_min double precision,
    normal_max double precision,
    alarm_low double precision,
    alarm_high double precision,
    warning_limit double precision,
    critical_limit double precision,
    emergency_limit double precision,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    warning_limit_off boolean DEFAULT false NOT NULL,
    critical_limit_off boolean DEFAULT false NOT NULL,
    emergency_limit_off boolean DEFAULT false NOT NULL,
    unit_changed_at timestamp with time zone,
    kind text DEFAULT 'gauge'::text NOT NULL,
    roll_over_at double precision,
    missing_values jsonb,
    unit_version integer DEFAULT 0 NOT NULL,
    skeleton text GENERATED ALWAYS AS (translate(lower(regexp_replace(NORMALIZE(sensor_type, NFKC), '[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff]'::text, ''::text, 'g'::text)), '−‐‑‒–—―⁃⸺⸻ーавекмнорстухѕіјһԁԍαβεζηικμνορςτυχЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҺԀԌΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ'::text, '-----------abekmhopctyxsijhdgabezhikmnopσtyxѐёђѓєsiїjљњћќѝўџaбbгдeжзийkлmhoпpctyфxцчшщъыьэюяhdgabγδezhθikλmnξoπpσtyφxψωάέήίόύώϊϋàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ'::text)) STORED,
    is_registered boolean DEFAULT true NOT NULL,
    added_by text,
    removed_at timestamp with time zone,
    returned_at timestamp with time zone,
    allowed_states jsonb,
    warning_low_limit double precision,
    critical_low_limit double precision,
    emergency_low_limit double precision,
    warning_low_limit_off boolean DEFAULT false NOT NULL,
    critical_low_limit_off boolean DEFAULT false NOT NULL,
    emergency_low_limit_off boolean DEFAULT false NOT NULL,
    CONSTRAINT allowed_states_are_values CHECK (((jsonb_typeof(allowed_states) = 'array'::text) AND (jsonb_array_length(allowed_states) <= 64) AND (NOT jsonb_path_exists(allowed_states, 'strict $[*]?((@.type() != "number" && @.type() != "string") && @.type() != "boolean")'::jsonpath)))),
    CONSTRAINT critical_limit_is_off CHECK (((NOT critical_limit_off) OR (critical_limit IS NULL))),
    CONSTRAINT critical_low_limit_is_off CHECK ((NOT (critical_low_limit_off AND (critical_low_limit IS NOT NULL)))),
    CONSTRAINT emergency_limit_is_off CHECK (((NOT emergency_limit_off) OR (emergency_limit IS NULL))),
    CONSTRAINT emergency_low_limit_is_off CHECK ((NOT (emergency_low_limit_off AND (emergency_low_limit IS NOT NULL)))),
    CONSTRAINT kind_known CHECK ((kind = ANY (ARRAY['gauge'::text, 'counter'::text, 'state'::text]))),
    CONSTRAINT missing_values_are_values CHECK (((jsonb_typeof(missing_values) = 'array'::text) AND (jsonb_array_length(missing_values) <= 50) AND (NOT jsonb_path_exists(missing_values, 'strict $[*]?((@.type() != "number" && @.type() != "string") && @.type() != "boolean")'::jsonpath)))),
    CONSTRAINT roll_over_at_positive CHECK (((roll_over_at > (0)::double precision) AND (roll_over_at < 'Infinity'::double precision))),
    CONSTRAINT sensor_limits_are_finite CHECK (((abs(normal_min) < 'Infinity'::double precision) AND (abs(normal_max) < 'Infinity'::double precision) AND (abs(alarm_low) < 'Infinity'::double precision) AND (abs(alarm_high) < 'Infinity'::double precision) AND (abs(warning_limit) < 'Infinity'::double precision) AND (abs(critical_limit) < 'Infinity'::double precision) AND (abs(emergency_limit) < 'Infinity'::double precision))),
    CONSTRAINT sensor_low_limits_are_finite CHECK (((abs(warning_low_limit) < 'Infinity'::double precision) AND (abs(critical_low_limit) < 'Infinity'::double precision) AND (abs(emergency_low_limit) < 'Infinity'::double precision))),
    CONSTRAINT warning_limit_is_off CHECK (((NOT warning_limit_off) OR (warning_limit IS NULL))),
    CONSTRAINT warning_low_limit_is_off CHECK ((NOT (warning_low_limit_off AND (warning_low_limit IS NOT NULL))))
);

COMMENT ON COLUMN andon.sensor.kind IS 'gauge; counter: a value that rises, and begins anew when the meter is exchanged; state: the name of a state';

COMMENT ON COLUMN andon.sensor.roll_over_at IS 'of a counter, where it starts at 0 again, such as 65536 for one of 16 bits; in the sensor''s unit';

COMMENT ON COLUMN andon.sensor.missing_values IS 'what the source writes where it has no value, such as [-9999, "null"]; in the sender''s unit';

COMMENT ON COLUMN andon.sensor.unit_version IS 'how often the unit of its values became another one; another spelling is no other unit';

COMMENT ON COLUMN andon.sensor.is_registered IS 'false: known by its readings only; true once somebody has said anything of it';

COMMENT ON COLUMN andon.sensor.added_by IS 'of one that is known by its readings only: the id of the key or token that sent the first, empty where nobody had to prove anything';

COMMENT ON COLUMN andon.sensor.removed_at IS 'when it was removed, which hides it; null once it is registered or speaks';

COMMENT ON COLUMN andon.sensor.returned_at IS 'when a reading last brought it back after it was removed';

COMMENT ON COLUMN andon.sensor.allowed_states IS 'of a state, those that it may show, such as ["RUN", "STOP"]; null and [] where any may come';

COMMENT ON COLUMN andon.sensor.warning_low_limit IS 'below this: severity medium, in the sensor''s unit';

COMMENT ON COLUMN andon.sensor.critical_low_limit IS 'below this: severity high, in the sensor''s unit';

COMMENT ON COLUMN andon.sensor.emergency_low_limit IS 'below this: severity critical, in the sensor''s unit';

CREATE TABLE andon.sensor_type (
    sensor_type text NOT NULL,
    unit text NOT NULL,
    warning_limit double precision NOT NULL,
    critical_limit double precision NOT NULL,
    emergency_limit double precision NOT NULL,
    warning_score double precision NOT NULL,
    critical_score double precision NOT NULL,
    emergency_score double precision NOT NULL,
    warning_low_limit double precision,
    critical_low_limit double precision,
    emergency_low_limit double precision,
    CONSTRAINT sensor_type_check CHECK (((warning_limit < critical_limit) AND (critical_limit < emergency_limit))),
    CONSTRAINT sensor_type_critical_score_check CHECK (((critical_score >= (0)::double precision) AND (critical_score <= (1)::double precision))),
    CONSTRAINT sensor_type_emergency_score_check CHECK (((emergency_score >= (0)::double precision) AND (emergency_score <= (1)::double precision))),
    CONSTRAINT sensor_type_limits_are_finite CHECK (((abs(warning_limit) < 'Infinity'::double precision) AND (abs(critical_limit) < 'Infinity'::double precision) AND (abs(emergency_limit) < 'Infinity'::double precision))),
    CONSTRAINT sensor_type_low_limits_are_finite CHECK (((abs(warning_low_limit) < 'Infinity'::double precision) AND (abs(critical_low_limit) < 'Infinity'::double precision) AND (abs(emergency_low_limit) < 'Infinity'::double precision))),
    CONSTRAINT sensor_type_low_limits_ascend CHECK ((COALESCE((emergency_low_limit < critical_low_limit), true) AND COALESCE((critical_low_limit < warning_low_limit), true) AND COALESCE((emergency_low_limit < warning_low_limit), true) AND COALESCE((GREATEST(warning_low_limit, critical_low_limit, emergency_low_limit) < warning_limit), true))),
    CONSTRAINT sensor_type_warning_score_check CHECK (((warning_score >= (0)::double precision) AND (warning_score <= (1)::double precision)))
);

COMMENT ON COLUMN andon.sensor_type.warning_low_limit IS 'of sensors of this type that say nothing else: below this severity medium, in unit; null for none';

COMMENT ON COLUMN andon.sensor_type.critical_low_limit IS 'of sensors of this type that say nothing else: below this severity high, in unit; null for none';

COMMENT ON COLUMN andon.sensor_type.emergency_low_limit IS 'of sensors of this type that say nothing else: below this severity critical, in unit; null for none';

CREATE VIEW andon.analyst_sensor AS
 SELECT sensor.sensor_id,
    sensor.site_id,
    sensor.equipment_id,
    equipment.equipment_type,
    sensor.sensor_type,
    COALESCE(sensor.unit, type.unit, seen.unit) AS units
   FROM (((andon.sensor sensor
     LEFT JOIN andon.equipment equipment USING (site_id, equipment_id))
     LEFT JOIN andon.sensor_type type ON ((type.sensor_type = lower(sensor.sensor_type))))
     LEFT JOIN andon.reading_unit seen ON ((seen.sensor_id = sensor.sensor_id)))
  WHERE (sensor.removed_at IS NULL);

CREATE TABLE andon.anomaly (
    anomaly_id bigint NOT NULL,
    sensor_id integer NOT NULL,
    detector text NOT NULL,
    severity_rank smallint NOT NULL,
    window_start timestamp with time zone NOT NULL,
    event_time timestamp with time zone NOT NULL,
    detected_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    value double precision NOT NULL,
    score double precision NOT NULL,
    reading_count integer DEFAULT 1 NOT NULL,
    subject text DEFAULT 'sensor'::text NOT NULL,
    evidence jsonb NOT NULL,
    excess double precision NOT NULL,
    CONSTRAINT anomaly_evidence_check CHECK ((jsonb_typeof(evidence) = 'object'::text)),
    CONSTRAINT anomaly_severity_rank_check CHECK (((severity_rank >= 1) AND (severity_rank <= 4))),
    CONSTRAINT anomaly_subject_check CHECK ((subject = ANY (ARRAY['sensor'::text, 'equipment'::text])))
);

COMMENT ON COLUMN andon.anomaly.sensor_id IS 'the sensor; of an equipment''s anomaly the one that contributed most';

COMMENT ON COLUMN andon.anomaly.severity_rank IS '1 low, 2 medium, 3 high, 4 critical';

COMMENT ON COLUMN andon.anomaly.subject IS 'what is found to be wrong: one sensor, or its equipment as a whole';

COMMENT ON COLUMN andon.anomaly.evidence IS 'what the finding rests on: limit {name, value}, baseline {mean, stddev, deviation}, clause (the reason in words) and what else the detector has';

COMMENT ON COLUMN andon.anomaly.excess IS 'how far out the value is: in standard deviations from a baseline, else in the sensor''s unit from a limit or from zero. Of two readings of a minute with equal severity and score the one further out is kept';

ALTER TABLE andon.anomaly ALTER COLUMN anomaly_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.anomaly_anomaly_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.api_key_head (
    version bigint NOT NULL,
    singleton boolean DEFAULT true NOT NULL,
    CONSTRAINT api_key_head_singleton_check CHECK (singleton)
);

CREATE TABLE andon.audit (
    audit_id bigint NOT NULL,
    occurred_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    action text NOT NULL,
    object_kind text NOT NULL,
    object jsonb,
    site_id text,
    old_value jsonb,
    new_value jsonb,
    operator_id text,
    changed_through text NOT NULL,
    key_id text,
    token_issuer text,
    token_subject text,
    database_user text DEFAULT SESSION_USER NOT NULL,
    application_name text DEFAULT current_setting('application_name'::text) NOT NULL,
    chain_no bigint,
    chain_hash bytea,
    CONSTRAINT audit_action_check CHECK ((action = ANY (ARRAY['added'::text, 'changed'::text, 'removed'::text, 'truncated'::text, 'exported'::text, 'refused'::text]))),
    CONSTRAINT audit_changed_through_check CHECK ((changed_through = ANY (ARRAY['api'::text, 'command'::text, 'server'::text, 'sql'::text])))
);

COMMENT ON TABLE andon.audit IS 'append-only: every change of equipment, sensors, limits, settings and keys, every export, and refusals of access, counted';

COMMENT ON COLUMN andon.audit.object_kind IS 'equipment, sensor, sensor_type, detection_setting, knowledge_entry, setting, configuration, api_key, alarm_transition, alarm_site, alarm_rule, suppression, sensor_removal, runtime_role, runtime_right, writer_site, notify_sink, notify_secret, notify_route, notify_step, learning, learning_reset, audit, export or access';

COMMENT ON COLUMN andon.audit.object IS 'the key of what was changed, by the names of its columns';

COMMENT ON COLUMN andon.audit.site_id IS 'null: of no site, or of several';

COMMENT ON COLUMN andon.audit.old_value IS 'before; of a change only the columns that differ';

COMMENT ON COLUMN andon.audit.new_value IS 'after, likewise; of an export what was asked for; of a refusal code, reason and how many times';

COMMENT ON COLUMN andon.audit.operator_id IS 'the operator, or who ran the command; null where nobody was named';

COMMENT ON COLUMN andon.audit.changed_through IS 'api; command: the command line; server: by itself, as at its start; sql: a statement of another program or a person';

COMMENT ON COLUMN andon.audit.database_user IS 'whose session wrote it';

COMMENT ON COLUMN andon.audit.chain_no IS 'place in the chain of all audits, gapless; null for a second after it was written';

COMMENT ON COLUMN andon.audit.chain_hash IS 'SHA-256 of the hash before it and of this entry';

ALTER TABLE andon.audit ALTER COLUMN audit_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.audit_audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.audit_cut (
    cut_id bigint NOT NULL,
    cut_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    older_than timestamp with time zone NOT NULL,
    through_chain_no bigint NOT NULL,
    through_hash bytea NOT NULL,
    entries bigint NOT NULL
);

COMMENT ON TABLE andon.audit_cut IS 'the old ends of the chain that were removed: the chain goes on from through_hash';

ALTER TABLE andon.audit_cut ALTER COLUMN cut_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.audit_cut_cut_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.audit_head (
    singleton boolean DEFAULT true NOT NULL,
    chain_no bigint DEFAULT 0 NOT NULL,
    chain_hash bytea DEFAULT decode(repeat('00'::text, 32), 'hex'::text) NOT NULL,
    chained_at timestamp with time zone,
    CONSTRAINT audit_head_singleton_check CHECK (singleton)
);

COMMENT ON TABLE andon.audit_head IS 'the newest entry of the chain';

CREATE TABLE andon.bad_minute (
    sensor_id integer NOT NULL,
    window_start timestamp with time zone NOT NULL,
    bad_count integer NOT NULL
)
WITH (fillfactor='70');

CREATE TABLE andon.bronze_batch (
    batch_no bigint NOT NULL,
    ingest_id bigint NOT NULL,
    door text NOT NULL,
    received_at timestamp with time zone NOT NULL,
    reading_count integer NOT NULL,
    min_event_time timestamp with time zone NOT NULL,
    max_event_time timestamp with time zone NOT NULL
);

CREATE TABLE andon.bronze_head (
    singleton boolean DEFAULT true NOT NULL,
    batch_no bigint DEFAULT 0 NOT NULL,
    CONSTRAINT bronze_head_singleton_check CHECK (singleton)
);

CREATE TABLE andon.completed_window (
    shard_no smallint NOT NULL,
    batch_no bigint NOT NULL,
    sensor_id integer NOT NULL,
    window_start timestamp with time zone NOT NULL,
    reading_count integer NOT NULL,
    mean double precision NOT NULL,
    stddev double precision NOT NULL,
    min_value double precision NOT NULL,
    max_value double precision NOT NULL,
    completed_at timestamp with time zone NOT NULL,
    is_present boolean NOT NULL
);

COMMENT ON TABLE andon.completed_window IS 'windows in the order in which they were completed, until the memory of detectors that took them in is stored';

COMMENT ON COLUMN andon.completed_window.batch_no IS 'the batch of the log of readings that completed it';

COMMENT ON COLUMN andon.completed_window.completed_at IS 'server time at which the reading that completed it came in';

COMMENT ON COLUMN andon.completed_window.is_present IS 'false when that reading tells of the past: it teaches the detectors, and nobody is told';

CREATE TABLE andon.counter_minute (
    sensor_id integer NOT NULL,
    window_start timestamp with time zone NOT NULL,
    first_value double precision NOT NULL,
    last_value double precision NOT NULL,
    increase double precision NOT NULL,
    first_unit integer DEFAULT 0 NOT NULL,
    last_unit integer DEFAULT 0 NOT NULL,
    unit_from_batch bigint
)
WITH (fillfactor='70');

CREATE TABLE andon.current_status (
    sensor_id integer NOT NULL,
    quality smallint NOT NULL,
    event_time timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    value_number double precision,
    value_boolean boolean,
    value_text text,
    units text,
    value_time timestamp with time zone
)
WITH (fillfactor='50');

COMMENT ON COLUMN andon.current_status.event_time IS 'of the newest reading, with a value or without';

COMMENT ON COLUMN andon.current_status.value_time IS 'when the value was measured; null: at event_time; -infinity: there has been none yet';

CREATE TABLE andon.detection_setting (
    setting_id bigint NOT NULL,
    detector text NOT NULL,
    site_id text,
    equipment_type text,
    sensor_type text,
    equipment_id text,
    enabled boolean,
    parameters jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT detection_setting_detector_check CHECK ((detector <> ''::text)),
    CONSTRAINT detection_setting_equipment_id_check CHECK (((equipment_id <> ''::text) AND (equipment_id = btrim(equipment_id)))),
    CONSTRAINT detection_setting_equipment_type_check CHECK (((equipment_type <> ''::text) AND (equipment_type = btrim(equipment_type)))),
    CONSTRAINT detection_setting_of_equipment CHECK (((equipment_id IS NULL) OR ((site_id IS NOT NULL) AND (equipment_type IS NULL)))),
    CONSTRAINT detection_setting_parameters_check CHECK ((jsonb_typeof(parameters) = 'object'::text)),
    CONSTRAINT detection_setting_says_something CHECK (((enabled IS NOT NULL) OR (parameters <> '{}'::jsonb))),
    CONSTRAINT detection_setting_sensor_type_check CHECK (((sensor_type <> ''::text) AND (sensor_type = btrim(sensor_type)))),
    CONSTRAINT detection_setting_site_id_check CHECK (((site_id <> ''::text) AND (site_id = btrim(site_id))))
);

COMMENT ON TABLE andon.detection_setting IS 'which detectors run on what: null in site, equipment type, sensor type or equipment is any, and the narrowest row wins, field by field';

COMMENT ON COLUMN andon.detection_setting.equipment_id IS 'with its site; with a sensor type as well, the row is of that one sensor';

COMMENT ON COLUMN andon.detection_setting.enabled IS 'null: left open';

COMMENT ON COLUMN andon.detection_setting.parameters IS 'by name; those that are left out are left open';

CREATE TABLE andon.detection_setting_history (
    change_id bigint NOT NULL,
    setting_id bigint NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    changed_by text NOT NULL,
    changed_through text NOT NULL,
    old_setting jsonb,
    new_setting jsonb,
    CONSTRAINT detection_setting_history_changed_through_check CHECK ((changed_through = ANY (ARRAY['api'::text, 'command'::text, 'sql'::text])))
);

COMMENT ON TABLE andon.detection_setting_history IS 'every change of andon.detection_setting, kept for ever';

COMMENT ON COLUMN andon.detection_setting_history.changed_by IS 'the operator of the API, who ran the command, or the role that wrote by SQL';

COMMENT ON COLUMN andon.detection_setting_history.old_setting IS 'the row before; null where it was added';

COMMENT ON COLUMN andon.detection_setting_history.new_setting IS 'the row after; null where it was removed';

ALTER TABLE andon.detection_setting_history ALTER COLUMN change_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.detection_setting_history_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE andon.detection_setting ALTER COLUMN setting_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.detection_setting_setting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.detector_memory (
    sensor_id integer NOT NULL,
    run smallint DEFAULT 0 NOT NULL,
    recovery text,
    alarming_since timestamp with time zone,
    normal_since timestamp with time zone,
    value_range double precision[] DEFAULT '{}'::double precision[] NOT NULL,
    standing_limits double precision[] DEFAULT '{}'::double precision[] NOT NULL,
    recent_points double precision[] DEFAULT '{}'::double precision[] NOT NULL,
    states jsonb,
    CONSTRAINT detector_memory_recovery_check CHECK ((recovery = ANY (ARRAY['alarming'::text, 'recovering'::text, 'recovered'::text, 'settled'::text])))
)
WITH (fillfactor='50');

COMMENT ON TABLE andon.detector_memory IS 'a sensor without a row has nothing to remember';

COMMENT ON COLUMN andon.detector_memory.run IS 'readings in a row far on one side of the baseline: positive above, negative below';

COMMENT ON COLUMN andon.detector_memory.recovery IS 'null: never alarmed; alarming: the newest reading was worth an alarm; recovering: normal, for less than the off-delay; recovered: for longer, and its alarm has ended; settled: without an alarm for the hold since, and what was pending about it has expired';

COMMENT ON COLUMN andon.detector_memory.alarming_since IS 'server time at which the present trouble, or the last one, began; null when that is not known';

COMMENT ON COLUMN andon.detector_memory.value_range IS 'of the last 14 days, for each half day with windows: its number since 1970, lowest and highest value';

COMMENT ON COLUMN andon.detector_memory.standing_limits IS 'for each limit with deadband or delay that the value is beyond: its number (0 warning, 1 critical, 2 emergency, 3 alarm_low, 4 alarm_high, 5 warning_low, 6 critical_low, 7 emergency_low), since when in epoch ms, 1 once its on-delay is over, back since when in epoch ms or null';

COMMENT ON COLUMN andon.detector_memory.recent_points IS 'where the change over a time is judged: event time in epoch ms and value of a few readings, oldest first';

COMMENT ON COLUMN andon.detector_memory.states IS 'of a sensor that shows states: which there are, how long each lasted, which follows which, and how often it changes; null for others';

CREATE TABLE andon.detector_state (
    detector text NOT NULL,
    subject text NOT NULL,
    shard_no smallint NOT NULL,
    version smallint NOT NULL,
    batch_no bigint NOT NULL,
    state bytea NOT NULL
);
ALTER TABLE ONLY andon.detector_state ALTER COLUMN state SET STORAGE EXTERNAL;

COMMENT ON TABLE andon.detector_state IS 'what a detector that judges windows remembers of a sensor or of equipment';

COMMENT ON COLUMN andon.detector_state.subject IS 'sensor id, or site and equipment as a JSON array';

COMMENT ON COLUMN andon.detector_state.version IS 'of the detector; another one begins from the history of windows';

COMMENT ON COLUMN andon.detector_state.batch_no IS 'windows up to this batch are in it';

CREATE TABLE andon.unit_spelling (
    key text NOT NULL,
    folded boolean NOT NULL,
    symbol text NOT NULL,
    quantity text NOT NULL,
    factor double precision NOT NULL,
    zero double precision NOT NULL
);

CREATE VIEW andon.effective_sensor AS
 SELECT sensor.sensor_id,
    sensor.site_id,
    sensor.equipment_id,
    sensor.sensor_type,
    sensor.name,
    sensor.own_unit,
    sensor.normal_min,
    sensor.normal_max,
    sensor.alarm_low,
    sensor.alarm_high,
    sensor.unit_changed_at,
    sensor.own_warning,
    sensor.own_critical,
    sensor.own_emergency,
    sensor.warning_off,
    sensor.critical_off,
    sensor.emergency_off,
    sensor.type_warning,
    sensor.type_critical,
    sensor.type_emergency,
    sensor.warning_score,
    sensor.critical_score,
    sensor.emergency_score,
    sensor.unit,
    sensor.unit_source,
    sensor.ratio,
    sensor.shift,
    sensor.warning_source,
    sensor.critical_source,
    sensor.emergency_source,
        CASE
            WHEN (sensor.own_warning IS NOT NULL) THEN sensor.own_warning
            WHEN (sensor.warning_source <> 'type'::text) THEN NULL::double precision
            WHEN sensor.is_same THEN sensor.type_warning
            WHEN (abs(sensor.type_warning) < (0.00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001)::double precision) THEN ((sensor.shift)::numeric)::double precision
            ELSE ((((LEAST(GREATEST(sensor.type_warning, (- sensor.reach)), sensor.reach) * sensor.ratio) + sensor.shift))::numeric)::double precision
        END AS effective_warning,
        CASE
            WHEN (sensor.own_critical IS NOT NULL) THEN sensor.own_critical
            WHEN (sensor.critical_source <> 'type'::text) THEN NULL::double precision
            WHEN sensor.is_same THEN sensor.type_critical
            WHEN (abs(sensor.type_critical) < (0.00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001)::double precision) THEN ((sensor.shift)::numeric)::double precision
            ELSE ((((LEAST(GREATEST(sensor.type_critical, (- sensor.reach)), sensor.reach) * sensor.ratio) + sensor.shift))::numeric)::double precision
        END AS effective_critical,
        CASE
            WHEN (sensor.own_emergency IS NOT NULL) THEN sensor.own_emergency
            WHEN (sensor.emergency_source <> 'type'::text) THEN NULL::double precision
            WHEN sensor.is_same THEN sensor.type_emergency
            WHEN (abs(sensor.type_emergency) < (0.00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001)::double precision) THEN ((sensor.shift)::numeric)::double precision
            ELSE ((((LEAST(GREATEST(sensor.type_emergency, (- sensor.reach)), sensor.reach) * sensor.ratio) + sensor.shift))::numeric)::double precision
        END AS effective_emergency,
    sensor.kind,
    sensor.roll_over_at,
    sensor.missing_values,
    sensor.unit_version,
    sensor.allowed_states,
    sensor.own_warning_low,
    sensor.own_critical_low,
    sensor.own_emergency_low,
    sensor.warning_low_off,
    sensor.critical_low_off,
    sensor.emergency_low_off,
    sensor.type_warning_low,
    sensor.type_critical_low,
    sensor.type_emergency_low,
    sensor.warning_low_source,
    sensor.critical_low_source,
    sensor.emergency_low_source,
        CASE
            WHEN (sensor.own_warning_low IS NOT NULL) THEN sensor.own_warning_low
            WHEN (sensor.warning_low_source <> 'type'::text) THEN NULL::double precision
            WHEN sensor.is_same THEN sensor.type_warning_low
            WHEN (abs(sensor.type_warning_low) < (0.00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001)::double precision) THEN ((sensor.shift)::numeric)::double precision
            ELSE ((((LEAST(GREATEST(sensor.type_warning_low, (- sensor.reach)), sensor.reach) * sensor.ratio) + sensor.shift))::numeric)::double precision
        END AS effective_warning_low,
        CASE
            WHEN (sensor.own_critical_low IS NOT NULL) THEN sensor.own_critical_low
            WHEN (sensor.critical_low_source <> 'type'::text) THEN NULL::double precision
            WHEN sensor.is_same THEN sensor.type_critical_low
            WHEN (abs(sensor.type_critical_low) < (0.00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001)::double precision) THEN ((sensor.shift)::numeric)::double precision
            ELSE ((((LEAST(GREATEST(sensor.type_critical_low, (- sensor.reach)), sensor.reach) * sensor.ratio) + sensor.shift))::numeric)::double precision
        END AS effective_critical_low,
        CASE
            WHEN (sensor.own_emergency_low IS NOT NULL) THEN sensor.own_emergency_low
            WHEN (sensor.emergency_low_source <> 'type'::text) THEN NULL::double precision
            WHEN sensor.is_same THEN sensor.type_emergency_low
            WHEN (abs(sensor.type_emergency_low) < (0.00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001)::double precision) THEN ((sensor.shift)::numeric)::double precision
            ELSE ((((LEAST(GREATEST(sensor.type_emergency_low, (- sensor.reach)), sensor.reach) * sensor.ratio) + sensor.shift))::numeric)::double precision
        END AS effective_emergency_low
   FROM ( SELECT located.sensor_id,
            located.site_id,
            located.equipment_id,
            located.sensor_type,
            located.name,
            located.own_unit,
            located.normal_min,
            located.normal_max,
            located.alarm_low,
            located.alarm_high,
            located.unit_changed_at,
            located.kind,
            located.roll_over_at,
            located.missing_values,
            located.unit_version,
            located.allowed_states,
            located.own_warning,
            located.own_critical,
            located.own_emergency,
            located.warning_off,
            located.critical_off,
            located.emergency_off,
            located.own_warning_low,
            located.own_critical_low,
            located.own_emergency_low,
            located.warning_low_off,
            located.critical_low_off,
            located.emergency_low_off,
            located.type_warning_low,
            located.type_critical_low,
            located.type_emergency_low,
            located.type_warning,
            located.type_critical,
            located.type_emergency,
            located.warning_score,
            located.critical_score,
            located.emergency_score,
            located.unit,
            located.unit_source,
            located.ratio,
            located.shift,
            (('1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000'::numeric)::double precision / GREATEST(located.ratio, (1)::double precision)) AS reach,
            ((located.ratio = (1)::double precision) AND (located.shift = (0)::double precision)) AS is_same,
                CASE
                    WHEN (located.own_warning IS NOT NULL) THEN 'own'::text
                    WHEN located.warning_off THEN 'off'::text
                    WHEN (located.type_warning IS NULL) THEN 'none'::text
                    WHEN (located.ratio IS NULL) THEN 'not_convertible'::text
                    ELSE 'type'::text
                END AS warning_source,
                CASE
                    WHEN (located.own_critical IS NOT NULL) THEN 'own'::text
                    WHEN located.critical_off THEN 'off'::text
                    WHEN (located.type_critical IS NULL) THEN 'none'::text
                    WHEN (located.ratio IS NULL) THEN 'not_convertible'::text
                    ELSE 'type'::text
                END AS critical_source,
                CASE
                    WHEN (located.own_emergency IS NOT NULL) THEN 'own'::text
                    WHEN located.emergency_off THEN 'off'::text
                    WHEN (located.type_emergency IS NULL) THEN 'none'::text
                    WHEN (located.ratio IS NULL) THEN 'not_convertible'::text
                    ELSE 'type'::text
                END AS emergency_source,
                CASE
                    WHEN (located.own_warning_low IS NOT NULL) THEN 'own'::text
                    WHEN located.warning_low_off THEN 'off'::text
                    WHEN (located.type_warning_low IS NULL) THEN 'none'::text
                    WHEN (located.ratio IS NULL) THEN 'not_convertible'::text
                    ELSE 'type'::text
                END AS warning_low_source,
                CASE
                    WHEN (located.own_critical_low IS NOT NULL) THEN 'own'::text
                    WHEN located.critical_low_off THEN 'off'::text
                    WHEN (located.type_critical_low IS NULL) THEN 'none'::text
                    WHEN (located.ratio IS NULL) THEN 'not_convertible'::text
                    ELSE 'type'::text
                END AS critical_low_source,
                CASE
                    WHEN (located.own_emergency_low IS NOT NULL) THEN 'own'::text
                    WHEN located.emergency_low_off THEN 'off'::text
                    WHEN (located.type_emergency_low IS NULL) THEN 'none'::text
                    WHEN (located.ratio IS NULL) THEN 'not_convertible'::text
                    ELSE 'type'::text
                END AS emergency_low_source
           FROM ( SELECT sensor_1.sensor_id,
                    sensor_1.site_id,
                    sensor_1.equipment_id,
                    sensor_1.sensor_type,
                    sensor_1.name,
                    sensor_1.unit AS own_unit,
                    sensor_1.normal_min,
                    sensor_1.normal_max,
                    sensor_1.alarm_low,
                    sensor_1.alarm_high,
                    sensor_1.unit_changed_at,
                    sensor_1.kind,
                    sensor_1.roll_over_at,
                    sensor_1.missing_values,
                    sensor_1.unit_version,
                    sensor_1.allowed_states,
                    sensor_1.warning_limit AS own_warning,
                    sensor_1.critical_limit AS own_critical,
                    sensor_1.emergency_limit AS own_emergency,
                    sensor_1.warning_limit_off AS warning_off,
                    sensor_1.critical_limit_off AS critical_off,
                    sensor_1.emergency_limit_off AS emergency_off,
                    sensor_1.warning_low_limit AS own_warning_low,
                    sensor_1.critical_low_limit AS own_critical_low,
                    sensor_1.emergency_low_limit AS own_emergency_low,
                    sensor_1.warning_low_limit_off AS warning_low_off,
                    sensor_1.critical_low_limit_off AS critical_low_off,
                    sensor_1.emergency_low_limit_off AS emergency_low_off,
                    type.warning_low_limit AS type_warning_low,
                    type.critical_low_limit AS type_critical_low,
                    type.emergency_low_limit AS type_emergency_low,
                    type.warning_limit AS type_warning,
                    type.critical_limit AS type_critical,
                    type.emergency_limit AS type_emergency,
                    type.warning_score,
                    type.critical_score,
                    type.emergency_score,
                    COALESCE(sensor_1.unit, type.unit, seen.unit) AS unit,
                        CASE
                            WHEN (sensor_1.unit IS NOT NULL) THEN 'own'::text
                            WHEN (type.unit IS NOT NULL) THEN 'type'::text
                            WHEN (seen.unit IS NOT NULL) THEN 'reading'::text
                            ELSE 'none'::text
                        END AS unit_source,
                        CASE
                            WHEN ((sensor_1.unit IS NULL) OR (sensor_1.unit = type.unit)) THEN (1)::double precision
                            WHEN (given.symbol = wanted.symbol) THEN (1)::double precision
                            WHEN (given.quantity = wanted.quantity) THEN (given.factor / wanted.factor)
                            ELSE NULL::double precision
                        END AS ratio,
                        CASE
                            WHEN ((sensor_1.unit IS NULL) OR (sensor_1.unit = type.unit) OR (given.symbol = wanted.symbol)) THEN (0)::double precision
                            ELSE ((given.zero - wanted.zero) / wanted.factor)
                        END AS shift
                   FROM ((((andon.sensor sensor_1
                     LEFT JOIN andon.sensor_type type ON ((type.sensor_type = lower(sensor_1.sensor_type))))
                     LEFT JOIN andon.reading_unit seen ON ((seen.sensor_id = sensor_1.sensor_id)))
                     LEFT JOIN LATERAL ( SELECT spelling.key,
                            spelling.folded,
                            spelling.symbol,
                            spelling.quantity,
                            spelling.factor,
                            spelling.zero
                           FROM (( SELECT regexp_replace(translate(NORMALIZE(translate(type.unit, 'º˚'::text, '°°'::text), NFKC), 'μµ∆−‐‑‒–—·⋅∙•∕⁄'::text, 'uuΔ------....//'::text), '[\s\u200b-\u200f\u2060\ufeff^]'::text, ''::text, 'g'::text) AS key
                                 OFFSET 0) text
                             CROSS JOIN LATERAL ( SELECT unit_spelling.key,
                                    unit_spelling.folded,
                                    unit_spelling.symbol,
                                    unit_spelling.quantity,
                                    unit_spelling.factor,
                                    unit_spelling.zero
                                   FROM andon.unit_spelling
                                  WHERE ((unit_spelling.key = text.key) AND (NOT unit_spelling.folded))
                                UNION ALL
                                 SELECT unit_spelling.key,
                                    unit_spelling.folded,
                                    unit_spelling.symbol,
                                    unit_spelling.quantity,
                                    unit_spelling.factor,
                                    unit_spelling.zero
                                   FROM andon.unit_spelling
                                  WHERE ((unit_spelling.key = (lower((text.key COLLATE "C")) COLLATE "default")) AND unit_spelling.folded)) spelling)
                          WHERE (sensor_1.unit <> type.unit)
                          ORDER BY spelling.folded
                         LIMIT 1) given ON (true))
                     LEFT JOIN LATERAL ( SELECT spelling.key,
                            spelling.folded,
                            spelling.symbol,
                            spelling.quantity,
                            spelling.factor,
                            spelling.zero
                           FROM (( SELECT regexp_replace(translate(NORMALIZE(translate(sensor_1.unit, 'º˚'::text, '°°'::text), NFKC), 'μµ∆−‐‑‒–—·⋅∙•∕⁄'::text, 'uuΔ------....//'::text), '[\s\u200b-\u200f\u2060\ufeff^]'::text, ''::text, 'g'::text) AS key
                                 OFFSET 0) text
                             CROSS JOIN LATERAL ( SELECT unit_spelling.key,
                                    unit_spelling.folded,
                                    unit_spelling.symbol,
                                    unit_spelling.quantity,
                                    unit_spelling.factor,
                                    unit_spelling.zero
                                   FROM andon.unit_spelling
                                  WHERE ((unit_spelling.key = text.key) AND (NOT unit_spelling.folded))
                                UNION ALL
                                 SELECT unit_spelling.key,
                                    unit_spelling.folded,
                                    unit_spelling.symbol,
                                    unit_spelling.quantity,
                                    unit_spelling.factor,
                                    unit_spelling.zero
                                   FROM andon.unit_spelling
                                  WHERE ((unit_spelling.key = (lower((text.key COLLATE "C")) COLLATE "default")) AND unit_spelling.folded)) spelling)
                          WHERE (sensor_1.unit <> type.unit)
                          ORDER BY spelling.folded
                         LIMIT 1) wanted ON (true))) located) sensor;

CREATE TABLE andon.event_head (
    singleton boolean DEFAULT true NOT NULL,
    epoch text DEFAULT substr(replace((gen_random_uuid())::text, '-'::text, ''::text), 1, 12) NOT NULL,
    number bigint DEFAULT 0 NOT NULL,
    token text DEFAULT substr(replace((gen_random_uuid())::text, '-'::text, ''::text), 1, 12) NOT NULL,
    previous_token text DEFAULT substr(replace((gen_random_uuid())::text, '-'::text, ''::text), 1, 12) NOT NULL,
    "position" bigint DEFAULT 0 NOT NULL,
    recommendation_position bigint DEFAULT 0 NOT NULL,
    previous_recommendation_position bigint DEFAULT 0 NOT NULL,
    alarm_number bigint DEFAULT 0 NOT NULL,
    alarm_token text DEFAULT substr(replace((gen_random_uuid())::text, '-'::text, ''::text), 1, 12) NOT NULL,
    previous_alarm_token text DEFAULT substr(replace((gen_random_uuid())::text, '-'::text, ''::text), 1, 12) NOT NULL,
    alarm_position bigint DEFAULT 0 NOT NULL,
    previous_alarm_position bigint DEFAULT 0 NOT NULL
);

COMMENT ON COLUMN andon.event_head.epoch IS 'a new value tells every cursor that the log was rewound, by a restore or a branch';

COMMENT ON COLUMN andon.event_head.number IS 'of the newest event of a recommendation';

COMMENT ON COLUMN andon.event_head.token IS 'of the newest event of a recommendation; a random one before the first';

COMMENT ON COLUMN andon.event_head.previous_token IS 'of the event of a recommendation before the newest';

COMMENT ON COLUMN andon.event_head."position" IS 'of the newest event of either kind';

COMMENT ON COLUMN andon.event_head.recommendation_position IS 'of the newest event of a recommendation';

COMMENT ON COLUMN andon.event_head.previous_recommendation_position IS 'of the one before it';

COMMENT ON COLUMN andon.event_head.alarm_number IS 'of the newest event of an alarm';

COMMENT ON COLUMN andon.event_head.alarm_token IS 'of the newest event of an alarm; a random one before the first';

COMMENT ON COLUMN andon.event_head.previous_alarm_token IS 'of the event of an alarm before the newest';

COMMENT ON COLUMN andon.event_head.alarm_position IS 'of the newest event of an alarm';

COMMENT ON COLUMN andon.event_head.previous_alarm_position IS 'of the one before it';

CREATE TABLE andon.event_id (
    site_id text NOT NULL,
    event_id text NOT NULL,
    sensor_id integer NOT NULL,
    event_time timestamp with time zone NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE andon.explanation_usage (
    hour timestamp with time zone NOT NULL,
    requests bigint NOT NULL,
    tokens bigint NOT NULL
);

COMMENT ON TABLE andon.explanation_usage IS 'tokens that explanations took of an outside model, by the hour';

COMMENT ON COLUMN andon.explanation_usage.tokens IS 'of requests and answers, as the endpoint says, or estimated where it does not; while a request runs, the most that it can take';

CREATE TABLE andon.feed_consumer (
    name text NOT NULL,
    stream text NOT NULL,
    number bigint NOT NULL,
    token text NOT NULL,
    moved_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    missed bigint DEFAULT 0 NOT NULL,
    CONSTRAINT feed_consumer_stream_check CHECK ((stream = ANY (ARRAY['alarm'::text, 'recommendation'::text])))
);

COMMENT ON TABLE andon.feed_consumer IS 'where each durable follower of the log of events is; its row is locked while a server works for it';

COMMENT ON COLUMN andon.feed_consumer.number IS 'of the newest event that it has taken; 0 before the first';

COMMENT ON COLUMN andon.feed_consumer.token IS 'of that event';

COMMENT ON COLUMN andon.feed_consumer.missed IS 'events that it never saw, because retention or a restore had taken them';

CREATE TABLE andon.performance_1min (
    sensor_id integer NOT NULL,
    reading_count integer NOT NULL,
    window_start timestamp with time zone NOT NULL,
    mean double precision NOT NULL,
    m2 double precision NOT NULL,
    min_value double precision NOT NULL,
    max_value double precision NOT NULL,
    revision integer DEFAULT 1 NOT NULL,
    mean_low double precision DEFAULT 0 NOT NULL
)
PARTITION BY RANGE (window_start);

CREATE VIEW andon.gold_month AS
 SELECT (to_date("right"((child.relname)::text, 6), 'YYYYMM'::text))::timestamp without time zone AS month
   FROM (pg_inherits
     JOIN pg_class child ON ((child.oid = pg_inherits.inhrelid)))
  WHERE ((pg_inherits.inhparent = ('andon.performance_1min'::regclass)::oid) AND (child.relname ~ '^performance_1min_\d{6}$'::text));

CREATE SEQUENCE andon.ingest_id
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE andon.knowledge_entry (
    knowledge_id bigint NOT NULL,
    site_id text,
    issue text,
    equipment_type text,
    sensor_role text,
    causes text[] NOT NULL,
    checks text[] DEFAULT '{}'::text[] NOT NULL,
    action text NOT NULL,
    urgent_action text NOT NULL,
    outcome text NOT NULL,
    urgency text,
    source text NOT NULL,
    CONSTRAINT knowledge_entry_action_check CHECK ((action <> ''::text)),
    CONSTRAINT knowledge_entry_causes_check CHECK ((((cardinality(causes) >= 1) AND (cardinality(causes) <= 12)) AND (array_ndims(causes) = 1) AND (array_position(causes, NULL::text) IS NULL))),
    CONSTRAINT knowledge_entry_checks_check CHECK (((cardinality(checks) <= 12) AND (COALESCE(array_ndims(checks), 1) = 1) AND (array_position(checks, NULL::text) IS NULL))),
    CONSTRAINT knowledge_entry_equipment_type_check CHECK (((equipment_type <> ''::text) AND (equipment_type = btrim(equipment_type)))),
    CONSTRAINT knowledge_entry_issue_check CHECK ((issue ~ '^[a-z0-9][a-z0-9_]{0,99}$'::text)),
    CONSTRAINT knowledge_entry_outcome_check CHECK ((outcome <> ''::text)),
    CONSTRAINT knowledge_entry_sensor_role_check CHECK (((sensor_role <> ''::text) AND (sensor_role = btrim(sensor_role)))),
    CONSTRAINT knowledge_entry_site_id_check CHECK (((site_id <> ''::text) AND (site_id = btrim(site_id)))),
    CONSTRAINT knowledge_entry_source_check CHECK ((source <> ''::text)),
    CONSTRAINT knowledge_entry_urgency_check CHECK ((urgency = ANY (ARRAY['when convenient'::text, 'this week'::text, 'this shift'::text, 'immediate'::text]))),
    CONSTRAINT knowledge_entry_urgent_action_check CHECK ((urgent_action <> ''::text))
);

COMMENT ON TABLE andon.knowledge_entry IS 'causes, checks and advice of the site''s own: null in site, issue, equipment type or sensor role is any, and the most particular row wins';

COMMENT ON COLUMN andon.knowledge_entry.issue IS 'what is wrong, such as high, low, slow_rise, stuck';

COMMENT ON COLUMN andon.knowledge_entry.equipment_type IS 'words that all have to occur in the type of equipment';

COMMENT ON COLUMN andon.knowledge_entry.sensor_role IS 'words that all have to occur in the type of the sensor';

COMMENT ON COLUMN andon.knowledge_entry.causes IS 'the likeliest first';

COMMENT ON COLUMN andon.knowledge_entry.checks IS 'in the order in which they are made';

COMMENT ON COLUMN andon.knowledge_entry.urgent_action IS 'instead of action where the finding is critical';

COMMENT ON COLUMN andon.knowledge_entry.urgency IS 'null: as the severity says';

ALTER TABLE andon.knowledge_entry ALTER COLUMN knowledge_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.knowledge_entry_knowledge_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.knowledge_history (
    change_id bigint NOT NULL,
    knowledge_id bigint NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    changed_by text NOT NULL,
    changed_through text NOT NULL,
    old_entry jsonb,
    new_entry jsonb,
    CONSTRAINT knowledge_history_changed_through_check CHECK ((changed_through = ANY (ARRAY['api'::text, 'command'::text, 'sql'::text])))
);

COMMENT ON TABLE andon.knowledge_history IS 'every change of andon.knowledge_entry, kept for ever';

COMMENT ON COLUMN andon.knowledge_history.changed_by IS 'the operator of the API, who ran the command, or the role that wrote by SQL';

COMMENT ON COLUMN andon.knowledge_history.old_entry IS 'the row before; null where it was added';

COMMENT ON COLUMN andon.knowledge_history.new_entry IS 'the row after; null where it was removed';

ALTER TABLE andon.knowledge_history ALTER COLUMN change_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.knowledge_history_change_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.lagging_equipment (
    site_id text NOT NULL,
    equipment_id text NOT NULL,
    lag_ms double precision NOT NULL,
    since timestamp with time zone NOT NULL,
    last_received timestamp with time zone NOT NULL,
    readings bigint NOT NULL
);

COMMENT ON COLUMN andon.lagging_equipment.lag_ms IS 'of the newest reading; negative when its time was ahead of the server''s';

CREATE TABLE andon.learning (
    is_only boolean DEFAULT true NOT NULL,
    feedback_id bigint NOT NULL,
    since_feedback_id bigint NOT NULL,
    model_version integer NOT NULL,
    sharing text DEFAULT 'nothing'::text NOT NULL,
    version bigint DEFAULT 0 NOT NULL,
    rebuilt_version bigint DEFAULT 0 NOT NULL,
    CONSTRAINT learning_is_only_check CHECK (is_only),
    CONSTRAINT learning_sharing_check CHECK ((sharing = ANY (ARRAY['nothing'::text, 'sites'::text, 'equipment_types'::text, 'both'::text])))
);

COMMENT ON TABLE andon.learning IS 'one row: how far decisions have been learnt from; its lock is held by whoever changes what was learnt';

COMMENT ON COLUMN andon.learning.feedback_id IS 'decisions up to this one are in the state';

COMMENT ON COLUMN andon.learning.since_feedback_id IS 'decisions up to this one are left out, until somebody learns anew from all of them';

COMMENT ON COLUMN andon.learning.model_version IS 'of the formulae by which the state was made';

COMMENT ON COLUMN andon.learning.sharing IS 'between what learning is carried over: sites, types of equipment, both, or nothing';

COMMENT ON COLUMN andon.learning.version IS 'grows with every change of the state';

COMMENT ON COLUMN andon.learning.rebuilt_version IS 'the version at which all of the state was made anew';

CREATE TABLE andon.learning_reset (
    reset_id bigint NOT NULL,
    site_id text NOT NULL,
    equipment_type text NOT NULL,
    issue_type text NOT NULL,
    detector text NOT NULL,
    after_feedback_id bigint NOT NULL,
    reset_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    reset_by text NOT NULL,
    reset_through text NOT NULL,
    reason text,
    CONSTRAINT learning_reset_reset_through_check CHECK ((reset_through = ANY (ARRAY['api'::text, 'command'::text, 'sql'::text])))
);

COMMENT ON TABLE andon.learning_reset IS 'silences that people have lifted, kept for ever: decisions on the kind up to after_feedback_id count no more';

COMMENT ON COLUMN andon.learning_reset.site_id IS '* where sites were not kept apart';

COMMENT ON COLUMN andon.learning_reset.equipment_type IS '* where types of equipment were not kept apart';

ALTER TABLE andon.learning_reset ALTER COLUMN reset_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.learning_reset_reset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.learnt_kind (
    kind_id bigint NOT NULL,
    site_id text NOT NULL,
    equipment_type text NOT NULL,
    issue_type text NOT NULL,
    detector text NOT NULL,
    approvals double precision NOT NULL,
    rejections double precision NOT NULL,
    expected double precision NOT NULL,
    recent text NOT NULL,
    approved integer NOT NULL,
    rejected integer NOT NULL,
    deferred integer NOT NULL,
    resolved integer NOT NULL,
    unresolved integer NOT NULL,
    last_decided_at timestamp with time zone NOT NULL,
    silenced_since timestamp with time zone,
    version bigint NOT NULL
);

COMMENT ON TABLE andon.learnt_kind IS 'what is known of each kind of recommendation at a place, by decisions; docs/operate/learning.md has the formulae';

COMMENT ON COLUMN andon.learnt_kind.approvals IS 'faded weight of what spoke for it';

COMMENT ON COLUMN andon.learnt_kind.rejections IS 'faded weight of what spoke against it';

COMMENT ON COLUMN andon.learnt_kind.expected IS 'faded weight of what the regression had expected to speak for it';

COMMENT ON COLUMN andon.learnt_kind.recent IS 'the last decisions, oldest first: A approved, R rejected';

COMMENT ON COLUMN andon.learnt_kind.silenced_since IS 'since when it no longer interrupts; null while it does';

ALTER TABLE andon.learnt_kind ALTER COLUMN kind_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.learnt_kind_kind_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.learnt_place (
    site_id text NOT NULL,
    equipment_type text NOT NULL,
    weights double precision[] NOT NULL,
    precisions double precision[] NOT NULL,
    version bigint NOT NULL
);

COMMENT ON TABLE andon.learnt_place IS 'the regression of each site and type of equipment: the prior of its kinds';

CREATE TABLE andon.look_alike (
    look_alike_id bigint NOT NULL,
    site_id text NOT NULL,
    equipment_id text NOT NULL,
    sensor_type text,
    like_site_id text NOT NULL,
    like_equipment_id text NOT NULL,
    like_sensor_type text,
    since timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

COMMENT ON COLUMN andon.look_alike.sensor_type IS 'null: the machines themselves look alike';

ALTER TABLE andon.look_alike ALTER COLUMN look_alike_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.look_alike_look_alike_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.master_data_version (
    singleton boolean DEFAULT true NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT master_data_version_singleton_check CHECK (singleton)
);

CREATE TABLE andon.notify_delivery (
    delivery_id bigint NOT NULL,
    sink_id bigint NOT NULL,
    alarm_id bigint,
    message_id text NOT NULL,
    message text NOT NULL,
    state text DEFAULT 'waiting'::text NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    next_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    give_up_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    settled_at timestamp with time zone,
    last_status integer,
    last_error text,
    claimed boolean DEFAULT false NOT NULL,
    recommendation_id text,
    CONSTRAINT notify_delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'dead'::text]))),
    CONSTRAINT notify_delivery_subject_check CHECK ((num_nonnulls(alarm_id, recommendation_id) = 1))
);

COMMENT ON TABLE andon.notify_delivery IS 'what is to be sent, was sent, or could not be: one row for each sink and message';

COMMENT ON COLUMN andon.notify_delivery.alarm_id IS 'the alarm that it is about; null: it is about a recommendation';

COMMENT ON COLUMN andon.notify_delivery.message_id IS 'by which receivers tell what came twice; the same in every attempt';

COMMENT ON COLUMN andon.notify_delivery.message IS 'JSON, as it was when the event happened';

COMMENT ON COLUMN andon.notify_delivery.next_at IS 'it is tried then; while a server tries it, when another one may';

COMMENT ON COLUMN andon.notify_delivery.give_up_at IS 'a failure after this is the last one';

COMMENT ON COLUMN andon.notify_delivery.last_status IS 'of HTTP or SMTP, of the newest attempt; null where none came';

COMMENT ON COLUMN andon.notify_delivery.claimed IS 'a server tries it, or died while it did; next_at says when another one may';

COMMENT ON COLUMN andon.notify_delivery.recommendation_id IS 'the recommendation that it is about; null: it is about an alarm';

ALTER TABLE andon.notify_delivery ALTER COLUMN delivery_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.notify_delivery_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.notify_escalation (
    route_id bigint NOT NULL,
    alarm_id bigint NOT NULL,
    event_number bigint NOT NULL,
    event_token text NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    round integer NOT NULL,
    step integer NOT NULL,
    due_at timestamp with time zone NOT NULL
);

COMMENT ON TABLE andon.notify_escalation IS 'alarms that nobody has acknowledged, and the step of their route that is due next';

COMMENT ON COLUMN andon.notify_escalation.event_number IS 'the event by which the alarm was told';

COMMENT ON COLUMN andon.notify_escalation.begun_at IS 'when its present round began';

CREATE TABLE andon.notify_route (
    route_id bigint NOT NULL,
    name text NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    conditions jsonb NOT NULL,
    repeats integer DEFAULT 0 NOT NULL,
    repeat_after_s integer DEFAULT 3600 NOT NULL,
    since_number bigint NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    changed_by text DEFAULT SESSION_USER NOT NULL,
    tells text DEFAULT 'alarms'::text NOT NULL,
    CONSTRAINT notify_route_conditions_check CHECK ((jsonb_typeof(conditions) = 'object'::text)),
    CONSTRAINT notify_route_name_check CHECK ((name ~ '^[a-z0-9][a-z0-9_-]{0,62}$'::text)),
    CONSTRAINT notify_route_repeat_after_s_check CHECK ((repeat_after_s > 0)),
    CONSTRAINT notify_route_repeats_check CHECK (((repeats >= 0) AND (repeats <= 100))),
    CONSTRAINT notify_route_tells_check CHECK ((tells = ANY (ARRAY['alarms'::text, 'recommendations'::text])))
);

COMMENT ON TABLE andon.notify_route IS 'which alarms or recommendations are told, and to which sinks one after the other';

COMMENT ON COLUMN andon.notify_route.conditions IS 'of sites, areas, machines, problems, severities, kinds and hours those that have to hold';

COMMENT ON COLUMN andon.notify_route.repeats IS 'how often its steps begin anew while nobody acknowledges';

COMMENT ON COLUMN andon.notify_route.since_number IS 'the event before the first that it tells: a new route tells nothing of the past';

COMMENT ON COLUMN andon.notify_route.tells IS 'alarms or recommendations; their events have numbers of their own';

ALTER TABLE andon.notify_route ALTER COLUMN route_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.notify_route_route_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.notify_secret (
    secret_id bigint NOT NULL,
    sink_id bigint NOT NULL,
    secret text NOT NULL,
    made_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ends_at timestamp with time zone
);

COMMENT ON TABLE andon.notify_secret IS 'signing secrets of webhooks, routing keys of PagerDuty, passwords of mail servers';

COMMENT ON COLUMN andon.notify_secret.ends_at IS 'until when it is used beside a newer one; null: it is the newest';

ALTER TABLE andon.notify_secret ALTER COLUMN secret_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.notify_secret_secret_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.notify_sink (
    sink_id bigint NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    settings jsonb NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    changed_by text DEFAULT SESSION_USER NOT NULL,
    CONSTRAINT notify_sink_kind_check CHECK ((kind = ANY (ARRAY['webhook'::text, 'pagerduty'::text, 'email'::text]))),
    CONSTRAINT notify_sink_name_check CHECK ((name ~ '^[a-z0-9][a-z0-9_-]{0,62}$'::text)),
    CONSTRAINT notify_sink_settings_check CHECK ((jsonb_typeof(settings) = 'object'::text))
);

COMMENT ON TABLE andon.notify_sink IS 'where alarms are told outside: webhooks, PagerDuty, mail';

COMMENT ON COLUMN andon.notify_sink.settings IS 'address and the like, by its kind; never a secret';

ALTER TABLE andon.notify_sink ALTER COLUMN sink_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.notify_sink_sink_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.notify_sink_state (
    sink_id bigint NOT NULL,
    failures integer DEFAULT 0 NOT NULL,
    failing_since timestamp with time zone,
    not_before timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    last_error text,
    last_success_at timestamp with time zone
);

COMMENT ON TABLE andon.notify_sink_state IS 'how each sink does, for all servers together';

COMMENT ON COLUMN andon.notify_sink_state.failures IS 'one after the other, until it takes something again';

COMMENT ON COLUMN andon.notify_sink_state.not_before IS 'it is left alone until then';

CREATE TABLE andon.notify_step (
    route_id bigint NOT NULL,
    step integer NOT NULL,
    sink_id bigint NOT NULL,
    after_s integer NOT NULL,
    CONSTRAINT notify_step_after_s_check CHECK ((after_s >= 0)),
    CONSTRAINT notify_step_step_check CHECK (((step >= 1) AND (step <= 20)))
);

COMMENT ON TABLE andon.notify_step IS 'the steps of a route: the first at once, the others while nobody has acknowledged';

COMMENT ON COLUMN andon.notify_step.after_s IS 'seconds since the alarm was told by the first step';

CREATE TABLE andon.notify_told (
    sink_id bigint NOT NULL,
    alarm_id bigint NOT NULL
);

COMMENT ON TABLE andon.notify_told IS 'which sink knows of which alarm, and so hears what becomes of it, until it is normal';

CREATE TABLE andon.notify_told_recommendation (
    recommendation_id text NOT NULL,
    sink_id bigint NOT NULL,
    kinds text[] NOT NULL
);

COMMENT ON TABLE andon.notify_told_recommendation IS 'which sink knows of which recommendation, and so hears what becomes of it, until it is over';

COMMENT ON COLUMN andon.notify_told_recommendation.kinds IS 'what it hears, as the route said that told it, whatever has become of that route';

CREATE TABLE andon.performance_1hour (
    sensor_id integer NOT NULL,
    window_start timestamp with time zone NOT NULL,
    reading_count bigint NOT NULL,
    mean double precision NOT NULL,
    mean_low double precision NOT NULL,
    m2 double precision NOT NULL,
    min_value double precision NOT NULL,
    max_value double precision NOT NULL,
    revision bigint NOT NULL
)
PARTITION BY RANGE (window_start);

CREATE TABLE andon.performance_rolled (
    singleton boolean DEFAULT true NOT NULL,
    rolled_until timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    CONSTRAINT performance_rolled_singleton_check CHECK (singleton)
);

CREATE TABLE andon.performance_stale_hour (
    sensor_id integer NOT NULL,
    window_start timestamp with time zone NOT NULL
)
WITH (fillfactor='70');

CREATE TABLE andon.pipeline_partition (
    partition_no smallint NOT NULL,
    batch_no bigint DEFAULT 0 NOT NULL
)
WITH (fillfactor='20');

CREATE TABLE andon.quarantine (
    quarantine_id bigint NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    door text NOT NULL,
    site_id text,
    equipment_id text,
    sensor_type text,
    event_time timestamp with time zone,
    code text NOT NULL,
    message text NOT NULL,
    original text NOT NULL,
    replayed_at timestamp with time zone
);

ALTER TABLE andon.quarantine ALTER COLUMN quarantine_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.quarantine_quarantine_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.reading_tally (
    minute timestamp with time zone NOT NULL,
    tally text NOT NULL,
    partition_no smallint NOT NULL,
    readings bigint NOT NULL
)
WITH (fillfactor='50');

COMMENT ON COLUMN andon.reading_tally.tally IS 'name of the expectation that was not met; or received, good, uncertain, bad (stored, by quality), warned (taken with a flag)';

COMMENT ON COLUMN andon.reading_tally.partition_no IS 'the pipeline''s partition that counted; -1 for the doors';

CREATE TABLE andon.recommendation_audit (
    audit_id bigint NOT NULL,
    recommendation_id text NOT NULL,
    version integer NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    old_status text,
    new_status text NOT NULL,
    operator_id text,
    operator_notes text,
    rejection_reason text,
    defer_until timestamp with time zone,
    outcome text,
    database_user text NOT NULL,
    application_name text NOT NULL,
    kind text,
    key_id text,
    token_issuer text,
    token_subject text,
    chain_no bigint,
    chain_hash bytea,
    old_value jsonb,
    new_value jsonb
);

COMMENT ON COLUMN andon.recommendation_audit.new_status IS 'status after; the last one where the recommendation was deleted';

COMMENT ON COLUMN andon.recommendation_audit.database_user IS 'whose session wrote it: the server''s own user for what came by the API';

COMMENT ON COLUMN andon.recommendation_audit.key_id IS 'the key of this server by which it was done; null without one';

COMMENT ON COLUMN andon.recommendation_audit.token_issuer IS 'the identity provider whose token it was done by; null without one';

COMMENT ON COLUMN andon.recommendation_audit.token_subject IS 'whom the identity provider says the token is of; null without one';

COMMENT ON COLUMN andon.recommendation_audit.chain_no IS 'place in the chain of all audits, gapless; null for a second after it was written';

COMMENT ON COLUMN andon.recommendation_audit.chain_hash IS 'SHA-256 of the hash before it and of this entry';

COMMENT ON COLUMN andon.recommendation_audit.old_value IS 'the columns that differ, before, where others than those of a decision do; of what was deleted or moved all of them';

COMMENT ON COLUMN andon.recommendation_audit.new_value IS 'the columns that differ, after; null of what was deleted or moved';

ALTER TABLE andon.recommendation_audit ALTER COLUMN audit_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.recommendation_audit_audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.recommendation_event (
    number bigint NOT NULL,
    kind text NOT NULL,
    occurred_at timestamp with time zone NOT NULL,
    recommendation_id text NOT NULL,
    old_status text,
    new_status text,
    operator_id text,
    operator_notes text,
    recommendation jsonb NOT NULL,
    token text NOT NULL,
    previous_token text NOT NULL,
    "position" bigint NOT NULL,
    previous_position bigint NOT NULL
)
WITH (toast_tuple_target='4080');

COMMENT ON COLUMN andon.recommendation_event.number IS 'gapless, in commit order';

COMMENT ON COLUMN andon.recommendation_event.recommendation IS 'the row as it was when the event happened';

COMMENT ON COLUMN andon.recommendation_event.token IS 'random, so that an event is told from another that has its number in a copy of the database';

COMMENT ON COLUMN andon.recommendation_event.previous_token IS 'token of the event before it';

COMMENT ON COLUMN andon.recommendation_event."position" IS 'place in the log that the events of alarms are in, too; gapless over both';

COMMENT ON COLUMN andon.recommendation_event.previous_position IS 'place of the event of a recommendation before it';

CREATE TABLE andon.recommendation_feedback (
    feedback_id bigint NOT NULL,
    recommendation_id text NOT NULL,
    version integer NOT NULL,
    decision text NOT NULL,
    was text NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    operator_id text,
    database_user text NOT NULL,
    site_id text NOT NULL,
    equipment_id text NOT NULL,
    equipment_type text,
    issue_type text NOT NULL,
    severity text NOT NULL,
    detector text,
    detectors text[] NOT NULL,
    score double precision,
    confidence double precision,
    raised_at timestamp with time zone NOT NULL,
    raised_hour smallint,
    decision_seconds double precision,
    reason text,
    outcome text,
    resolved boolean,
    CONSTRAINT recommendation_feedback_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
    CONSTRAINT recommendation_feedback_decision_check CHECK ((decision = ANY (ARRAY['approved'::text, 'rejected'::text, 'deferred'::text, 'executed'::text]))),
    CONSTRAINT recommendation_feedback_score_check CHECK (((score >= (0)::double precision) AND (score <= (1)::double precision)))
);

COMMENT ON TABLE andon.recommendation_feedback IS 'one row for each decision of people on a recommendation, with what was known when it was decided; kept for ever, as the audit is';

COMMENT ON COLUMN andon.recommendation_feedback.feedback_id IS 'ascends in the order of commits; not gapless';

COMMENT ON COLUMN andon.recommendation_feedback.version IS 'of the recommendation, as the decision made it';

COMMENT ON COLUMN andon.recommendation_feedback.decision IS 'the status that was given; executed carries the outcome';

COMMENT ON COLUMN andon.recommendation_feedback.was IS 'the status before';

COMMENT ON COLUMN andon.recommendation_feedback.equipment_type IS 'at the time of the decision; null: the machine is not in the equipment master';

COMMENT ON COLUMN andon.recommendation_feedback.detector IS 'who found it; null: another program inserted it';

COMMENT ON COLUMN andon.recommendation_feedback.detectors IS 'of all its findings, those that joined too';

COMMENT ON COLUMN andon.recommendation_feedback.score IS 'confidence of the detector itself, before anything was learnt';

COMMENT ON COLUMN andon.recommendation_feedback.confidence IS 'as the operator saw it';

COMMENT ON COLUMN andon.recommendation_feedback.raised_hour IS 'hour of the day in UTC';

COMMENT ON COLUMN andon.recommendation_feedback.decision_seconds IS 'from raising to this decision';

COMMENT ON COLUMN andon.recommendation_feedback.reason IS 'of a rejection';

ALTER TABLE andon.recommendation_feedback ALTER COLUMN feedback_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.recommendation_feedback_feedback_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.restatement (
    number bigint NOT NULL,
    restated_at timestamp with time zone DEFAULT now() NOT NULL,
    sensor_ids integer[] NOT NULL,
    window_starts timestamp with time zone[] NOT NULL
);

CREATE TABLE andon.restatement_head (
    number bigint NOT NULL,
    singleton boolean DEFAULT true NOT NULL,
    CONSTRAINT restatement_head_singleton_check CHECK (singleton)
);

CREATE TABLE andon.rhythm (
    sensor_id integer NOT NULL,
    shard_no smallint NOT NULL,
    memory jsonb NOT NULL
);

COMMENT ON TABLE andon.rhythm IS 'how often each sensor reports, as the detector of silence has learnt it';

COMMENT ON COLUMN andon.rhythm.memory IS 'how often it has reported, and told the value of before; time watched in ms; pauses by length, and the longest of each day in ms';

CREATE TABLE andon.runtime_right (
    kind text NOT NULL,
    name name NOT NULL,
    privileges text[] NOT NULL,
    CONSTRAINT runtime_right_kind_check CHECK ((kind = ANY (ARRAY['TABLE'::text, 'FUNCTION'::text])))
);

COMMENT ON TABLE andon.runtime_right IS 'what a runtime role may do with tables and functions where it is not the rule (andon.runtime_rights)';

CREATE TABLE andon.runtime_role (
    role_name name NOT NULL,
    granted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

COMMENT ON TABLE andon.runtime_role IS 'roles as which servers run without owning the tables; each migration grants them what it adds';

CREATE TABLE andon.schema_migration (
    version integer NOT NULL,
    slug text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE andon.sensor_removal (
    removal_id bigint NOT NULL,
    removed_at timestamp with time zone DEFAULT now() NOT NULL,
    operator_id text NOT NULL,
    removed_through text NOT NULL,
    credential_id text,
    reason text,
    filter jsonb,
    sensor_ids integer[] NOT NULL,
    sensors jsonb NOT NULL,
    equipment integer NOT NULL,
    recommendations integer NOT NULL,
    CONSTRAINT sensor_removal_removed_through_check CHECK ((removed_through = ANY (ARRAY['api'::text, 'command'::text])))
);

COMMENT ON TABLE andon.sensor_removal IS 'who removed sensors, when, why, by which filter, and which; kept for ever';

COMMENT ON COLUMN andon.sensor_removal.operator_id IS 'the operator; of a command the user of its machine';

COMMENT ON COLUMN andon.sensor_removal.credential_id IS 'the key or token; null for a command, and where nobody has to prove anything';

COMMENT ON COLUMN andon.sensor_removal.filter IS 'the conditions; null where the sensors were named one by one';

COMMENT ON COLUMN andon.sensor_removal.sensors IS 'the newest 100 of them, by name';

COMMENT ON COLUMN andon.sensor_removal.equipment IS 'how many machines were hidden with them';

COMMENT ON COLUMN andon.sensor_removal.recommendations IS 'how many pending or deferred recommendations expired with them';

ALTER TABLE andon.sensor_removal ALTER COLUMN removal_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.sensor_removal_removal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE andon.sensor ALTER COLUMN sensor_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.sensor_sensor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.server_configuration (
    server_name text NOT NULL,
    settings jsonb NOT NULL,
    started_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

COMMENT ON TABLE andon.server_configuration IS 'the settings of each server at its last start, by the name of its machine and its port';

COMMENT ON COLUMN andon.server_configuration.settings IS 'by their names; what is not set is not there, and a secret is only said to be set';

CREATE TABLE andon.setting (
    singleton boolean DEFAULT true NOT NULL,
    dedupe_window interval DEFAULT '00:05:00'::interval NOT NULL,
    watermark interval DEFAULT '00:00:30'::interval NOT NULL,
    alarm_longest_shelf interval DEFAULT '24:00:00'::interval NOT NULL,
    alarm_told_again_after interval,
    CONSTRAINT setting_singleton_check CHECK (singleton)
);

COMMENT ON COLUMN andon.setting.alarm_longest_shelf IS 'how long an alarm may be shelved at most';

COMMENT ON COLUMN andon.setting.alarm_told_again_after IS 'an alarm that was acknowledged and is still active after this time is told again; null for never';

CREATE TABLE andon.silence (
    sensor_id integer NOT NULL,
    recommendation_id text,
    silent_since timestamp with time zone NOT NULL,
    usual_pause_ms double precision NOT NULL,
    watched_sensors integer NOT NULL,
    told_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

COMMENT ON TABLE andon.silence IS 'sensors that are silent and told of, until they report again';

COMMENT ON COLUMN andon.silence.recommendation_id IS 'that tells of it, and of others that fell silent together with it; null when operators were not told';

COMMENT ON COLUMN andon.silence.silent_since IS 'server time of its last reading';

COMMENT ON COLUMN andon.silence.watched_sensors IS 'how many sensors of its machine report regularly';

CREATE TABLE andon.sql_inbox (
    inbox_id bigint NOT NULL,
    site_id text,
    equipment_id text,
    sensor_type text,
    sensor_value double precision,
    units text,
    quality text,
    event_id text,
    "timestamp" timestamp with time zone,
    inserted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE andon.sql_inbox ALTER COLUMN inbox_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.sql_inbox_inbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.stage_latency (
    minute timestamp with time zone NOT NULL,
    stage text NOT NULL,
    bucket smallint NOT NULL,
    observed bigint NOT NULL,
    max_ms double precision NOT NULL
);

CREATE TABLE andon.suppression (
    suppression_id bigint NOT NULL,
    site_id text DEFAULT 'default'::text NOT NULL,
    equipment_id text NOT NULL,
    reason text NOT NULL,
    starts_at timestamp with time zone DEFAULT now() NOT NULL,
    ends_at timestamp with time zone,
    cause_equipment_id text,
    cause_problem text,
    cause_sensor_type text,
    cause_states text[],
    made_by text DEFAULT CURRENT_USER NOT NULL,
    made_at timestamp with time zone DEFAULT now() NOT NULL,
    ended_at timestamp with time zone,
    ended_by text,
    CONSTRAINT suppression_ends_after_it_starts CHECK ((ends_at > starts_at)),
    CONSTRAINT suppression_ends_or_has_a_cause CHECK (((ends_at IS NOT NULL) OR (cause_equipment_id IS NOT NULL))),
    CONSTRAINT suppression_has_one_cause CHECK ((((cause_sensor_type IS NULL) = (cause_states IS NULL)) AND (num_nonnulls(cause_problem, cause_sensor_type) <= 1) AND ((cause_equipment_id IS NOT NULL) OR (num_nonnulls(cause_problem, cause_sensor_type) = 0)))),
    CONSTRAINT suppression_reason_check CHECK ((reason <> ''::text))
);

COMMENT ON TABLE andon.suppression IS 'why alarms of a machine are hidden, and when: planned maintenance, or while something else is so';

COMMENT ON COLUMN andon.suppression.cause_equipment_id IS 'null: planned maintenance. Else the machine that it hangs on: while that is out of service, in maintenance or silent as a whole, unless the next columns say what of it';

COMMENT ON COLUMN andon.suppression.cause_problem IS 'while this alarm of that machine is active';

COMMENT ON COLUMN andon.suppression.cause_sensor_type IS 'while this sensor of that machine shows one of cause_states';

COMMENT ON COLUMN andon.suppression.ended_at IS 'when it was over, by its time or because somebody ended it; null while it is not';

COMMENT ON COLUMN andon.suppression.ended_by IS 'who ended it ahead of its time, or took the rule away';

CREATE VIEW andon.suppression_in_force AS
 SELECT held.suppression_id,
    held.site_id,
    held.equipment_id,
    held.reason
   FROM andon.suppression held
  WHERE ((held.ended_at IS NULL) AND (held.starts_at <= now()) AND ((held.ends_at IS NULL) OR (held.ends_at > now())) AND ((held.cause_equipment_id IS NULL) OR
        CASE
            WHEN (held.cause_problem IS NOT NULL) THEN (EXISTS ( SELECT
               FROM andon.alarm cause
              WHERE ((cause.site_id = held.site_id) AND (cause.equipment_id = held.cause_equipment_id) AND (cause.problem = held.cause_problem) AND cause.active)))
            WHEN (held.cause_sensor_type IS NOT NULL) THEN (EXISTS ( SELECT
               FROM (andon.sensor sensor
                 JOIN andon.current_status status USING (sensor_id))
              WHERE ((sensor.site_id = held.site_id) AND (sensor.equipment_id = held.cause_equipment_id) AND (sensor.sensor_type = held.cause_sensor_type) AND (sensor.removed_at IS NULL) AND (status.quality < 2) AND (COALESCE(btrim(status.value_text), (status.value_number)::text, (status.value_boolean)::text) = ANY (held.cause_states)))))
            ELSE ((EXISTS ( SELECT
               FROM andon.equipment machine
              WHERE ((machine.site_id = held.site_id) AND (machine.equipment_id = held.cause_equipment_id) AND (NOT machine.is_active)))) OR (EXISTS ( SELECT
               FROM andon.alarm cause
              WHERE ((cause.site_id = held.site_id) AND (cause.equipment_id = held.cause_equipment_id) AND (cause.problem = 'silent'::text) AND cause.active))) OR (EXISTS ( SELECT
               FROM andon.suppression work
              WHERE ((work.site_id = held.site_id) AND (work.equipment_id = held.cause_equipment_id) AND (work.cause_equipment_id IS NULL) AND (work.ended_at IS NULL) AND (work.starts_at <= now()) AND (work.ends_at > now())))))
        END));

COMMENT ON VIEW andon.suppression_in_force IS 'machines whose alarms are hidden by design at this instant, and why';

CREATE VIEW andon.suppression_due AS
 SELECT alarm.alarm_id,
    alarm.site_id,
    alarm.equipment_id,
    alarm.problem,
    min(held.reason) AS reason
   FROM (andon.suppression_in_force held
     JOIN andon.alarm alarm USING (site_id, equipment_id))
  WHERE ((NOT alarm.suppressed) AND (alarm.state <> 'normal'::text))
  GROUP BY alarm.alarm_id, alarm.site_id, alarm.equipment_id, alarm.problem
UNION ALL
 SELECT alarm.alarm_id,
    alarm.site_id,
    alarm.equipment_id,
    alarm.problem,
    NULL::text AS reason
   FROM andon.alarm alarm
  WHERE (alarm.suppressed AND (EXISTS ( SELECT
           FROM andon.suppression known
          WHERE ((known.site_id = alarm.site_id) AND (known.equipment_id = alarm.equipment_id) AND (known.reason = alarm.suppressed_by)))) AND (NOT (EXISTS ( SELECT
           FROM andon.suppression_in_force held
          WHERE ((held.site_id = alarm.site_id) AND (held.equipment_id = alarm.equipment_id))))));

COMMENT ON VIEW andon.suppression_due IS 'alarms whose suppression does not fit what is in force: the reason to hide them, or null to show them again';

ALTER TABLE andon.suppression ALTER COLUMN suppression_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.suppression_suppression_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.telemetry_bronze (
    ingest_id bigint NOT NULL,
    ordinal integer NOT NULL,
    partition_no smallint NOT NULL,
    quality smallint DEFAULT 0 NOT NULL,
    sensor_id integer NOT NULL,
    event_time timestamp with time zone NOT NULL,
    value_number double precision,
    value_boolean boolean,
    value_text text,
    units text,
    event_id text,
    extra jsonb,
    is_behind boolean,
    CONSTRAINT telemetry_bronze_quality_check CHECK (((quality >= 0) AND (quality <= 2)))
)
PARTITION BY RANGE (event_time);

COMMENT ON COLUMN andon.telemetry_bronze.quality IS '0 good, 1 uncertain, 2 bad';

COMMENT ON COLUMN andon.telemetry_bronze.extra IS 'what the typed columns do not hold: tag path as sent, unknown fields, attributes';

COMMENT ON COLUMN andon.telemetry_bronze.is_behind IS 'true when the same sender had sent newer readings of the sensor before, by more than the watermark, and this one was older than a minute';

CREATE TABLE andon.telemetry_silver (
    batch_no bigint NOT NULL,
    sensor_id integer NOT NULL,
    quality smallint NOT NULL,
    flags smallint DEFAULT 0 NOT NULL,
    event_time timestamp with time zone NOT NULL,
    value double precision NOT NULL
)
PARTITION BY RANGE (event_time);

COMMENT ON COLUMN andon.telemetry_silver.flags IS 'expectations that warned: 1 value out of range, 2 quality not good, 4 late by more than an hour';

CREATE TABLE andon.window_checkpoint (
    shard_no smallint NOT NULL,
    batch_no bigint DEFAULT 0 NOT NULL,
    stored_batch_no bigint DEFAULT 0 NOT NULL
);

COMMENT ON COLUMN andon.window_checkpoint.batch_no IS 'completed windows up to this batch are judged';

COMMENT ON COLUMN andon.window_checkpoint.stored_batch_no IS 'what detectors remember of windows up to this batch is in detector_state; memory of later ones is made by taking them in again';

CREATE TABLE andon.withheld_recommendation (
    withheld_id bigint NOT NULL,
    site_id text NOT NULL,
    equipment_id text NOT NULL,
    equipment_type text NOT NULL,
    issue_type text NOT NULL,
    detector text NOT NULL,
    severity text NOT NULL,
    day date NOT NULL,
    occurrences integer DEFAULT 1 NOT NULL,
    first_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone NOT NULL,
    score double precision NOT NULL,
    confidence double precision NOT NULL,
    draft jsonb NOT NULL,
    queued_at timestamp with time zone,
    queued_by text,
    recommendation_id text
);

COMMENT ON TABLE andon.withheld_recommendation IS 'recommendations that learning kept out of the queue; each may be put there by hand';

COMMENT ON COLUMN andon.withheld_recommendation.equipment_type IS 'the place of learning: the type, or the machine where nobody has said one';

COMMENT ON COLUMN andon.withheld_recommendation.occurrences IS 'how often it would have been told, at most once in the dedupe window';

COMMENT ON COLUMN andon.withheld_recommendation.draft IS 'the columns of the recommendation, as of the last time';

COMMENT ON COLUMN andon.withheld_recommendation.queued_at IS 'when somebody put it into the queue; null once it was withheld again';

COMMENT ON COLUMN andon.withheld_recommendation.recommendation_id IS 'the recommendation that it became';

ALTER TABLE andon.withheld_recommendation ALTER COLUMN withheld_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME andon.withheld_recommendation_withheld_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE andon.writer_site (
    role_name name NOT NULL,
    site_id text NOT NULL,
    CONSTRAINT writer_site_site_id_check CHECK (((site_id <> ''::text) AND (site_id = btrim(site_id))))
);

COMMENT ON TABLE andon.writer_site IS 'the sites whose readings a database user, or the members of a role, may write into sensor_data';

CREATE VIEW andon_analytics.ai_recommendations_gold AS
 SELECT recommendation.recommendation_id,
    recommendation.site_id,
    recommendation.equipment_id,
    equipment.equipment_type,
    equipment.location,
    equipment.criticality,
    sensor.sensor_type,
    recommendation.issue_type,
    recommendation.severity,
    recommendation.issue_description,
    recommendation.recommended_action,
    recommendation.confidence_score,
    recommendation.root_cause_analysis,
    recommendation.expected_outcome,
    recommendation.status,
    recommendation.operator_id,
    recommendation.operator_notes,
    recommendation.approved_timestamp,
    recommendation.executed_timestamp,
    recommendation.defer_until,
    recommendation.rejection_reason,
    recommendation.outcome,
    recommendation.resolved,
    recommendation.urgency,
    recommendation.time_to_threshold,
    recommendation.evidence,
    recommendation.anomaly_id,
    recommendation.version,
    recommendation.created_timestamp,
    recommendation.updated_timestamp,
    recommendation.findings
   FROM (((agentic_hmi.agent_recommendations recommendation
     LEFT JOIN andon.equipment equipment USING (site_id, equipment_id))
     LEFT JOIN andon.anomaly anomaly USING (anomaly_id))
     LEFT JOIN andon.sensor sensor ON ((sensor.sensor_id = anomaly.sensor_id)));

COMMENT ON VIEW andon_analytics.ai_recommendations_gold IS 'Every recommendation as it stands now, the server''s own and those that other programs inserted, with its equipment. Kept for ever.';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.recommendation_id IS 'key of the recommendation';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.site_id IS 'the site; default where there is only one';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.equipment_id IS 'the equipment it is about';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.equipment_type IS 'from the equipment master; null for equipment that nobody knows';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.location IS 'from the equipment master';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.criticality IS 'from the equipment master: Critical, High, Medium or Low';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.sensor_type IS 'the sensor whose anomaly led to it; null for what other programs inserted';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.issue_type IS 'with site and equipment it names one story, such as temperature_high_critical';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.severity IS 'low, medium, high or critical';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.issue_description IS 'what is wrong, in a sentence';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.recommended_action IS 'what to do about it';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.confidence_score IS '0 to 1; null where another program gave none';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.root_cause_analysis IS 'what the cause may be';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.expected_outcome IS 'what the action should bring';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.status IS 'pending, approved, rejected, deferred, executed or expired';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.operator_id IS 'who decided last';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.operator_notes IS 'what was noted with that decision';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.approved_timestamp IS 'when it was approved';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.executed_timestamp IS 'when the work was reported as done';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.defer_until IS 'when a deferred one returns';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.rejection_reason IS 'why it was rejected';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.outcome IS 'what the work brought, in words';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.resolved IS 'whether the work removed the trouble; null while nobody has said';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.urgency IS 'in words: when convenient, this week, this shift, immediate';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.time_to_threshold IS 'interval until the next limit at the present trend; null where there is none';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.evidence IS 'JSON of what the server saw: value, limit or baseline, 24 h of context';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.anomaly_id IS 'the anomaly that led to it; null for what other programs inserted';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.version IS '1, and one more with every change';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.created_timestamp IS 'when it was raised';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.updated_timestamp IS 'when it last changed';

COMMENT ON COLUMN andon_analytics.ai_recommendations_gold.findings IS 'JSON array of what was found about the machine, first in time first: at, sensor_type, detector, severity, sentence, value, unit, limit and anomaly_id of each; null for what other programs inserted';

CREATE VIEW andon_analytics.anomaly_detection_silver AS
 SELECT anomaly.anomaly_id,
    sensor.site_id,
    sensor.equipment_id,
    sensor.equipment_type,
    sensor.sensor_type,
    anomaly.detector,
    (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text])[anomaly.severity_rank] AS severity,
    (anomaly.severity_rank)::integer AS severity_rank,
    anomaly.window_start,
    anomaly.event_time,
    anomaly.detected_at,
    anomaly.value AS sensor_value,
    sensor.units,
    anomaly.score AS anomaly_score,
    anomaly.reading_count,
    (anomaly.evidence #>> '{limit,name}'::text[]) AS limit_name,
    ((anomaly.evidence #>> '{limit,value}'::text[]))::double precision AS limit_value,
    ((anomaly.evidence #>> '{baseline,mean}'::text[]))::double precision AS baseline_mean,
    ((anomaly.evidence #>> '{baseline,stddev}'::text[]))::double precision AS baseline_stddev,
    ((anomaly.evidence #>> '{baseline,deviation}'::text[]))::double precision AS deviation_score,
    anomaly.subject,
    anomaly.evidence
   FROM (andon.anomaly anomaly
     JOIN andon.analyst_sensor sensor USING (sensor_id));

COMMENT ON VIEW andon_analytics.anomaly_detection_silver IS 'What the detectors found: one row a sensor, detector and minute, holding the worst reading of that minute. Kept for ever.';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.anomaly_id IS 'key of the anomaly; ai_recommendations_gold.anomaly_id points here';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.site_id IS 'the site; default where there is only one';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.equipment_id IS 'the equipment, unique within its site';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.equipment_type IS 'from the equipment master; unknown where nobody has said';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.sensor_type IS 'what is measured; with site and equipment it names one sensor. Of an equipment''s anomaly the sensor that contributed most';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.detector IS 'who found it, such as limit (a fixed limit) or baseline (the rolling baseline)';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.severity IS 'low, medium, high or critical';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.severity_rank IS '1 low, 2 medium, 3 high, 4 critical';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.window_start IS 'first instant of the minute it belongs to';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.event_time IS 'when the worst reading of the minute was measured';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.detected_at IS 'when it was found';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.sensor_value IS 'the worst reading of the minute, in units';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.units IS 'the sensor''s unit now; null where it has none';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.anomaly_score IS 'confidence, 0 to 1';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.reading_count IS 'readings of the minute that the detector found anomalous';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.limit_name IS 'the limit that was passed: warning, critical, emergency, alarm_low, alarm_high, warning_low, critical_low or emergency_low; null for other detectors';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.limit_value IS 'that limit, in units; null for other detectors';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.baseline_mean IS 'mean of the rolling baseline (60 one-minute windows, at least 10), in units; null for other detectors';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.baseline_stddev IS 'standard deviation of the baseline, in units; null for other detectors';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.deviation_score IS 'distance from the baseline''s mean in standard deviations; null for other detectors';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.subject IS 'what is found to be wrong: sensor, or equipment for its sensors taken together';

COMMENT ON COLUMN andon_analytics.anomaly_detection_silver.evidence IS 'JSON of what the finding rests on: limit, baseline, clause (the reason in words) and what else the detector has';

CREATE VIEW andon_analytics.audit AS
 SELECT audit.audit_id,
    audit.occurred_at,
    audit.action,
    audit.object_kind,
    audit.object,
    audit.site_id,
    audit.old_value,
    audit.new_value,
    audit.operator_id,
    audit.changed_through,
    audit.key_id,
    audit.token_issuer,
    audit.token_subject,
    audit.database_user,
    audit.application_name
   FROM andon.audit;

COMMENT ON VIEW andon_analytics.audit IS 'Every change of equipment, sensors, limits, settings and keys, every export, and refusals of access. Append-only, kept for ever. Decisions on recommendations: operator_feedback_bronze.';

COMMENT ON COLUMN andon_analytics.audit.audit_id IS 'key of the entry; grows with time';

COMMENT ON COLUMN andon_analytics.audit.occurred_at IS 'when';

COMMENT ON COLUMN andon_analytics.audit.action IS 'added, changed, removed, truncated, exported or refused';

COMMENT ON COLUMN andon_analytics.audit.object_kind IS 'equipment, sensor, sensor_type, detection_setting, knowledge_entry, setting, configuration, api_key, alarm_transition, alarm_site, alarm_rule, suppression, sensor_removal, runtime_role, runtime_right, writer_site, notify_sink, notify_secret, notify_route, notify_step, learning, learning_reset, audit, export or access';

COMMENT ON COLUMN andon_analytics.audit.object IS 'JSON of the key of what was changed; of an export or refusal what was asked for';

COMMENT ON COLUMN andon_analytics.audit.site_id IS 'the site; null: of none, or of several';

COMMENT ON COLUMN andon_analytics.audit.old_value IS 'JSON of what was before; of a change only what differs';

COMMENT ON COLUMN andon_analytics.audit.new_value IS 'JSON of what is after, likewise; of a refusal code, reason and how many times';

COMMENT ON COLUMN andon_analytics.audit.operator_id IS 'the operator, or who ran the command; null where nobody was named';

COMMENT ON COLUMN andon_analytics.audit.changed_through IS 'api, command, server or sql';

COMMENT ON COLUMN andon_analytics.audit.key_id IS 'the key by which it was done; null without one';

COMMENT ON COLUMN andon_analytics.audit.token_issuer IS 'the identity provider whose token it was done by; null without one';

COMMENT ON COLUMN andon_analytics.audit.token_subject IS 'whom the identity provider says the token is of; null without one';

COMMENT ON COLUMN andon_analytics.audit.database_user IS 'whose session wrote it: the server''s own user for what came by the API';

COMMENT ON COLUMN andon_analytics.audit.application_name IS 'what that session called itself';

CREATE VIEW andon_analytics.equipment_current_status AS
 SELECT sensor.site_id,
    sensor.equipment_id,
    sensor.equipment_type,
    sensor.sensor_type,
    status.value_number AS sensor_value,
    status.value_boolean,
    status.value_text,
    status.units,
    (ARRAY['good'::text, 'uncertain'::text, 'bad'::text])[(status.quality + 1)] AS quality,
    COALESCE(NULLIF(status.value_time, '-infinity'::timestamp with time zone), status.event_time) AS last_updated,
    status.received_at,
    (EXTRACT(epoch FROM (statement_timestamp() - COALESCE(NULLIF(status.value_time, '-infinity'::timestamp with time zone), status.event_time))))::double precision AS age_seconds,
        CASE
            WHEN ((statement_timestamp() - COALESCE(NULLIF(status.value_time, '-infinity'::timestamp with time zone), status.event_time)) > '00:05:00'::interval) THEN 'STALE'::text
            WHEN ((statement_timestamp() - COALESCE(NULLIF(status.value_time, '-infinity'::timestamp with time zone), status.event_time)) > '00:01:00'::interval) THEN 'WARNING'::text
            ELSE 'CURRENT'::text
        END AS staleness,
    status.event_time AS last_reported,
    ( SELECT equipment.is_active
           FROM andon.equipment equipment
          WHERE ((equipment.site_id = sensor.site_id) AND (equipment.equipment_id = sensor.equipment_id))) AS is_active
   FROM (andon.current_status status
     JOIN andon.analyst_sensor sensor USING (sensor_id));

COMMENT ON VIEW andon_analytics.equipment_current_status IS 'The latest value of each sensor by event time, of whatever type it is, and the quality of its latest reading.';

COMMENT ON COLUMN andon_analytics.equipment_current_status.site_id IS 'the site; default where there is only one';

COMMENT ON COLUMN andon_analytics.equipment_current_status.equipment_id IS 'the equipment, unique within its site';

COMMENT ON COLUMN andon_analytics.equipment_current_status.equipment_type IS 'from the equipment master; unknown where nobody has said';

COMMENT ON COLUMN andon_analytics.equipment_current_status.sensor_type IS 'what is measured; with site and equipment it names one sensor';

COMMENT ON COLUMN andon_analytics.equipment_current_status.sensor_value IS 'a numeric value as sent, in units; null for text and boolean ones';

COMMENT ON COLUMN andon_analytics.equipment_current_status.value_boolean IS 'a boolean value';

COMMENT ON COLUMN andon_analytics.equipment_current_status.value_text IS 'a text value';

COMMENT ON COLUMN andon_analytics.equipment_current_status.units IS 'unit as sent; null where the sender gave none';

COMMENT ON COLUMN andon_analytics.equipment_current_status.quality IS 'good, uncertain or bad, as the sender judged it';

COMMENT ON COLUMN andon_analytics.equipment_current_status.last_updated IS 'when the value was measured, or arrived if the sender''s clock was ahead; of a sensor that has told no value yet, when it last reported';

COMMENT ON COLUMN andon_analytics.equipment_current_status.received_at IS 'when the server took the latest reading';

COMMENT ON COLUMN andon_analytics.equipment_current_status.age_seconds IS 'seconds since last_updated, by the database''s clock';

COMMENT ON COLUMN andon_analytics.equipment_current_status.staleness IS 'CURRENT up to 60 s of age, WARNING up to 300 s, STALE beyond';

COMMENT ON COLUMN andon_analytics.equipment_current_status.last_reported IS 'event time of the latest reading; later than last_updated where that one says, by quality bad, that there is no value';

COMMENT ON COLUMN andon_analytics.equipment_current_status.is_active IS 'false where the equipment is out of service: silent because it should be, and raising no alarm';

CREATE VIEW andon_analytics.equipment_master AS
 SELECT equipment.site_id,
    equipment.equipment_id,
    equipment.equipment_type,
    equipment.manufacturer,
    equipment.model,
    equipment.location,
    equipment.criticality,
    equipment.max_capacity,
    equipment.installation_date,
    equipment.last_maintenance_date,
    equipment.maintenance_interval_days,
    equipment.is_active,
    equipment.created_at,
    equipment.updated_at
   FROM andon.equipment
  WHERE (equipment.removed_at IS NULL);

COMMENT ON VIEW andon_analytics.equipment_master IS 'All equipment, registered or known only by its readings.';

COMMENT ON COLUMN andon_analytics.equipment_master.site_id IS 'the site; default where there is only one';

COMMENT ON COLUMN andon_analytics.equipment_master.equipment_id IS 'the equipment, unique within its site';

COMMENT ON COLUMN andon_analytics.equipment_master.equipment_type IS 'such as haul truck; guessed from the id until it is registered';

COMMENT ON COLUMN andon_analytics.equipment_master.manufacturer IS 'who made it';

COMMENT ON COLUMN andon_analytics.equipment_master.model IS 'the maker''s name for it';

COMMENT ON COLUMN andon_analytics.equipment_master.location IS 'where it stands';

COMMENT ON COLUMN andon_analytics.equipment_master.criticality IS 'Critical, High, Medium or Low';

COMMENT ON COLUMN andon_analytics.equipment_master.max_capacity IS 'in the unit that the site uses for this type of equipment';

COMMENT ON COLUMN andon_analytics.equipment_master.installation_date IS 'date';

COMMENT ON COLUMN andon_analytics.equipment_master.last_maintenance_date IS 'date';

COMMENT ON COLUMN andon_analytics.equipment_master.maintenance_interval_days IS 'days from one maintenance to the next';

COMMENT ON COLUMN andon_analytics.equipment_master.is_active IS 'false once it is out of use';

COMMENT ON COLUMN andon_analytics.equipment_master.created_at IS 'when it was first heard of';

COMMENT ON COLUMN andon_analytics.equipment_master.updated_at IS 'when its master data last changed';

CREATE VIEW andon_analytics.equipment_performance_1day AS
 SELECT sensor.site_id,
    sensor.equipment_id,
    sensor.equipment_type,
    sensor.sensor_type,
    day.window_start,
    (day.window_start + '24:00:00'::interval) AS window_end,
    merged.avg_value,
    merged.min_value,
    merged.max_value,
        CASE
            WHEN (merged.reading_count < 2) THEN (0)::double precision
            ELSE sqrt((merged.m2 / ((merged.reading_count - 1))::double precision))
        END AS stddev_value,
    sensor.units,
    merged.reading_count,
    merged.m2,
    merged.revision,
    COALESCE((((day.window_start + '24:00:00'::interval) + ( SELECT setting.watermark
           FROM andon.setting)) <= newest.event_time), false) AS is_final,
    COALESCE(( SELECT sum(bad.bad_count) AS sum
           FROM andon.bad_minute bad
          WHERE ((bad.sensor_id = sensor.sensor_id) AND (bad.window_start >= day.window_start) AND (bad.window_start < (day.window_start + '24:00:00'::interval)))), (0)::bigint) AS bad_count,
    ( SELECT
                CASE
                    WHEN (counter.kind = 'counter'::text) THEN ( SELECT sum((counted.increase +
                            CASE
                                WHEN (counted.before IS NULL) THEN (0)::double precision
                                WHEN (counted.first_value >= counted.before) THEN (counted.first_value - counted.before)
                                WHEN ((counted.before <= counter.roll_over_at) AND ((counted.before - counted.first_value) > (counter.roll_over_at / (2)::double precision))) THEN ((counter.roll_over_at - counted.before) + counted.first_value)
                                ELSE GREATEST(counted.first_value, (0)::double precision)
                            END)) AS sum
                       FROM ( SELECT
                                    CASE
WHEN (minute.last_unit = max(minute.last_unit) OVER ()) THEN minute.increase
ELSE NULL::double precision
                                    END AS increase,
                                minute.first_value,
                                    CASE ((minute.first_unit = minute.last_unit) AND (lag(minute.last_unit) OVER (ORDER BY minute.window_start) = minute.first_unit))
WHEN true THEN lag(minute.last_value) OVER (ORDER BY minute.window_start)
WHEN false THEN NULL::double precision
ELSE ( SELECT
  CASE
   WHEN (earlier.last_unit = minute.first_unit) THEN earlier.last_value
   ELSE NULL::double precision
  END AS "case"
   FROM andon.counter_minute earlier
  WHERE ((earlier.sensor_id = sensor.sensor_id) AND (earlier.window_start < day.window_start))
  ORDER BY earlier.window_start DESC
 LIMIT 1)
                                    END AS before
                               FROM andon.counter_minute minute
                              WHERE ((minute.sensor_id = sensor.sensor_id) AND (minute.window_start >= day.window_start) AND (minute.window_start < (day.window_start + '24:00:00'::interval)))) counted)
                    ELSE NULL::double precision
                END AS "case"
           FROM andon.sensor counter
          WHERE (counter.sensor_id = sensor.sensor_id)) AS increase
   FROM ((((andon.analyst_sensor sensor
     CROSS JOIN andon.gold_month)
     CROSS JOIN LATERAL generate_series((gold_month.month AT TIME ZONE 'UTC'::text), (((gold_month.month + '1 mon'::interval) AT TIME ZONE 'UTC'::text) - '24:00:00'::interval), '24:00:00'::interval) day(window_start))
     CROSS JOIN LATERAL ( SELECT (min(minute.pivot) + min(minute.merged_shift)) AS avg_value,
            min(minute.min_value) AS min_value,
            max(minute.max_value) AS max_value,
            sum(minute.reading_count) AS reading_count,
            sum(minute.revision) AS revision,
            (sum(minute.m2) + sum((((minute.reading_count)::double precision * (minute.shift - minute.merged_shift)) * (minute.shift - minute.merged_shift)))) AS m2
           FROM ( SELECT shifted.reading_count,
                    shifted.m2,
                    shifted.min_value,
                    shifted.max_value,
                    shifted.revision,
                    shifted.pivot,
                    shifted.shift,
                    (sum(((shifted.reading_count)::double precision * shifted.shift)) OVER () / (sum(shifted.reading_count) OVER ())::double precision) AS merged_shift
                   FROM ( SELECT gold.reading_count,
                            gold.m2,
                            gold.min_value,
                            gold.max_value,
                            gold.revision,
                            first_value(gold.mean) OVER in_time AS pivot,
                            ((gold.mean - first_value(gold.mean) OVER in_time) + gold.mean_low) AS shift
                           FROM andon.performance_1min gold
                          WHERE ((gold.sensor_id = sensor.sensor_id) AND (gold.window_start >= day.window_start) AND (gold.window_start < (day.window_start + '24:00:00'::interval)))
                          WINDOW in_time AS (ORDER BY gold.window_start)) shifted) minute
         HAVING (count(*) > 0)) merged)
     LEFT JOIN LATERAL ( SELECT max(status.event_time) AS event_time
           FROM (andon.sensor other
             JOIN andon.current_status status USING (sensor_id))
          WHERE ((other.site_id = sensor.site_id) AND (other.equipment_id = sensor.equipment_id))) newest ON (true));

COMMENT ON VIEW andon_analytics.equipment_performance_1day IS 'Statistics of one sensor over one day (UTC) of event time, merged exactly from its minutes. Days without a reading have no row.';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.site_id IS 'the site; default where there is only one';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.equipment_id IS 'the equipment, unique within its site';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.equipment_type IS 'from the equipment master, such as haul truck; unknown where nobody has said';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.sensor_type IS 'what is measured; with site and equipment it names one sensor';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.window_start IS 'first instant of the window, inclusive';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.window_end IS 'end of the window, exclusive';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.avg_value IS 'mean of the readings, in units';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.min_value IS 'smallest reading, in units';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.max_value IS 'largest reading, in units';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.stddev_value IS 'sample standard deviation (n - 1), in units; 0 for a single reading';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.units IS 'the sensor''s unit now, its own or that of its type; null where neither has one';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.reading_count IS 'readings of quality good and uncertain in the window, at least 1: those that the statistics are of';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.m2 IS 'sum of squared differences from the mean, in units squared: what merging windows exactly needs';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.revision IS 'grows each time readings are added';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.is_final IS 'true once the newest reading of the equipment is the watermark (30 s unless configured) past the window''s end; later readings still correct it';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.bad_count IS 'readings of quality bad in the window''s time; they are in no statistic, and a time with such readings only has no row';

COMMENT ON COLUMN andon_analytics.equipment_performance_1day.increase IS 'of a counter, how much it rose since the last reading before the window, resets and roll-overs handled; null for gauges';

CREATE VIEW andon_analytics.equipment_performance_1hour AS
 SELECT sensor.site_id,
    sensor.equipment_id,
    sensor.equipment_type,
    sensor.sensor_type,
    hour.window_start,
    (hour.window_start + '01:00:00'::interval) AS window_end,
    merged.avg_value,
    merged.min_value,
    merged.max_value,
        CASE
            WHEN (merged.reading_count < 2) THEN (0)::double precision
            ELSE sqrt((merged.m2 / ((merged.reading_count - 1))::double precision))
        END AS stddev_value,
    sensor.units,
    merged.reading_count,
    merged.m2,
    merged.revision,
    COALESCE((((hour.window_start + '01:00:00'::interval) + ( SELECT setting.watermark
           FROM andon.setting)) <= newest.event_time), false) AS is_final,
    COALESCE(( SELECT sum(bad.bad_count) AS sum
           FROM andon.bad_minute bad
          WHERE ((bad.sensor_id = sensor.sensor_id) AND (bad.window_start >= hour.window_start) AND (bad.window_start < (hour.window_start + '01:00:00'::interval)))), (0)::bigint) AS bad_count,
    ( SELECT
                CASE
                    WHEN (counter.kind = 'counter'::text) THEN ( SELECT sum((counted.increase +
                            CASE
                                WHEN (counted.before IS NULL) THEN (0)::double precision
                                WHEN (counted.first_value >= counted.before) THEN (counted.first_value - counted.before)
                                WHEN ((counted.before <= counter.roll_over_at) AND ((counted.before - counted.first_value) > (counter.roll_over_at / (2)::double precision))) THEN ((counter.roll_over_at - counted.before) + counted.first_value)
                                ELSE GREATEST(counted.first_value, (0)::double precision)
                            END)) AS sum
                       FROM ( SELECT
                                    CASE
WHEN (minute.last_unit = max(minute.last_unit) OVER ()) THEN minute.increase
ELSE NULL::double precision
                                    END AS increase,
                                minute.first_value,
                                    CASE ((minute.first_unit = minute.last_unit) AND (lag(minute.last_unit) OVER (ORDER BY minute.window_start) = minute.first_unit))
WHEN true THEN lag(minute.last_value) OVER (ORDER BY minute.window_start)
WHEN false THEN NULL::double precision
ELSE ( SELECT
  CASE
   WHEN (earlier.last_unit = minute.first_unit) THEN earlier.last_value
   ELSE NULL::double precision
  END AS "case"
   FROM andon.counter_minute earlier
  WHERE ((earlier.sensor_id = sensor.sensor_id) AND (earlier.window_start < hour.window_start))
  ORDER BY earlier.window_start DESC
 LIMIT 1)
                                    END AS before
                               FROM andon.counter_minute minute
                              WHERE ((minute.sensor_id = sensor.sensor_id) AND (minute.window_start >= hour.window_start) AND (minute.window_start < (hour.window_start + '01:00:00'::interval)))) counted)
                    ELSE NULL::double precision
                END AS "case"
           FROM andon.sensor counter
          WHERE (counter.sensor_id = sensor.sensor_id)) AS increase
   FROM ((((andon.analyst_sensor sensor
     CROSS JOIN andon.gold_month)
     CROSS JOIN LATERAL generate_series((gold_month.month AT TIME ZONE 'UTC'::text), (((gold_month.month + '1 mon'::interval) AT TIME ZONE 'UTC'::text) - '01:00:00'::interval), '01:00:00'::interval) hour(window_start))
     CROSS JOIN LATERAL ( SELECT (min(minute.pivot) + min(minute.merged_shift)) AS avg_value,
            min(minute.min_value) AS min_value,
            max(minute.max_value) AS max_value,
            sum(minute.reading_count) AS reading_count,
            sum(minute.revision) AS revision,
            (sum(minute.m2) + sum((((minute.reading_count)::double precision * (minute.shift - minute.merged_shift)) * (minute.shift - minute.merged_shift)))) AS m2
           FROM ( SELECT shifted.reading_count,
                    shifted.m2,
                    shifted.min_value,
                    shifted.max_value,
                    shifted.revision,
                    shifted.pivot,
                    shifted.shift,
                    (sum(((shifted.reading_count)::double precision * shifted.shift)) OVER () / (sum(shifted.reading_count) OVER ())::double precision) AS merged_shift
                   FROM ( SELECT gold.reading_count,
                            gold.m2,
                            gold.min_value,
                            gold.max_value,
                            gold.revision,
                            first_value(gold.mean) OVER in_time AS pivot,
                            ((gold.mean - first_value(gold.mean) OVER in_time) + gold.mean_low) AS shift
                           FROM andon.performance_1min gold
                          WHERE ((gold.sensor_id = sensor.sensor_id) AND (gold.window_start >= hour.window_start) AND (gold.window_start < (hour.window_start + '01:00:00'::interval)))
                          WINDOW in_time AS (ORDER BY gold.window_start)) shifted) minute
         HAVING (count(*) > 0)) merged)
     LEFT JOIN LATERAL ( SELECT max(status.event_time) AS event_time
           FROM (andon.sensor other
             JOIN andon.current_status status USING (sensor_id))
          WHERE ((other.site_id = sensor.site_id) AND (other.equipment_id = sensor.equipment_id))) newest ON (true));

COMMENT ON VIEW andon_analytics.equipment_performance_1hour IS 'Statistics of one sensor over one hour (UTC) of event time, merged exactly from its minutes. Hours without a reading have no row.';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.site_id IS 'the site; default where there is only one';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.equipment_id IS 'the equipment, unique within its site';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.equipment_type IS 'from the equipment master, such as haul truck; unknown where nobody has said';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.sensor_type IS 'what is measured; with site and equipment it names one sensor';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.window_start IS 'first instant of the window, inclusive';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.window_end IS 'end of the window, exclusive';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.avg_value IS 'mean of the readings, in units';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.min_value IS 'smallest reading, in units';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.max_value IS 'largest reading, in units';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.stddev_value IS 'sample standard deviation (n - 1), in units; 0 for a single reading';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.units IS 'the sensor''s unit now, its own or that of its type; null where neither has one';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.reading_count IS 'readings of quality good and uncertain in the window, at least 1: those that the statistics are of';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.m2 IS 'sum of squared differences from the mean, in units squared: what merging windows exactly needs';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.revision IS 'grows each time readings are added';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.is_final IS 'true once the newest reading of the equipment is the watermark (30 s unless configured) past the window''s end; later readings still correct it';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.bad_count IS 'readings of quality bad in the window''s time; they are in no statistic, and a time with such readings only has no row';

COMMENT ON COLUMN andon_analytics.equipment_performance_1hour.increase IS 'of a counter, how much it rose since the last reading before the window, resets and roll-overs handled; null for gauges';

CREATE VIEW andon_analytics.equipment_performance_1min AS
 SELECT sensor.site_id,
    sensor.equipment_id,
    sensor.equipment_type,
    sensor.sensor_type,
    gold.window_start,
    (gold.window_start + '00:01:00'::interval) AS window_end,
    (gold.mean + gold.mean_low) AS avg_value,
    gold.min_value,
    gold.max_value,
        CASE
            WHEN (gold.reading_count < 2) THEN (0)::double precision
            ELSE sqrt((gold.m2 / ((gold.reading_count - 1))::double precision))
        END AS stddev_value,
    sensor.units,
    (gold.reading_count)::bigint AS reading_count,
    gold.m2,
    (gold.revision)::bigint AS revision,
    COALESCE((((gold.window_start + '00:01:00'::interval) + ( SELECT setting.watermark
           FROM andon.setting)) <= newest.event_time), false) AS is_final,
    COALESCE(( SELECT sum(bad.bad_count) AS sum
           FROM andon.bad_minute bad
          WHERE ((bad.sensor_id = gold.sensor_id) AND (bad.window_start = gold.window_start))), (0)::bigint) AS bad_count,
    ( SELECT
                CASE
                    WHEN (counter.kind = 'counter'::text) THEN ( SELECT sum((counted.increase +
                            CASE
                                WHEN (counted.before IS NULL) THEN (0)::double precision
                                WHEN (counted.first_value >= counted.before) THEN (counted.first_value - counted.before)
                                WHEN ((counted.before <= counter.roll_over_at) AND ((counted.before - counted.first_value) > (counter.roll_over_at / (2)::double precision))) THEN ((counter.roll_over_at - counted.before) + counted.first_value)
                                ELSE GREATEST(counted.first_value, (0)::double precision)
                            END)) AS sum
                       FROM ( SELECT
                                    CASE
WHEN (minute.last_unit = max(minute.last_unit) OVER ()) THEN minute.increase
ELSE NULL::double precision
                                    END AS increase,
                                minute.first_value,
                                    CASE ((minute.first_unit = minute.last_unit) AND (lag(minute.last_unit) OVER (ORDER BY minute.window_start) = minute.first_unit))
WHEN true THEN lag(minute.last_value) OVER (ORDER BY minute.window_start)
WHEN false THEN NULL::double precision
ELSE ( SELECT
  CASE
   WHEN (earlier.last_unit = minute.first_unit) THEN earlier.last_value
   ELSE NULL::double precision
  END AS "case"
   FROM andon.counter_minute earlier
  WHERE ((earlier.sensor_id = gold.sensor_id) AND (earlier.window_start < gold.window_start))
  ORDER BY earlier.window_start DESC
 LIMIT 1)
                                    END AS before
                               FROM andon.counter_minute minute
                              WHERE ((minute.sensor_id = gold.sensor_id) AND (minute.window_start >= gold.window_start) AND (minute.window_start < (gold.window_start + '00:01:00'::interval)))) counted)
                    ELSE NULL::double precision
                END AS "case"
           FROM andon.sensor counter
          WHERE (counter.sensor_id = gold.sensor_id)) AS increase
   FROM ((andon.performance_1min gold
     JOIN andon.analyst_sensor sensor USING (sensor_id))
     LEFT JOIN LATERAL ( SELECT max(status.event_time) AS event_time
           FROM (andon.sensor other
             JOIN andon.current_status status USING (sensor_id))
          WHERE ((other.site_id = sensor.site_id) AND (other.equipment_id = sensor.equipment_id))) newest ON (true));

COMMENT ON VIEW andon_analytics.equipment_performance_1min IS 'Statistics of one sensor over one minute of event time, kept for ever unless gold retention is set. Late readings correct the minute they belong to. Minutes without a reading have no row.';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.site_id IS 'the site; default where there is only one';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.equipment_id IS 'the equipment, unique within its site';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.equipment_type IS 'from the equipment master, such as haul truck; unknown where nobody has said';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.sensor_type IS 'what is measured; with site and equipment it names one sensor';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.window_start IS 'first instant of the window, inclusive';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.window_end IS 'end of the window, exclusive';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.avg_value IS 'mean of the readings, in units';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.min_value IS 'smallest reading, in units';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.max_value IS 'largest reading, in units';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.stddev_value IS 'sample standard deviation (n - 1), in units; 0 for a single reading';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.units IS 'the sensor''s unit now, its own or that of its type; null where neither has one';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.reading_count IS 'readings of quality good and uncertain in the window, at least 1: those that the statistics are of';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.m2 IS 'sum of squared differences from the mean, in units squared: what merging windows exactly needs';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.revision IS 'grows each time readings are added';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.is_final IS 'true once the newest reading of the equipment is the watermark (30 s unless configured) past the window''s end; later readings still correct it';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.bad_count IS 'readings of quality bad in the window''s time; they are in no statistic, and a time with such readings only has no row';

COMMENT ON COLUMN andon_analytics.equipment_performance_1min.increase IS 'of a counter, how much it rose since the last reading before the window, resets and roll-overs handled; null for gauges';

CREATE VIEW andon_analytics.ml_predictions AS
 SELECT anomaly.anomaly_id,
    sensor.site_id,
    sensor.equipment_id,
    sensor.equipment_type,
    sensor.sensor_type,
    anomaly.detector AS model_name,
    anomaly.event_time,
    anomaly.detected_at,
    anomaly.value AS sensor_value,
    ((anomaly.evidence #>> '{baseline,mean}'::text[]))::double precision AS predicted_value,
    ((anomaly.evidence #>> '{baseline,stddev}'::text[]))::double precision AS predicted_stddev,
    sensor.units,
    ((anomaly.evidence #>> '{baseline,deviation}'::text[]))::double precision AS deviation_score,
    anomaly.score AS anomaly_score,
    (ARRAY['low'::text, 'medium'::text, 'high'::text, 'critical'::text])[anomaly.severity_rank] AS severity,
    anomaly.subject,
    anomaly.evidence
   FROM (andon.anomaly anomaly
     JOIN andon.analyst_sensor sensor USING (sensor_id))
  WHERE (anomaly.evidence ? 'baseline'::text);

COMMENT ON VIEW andon_analytics.ml_predictions IS 'Those anomalies that a model found which learns what is normal (the rolling baseline): what it expected, what came, and how far apart they are.';

COMMENT ON COLUMN andon_analytics.ml_predictions.anomaly_id IS 'key of the anomaly in anomaly_detection_silver';

COMMENT ON COLUMN andon_analytics.ml_predictions.site_id IS 'the site; default where there is only one';

COMMENT ON COLUMN andon_analytics.ml_predictions.equipment_id IS 'the equipment, unique within its site';

COMMENT ON COLUMN andon_analytics.ml_predictions.equipment_type IS 'from the equipment master; unknown where nobody has said';

COMMENT ON COLUMN andon_analytics.ml_predictions.sensor_type IS 'what is measured; with site and equipment it names one sensor';

COMMENT ON COLUMN andon_analytics.ml_predictions.model_name IS 'the detector, such as baseline';

COMMENT ON COLUMN andon_analytics.ml_predictions.event_time IS 'when the reading was measured';

COMMENT ON COLUMN andon_analytics.ml_predictions.detected_at IS 'when the model judged it';

COMMENT ON COLUMN andon_analytics.ml_predictions.sensor_value IS 'the reading, in units';

COMMENT ON COLUMN andon_analytics.ml_predictions.predicted_value IS 'what the model expected, in units';

COMMENT ON COLUMN andon_analytics.ml_predictions.predicted_stddev IS 'the spread that the model holds for normal, in units';

COMMENT ON COLUMN andon_analytics.ml_predictions.units IS 'the sensor''s unit now; null where it has none';

COMMENT ON COLUMN andon_analytics.ml_predictions.deviation_score IS 'distance between reading and prediction in standard deviations';

COMMENT ON COLUMN andon_analytics.ml_predictions.anomaly_score IS 'confidence that it is an anomaly, 0 to 1';

COMMENT ON COLUMN andon_analytics.ml_predictions.severity IS 'low, medium, high or critical';

COMMENT ON COLUMN andon_analytics.ml_predictions.subject IS 'what is found to be wrong: sensor, or equipment for its sensors taken together';

COMMENT ON COLUMN andon_analytics.ml_predictions.evidence IS 'JSON of what the finding rests on, as in anomaly_detection_silver';

CREATE VIEW andon_analytics.operator_feedback_bronze AS
 SELECT audit.audit_id AS feedback_id,
    audit.recommendation_id,
    recommendation.site_id,
    recommendation.equipment_id,
    recommendation.issue_type,
    recommendation.severity,
    recommendation.confidence_score,
    audit.new_status AS feedback,
    audit.old_status AS previous_status,
    audit.occurred_at AS feedback_timestamp,
    (EXTRACT(epoch FROM (audit.occurred_at - recommendation.created_timestamp)))::double precision AS seconds_since_created,
    audit.operator_id,
    audit.operator_notes,
    audit.rejection_reason,
    audit.defer_until,
    audit.outcome,
    audit.key_id,
    audit.token_issuer,
    audit.token_subject,
    audit.database_user
   FROM (andon.recommendation_audit audit
     JOIN agentic_hmi.agent_recommendations recommendation USING (recommendation_id))
  WHERE ((audit.old_status IS NOT NULL) AND (audit.new_status = ANY (ARRAY['approved'::text, 'rejected'::text, 'deferred'::text, 'executed'::text])) AND (COALESCE(audit.kind, 'status_changed'::text) = 'status_changed'::text));

COMMENT ON VIEW andon_analytics.operator_feedback_bronze IS 'Each decision of an operator, from the append-only audit: a recommendation that was deferred and then approved has two rows. Kept for ever.';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.feedback_id IS 'key of the decision; grows with time';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.recommendation_id IS 'the recommendation that was decided on';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.site_id IS 'the site; default where there is only one';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.equipment_id IS 'the equipment that the recommendation is about';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.issue_type IS 'the issue of the recommendation';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.severity IS 'low, medium, high or critical';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.confidence_score IS '0 to 1; null where another program gave none';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.feedback IS 'approved, rejected, deferred or executed';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.previous_status IS 'what it was before the decision';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.feedback_timestamp IS 'when it was decided';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.seconds_since_created IS 'seconds from the creation of the recommendation to this decision';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.operator_id IS 'who decided; null where another program did not say';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.operator_notes IS 'what was noted';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.rejection_reason IS 'why it was rejected';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.defer_until IS 'when a deferred one returns';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.outcome IS 'what the work brought, in words';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.key_id IS 'the key by which it was decided; null without one';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.token_issuer IS 'the identity provider whose token it was decided by; null without one';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.token_subject IS 'whom the identity provider says the token is of; null without one';

COMMENT ON COLUMN andon_analytics.operator_feedback_bronze.database_user IS 'whose session wrote it: the server''s own user for decisions by the API';

CREATE VIEW andon_analytics.ot_sensors_normalized AS
 SELECT sensor.site_id,
    sensor.equipment_id,
    sensor.equipment_type,
    sensor.sensor_type,
    silver.event_time,
    silver.value AS sensor_value,
    sensor.units,
    (ARRAY['good'::text, 'uncertain'::text, 'bad'::text])[(silver.quality + 1)] AS quality,
    (((silver.flags)::integer & 1) <> 0) AS is_out_of_range,
    (((silver.flags)::integer & 4) <> 0) AS is_late,
    batch.received_at
   FROM ((andon.telemetry_silver silver
     JOIN andon.analyst_sensor sensor USING (sensor_id))
     LEFT JOIN andon.bronze_batch batch USING (batch_no));

COMMENT ON VIEW andon_analytics.ot_sensors_normalized IS 'Numeric readings that passed the expectations, converted to the sensor''s unit, kept for the retention of silver. One row a site, equipment, sensor type and event time.';

COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.site_id IS 'the site; default where there is only one';

COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.equipment_id IS 'the equipment, unique within its site';

COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.equipment_type IS 'from the equipment master, such as haul truck; unknown where nobody has said';

COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.sensor_type IS 'what is measured; with site and equipment it names one sensor';

COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.event_time IS 'when it was measured, to the millisecond';

COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.sensor_value IS 'in units';

COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.units IS 'the sensor''s unit now, its own or that of its type; null where neither has one, then values are as sent';

COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.quality IS 'good, uncertain or bad, as the sender judged it';

COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.is_out_of_range IS 'true outside of -1,000 to 10,000: taken, but doubtful';

COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.is_late IS 'true when it arrived more than an hour after it was measured';

COMMENT ON COLUMN andon_analytics.ot_sensors_normalized.received_at IS 'when the server took it; null once the log of batches is past its retention';

CREATE VIEW andon_analytics.ot_telemetry_bronze AS
 SELECT sensor.site_id,
    sensor.equipment_id,
    sensor.sensor_type,
    bronze.event_time,
    bronze.value_number AS sensor_value,
    bronze.value_boolean,
    bronze.value_text,
    bronze.units,
    (ARRAY['good'::text, 'uncertain'::text, 'bad'::text])[(bronze.quality + 1)] AS quality,
    bronze.event_id,
    bronze.extra AS attributes
   FROM (andon.telemetry_bronze bronze
     JOIN andon.analyst_sensor sensor USING (sensor_id));

COMMENT ON VIEW andon_analytics.ot_telemetry_bronze IS 'Every accepted reading as it was received, kept for the retention of bronze (30 days unless configured). One row a site, equipment, sensor type and event time.';

COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.site_id IS 'the site; default where there is only one';

COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.equipment_id IS 'the equipment, unique within its site';

COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.sensor_type IS 'what is measured, such as temperature; with site and equipment it names one sensor';

COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.event_time IS 'when it was measured, to the millisecond';

COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.sensor_value IS 'the value of a numeric reading as sent, in units; null for text and boolean ones';

COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.value_boolean IS 'the value of a boolean reading';

COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.value_text IS 'the value of a text reading, such as the state of a cycle';

COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.units IS 'unit as sent; null where the sender gave none';

COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.quality IS 'good, uncertain or bad, as the sender judged it; a reading without any value is bad';

COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.event_id IS 'the sender''s own id of the reading; null where it gave none';

COMMENT ON COLUMN andon_analytics.ot_telemetry_bronze.attributes IS 'JSON object of what the other columns do not hold: tag path as sent, further fields; null when there is nothing';

CREATE VIEW andon_analytics.quarantine AS
 SELECT quarantine.quarantine_id,
    quarantine.received_at,
    quarantine.door,
    quarantine.site_id,
    quarantine.equipment_id,
    quarantine.sensor_type,
    quarantine.event_time,
    quarantine.code,
    quarantine.message,
    quarantine.original,
    quarantine.replayed_at
   FROM andon.quarantine;

COMMENT ON VIEW andon_analytics.quarantine IS 'Readings that could not be taken, or were left out of the windows, and why. Kept for the retention of bronze.';

COMMENT ON COLUMN andon_analytics.quarantine.quarantine_id IS 'key of the row; grows with time';

COMMENT ON COLUMN andon_analytics.quarantine.received_at IS 'when the server took it';

COMMENT ON COLUMN andon_analytics.quarantine.door IS 'the way it came in';

COMMENT ON COLUMN andon_analytics.quarantine.site_id IS 'the site, as far as it could be read';

COMMENT ON COLUMN andon_analytics.quarantine.equipment_id IS 'the equipment, as far as it could be read';

COMMENT ON COLUMN andon_analytics.quarantine.sensor_type IS 'the sensor type, as far as it could be read';

COMMENT ON COLUMN andon_analytics.quarantine.event_time IS 'when it was measured, as far as it could be read';

COMMENT ON COLUMN andon_analytics.quarantine.code IS 'why, as a code, such as UNIT_MISMATCH or TIMESTAMP_IN_FUTURE';

COMMENT ON COLUMN andon_analytics.quarantine.message IS 'why, in words';

COMMENT ON COLUMN andon_analytics.quarantine.original IS 'JSON text of the reading as it came; may hold what jsonb refuses';

COMMENT ON COLUMN andon_analytics.quarantine.replayed_at IS 'when it was mended and taken after all; null while it is not';

CREATE VIEW andon_analytics.recommendation_effectiveness AS
 SELECT recommendation.issue_type,
    count(*) AS raised,
    count(*) FILTER (WHERE (recommendation.status = 'pending'::text)) AS pending,
    count(*) FILTER (WHERE (recommendation.status = 'approved'::text)) AS approved,
    count(*) FILTER (WHERE (recommendation.status = 'rejected'::text)) AS rejected,
    count(*) FILTER (WHERE (recommendation.status = 'deferred'::text)) AS deferred,
    count(*) FILTER (WHERE (recommendation.status = 'executed'::text)) AS executed,
    count(*) FILTER (WHERE (recommendation.status = 'expired'::text)) AS expired,
    count(*) FILTER (WHERE ((recommendation.status = 'executed'::text) AND recommendation.resolved)) AS resolved,
    ((count(*) FILTER (WHERE (recommendation.status = ANY (ARRAY['approved'::text, 'executed'::text]))))::double precision / (NULLIF(count(*) FILTER (WHERE (recommendation.status = ANY (ARRAY['approved'::text, 'executed'::text, 'rejected'::text]))), 0))::double precision) AS approval_rate,
    ((count(*) FILTER (WHERE ((recommendation.status = 'executed'::text) AND recommendation.resolved)))::double precision / (NULLIF(count(*) FILTER (WHERE ((recommendation.status = 'executed'::text) AND (recommendation.resolved IS NOT NULL))), 0))::double precision) AS resolution_rate,
    percentile_cont((0.5)::double precision) WITHIN GROUP (ORDER BY ((EXTRACT(epoch FROM (decision.decided_at - recommendation.created_timestamp)))::double precision)) FILTER (WHERE isfinite(recommendation.created_timestamp)) AS median_decision_seconds
   FROM (agentic_hmi.agent_recommendations recommendation
     LEFT JOIN ( SELECT recommendation_audit.recommendation_id,
            min(recommendation_audit.occurred_at) AS decided_at
           FROM andon.recommendation_audit
          WHERE ((recommendation_audit.old_status IS NOT NULL) AND (recommendation_audit.new_status = ANY (ARRAY['approved'::text, 'rejected'::text])) AND (COALESCE(recommendation_audit.kind, 'status_changed'::text) = 'status_changed'::text))
          GROUP BY recommendation_audit.recommendation_id) decision USING (recommendation_id))
  GROUP BY recommendation.issue_type;

COMMENT ON VIEW andon_analytics.recommendation_effectiveness IS 'What became of all recommendations of one issue type since the beginning; the counts by status add up to raised.';

COMMENT ON COLUMN andon_analytics.recommendation_effectiveness.issue_type IS 'the issue';

COMMENT ON COLUMN andon_analytics.recommendation_effectiveness.raised IS 'how many recommendations';

COMMENT ON COLUMN andon_analytics.recommendation_effectiveness.pending IS 'of them waiting for a decision';

COMMENT ON COLUMN andon_analytics.recommendation_effectiveness.approved IS 'of them approved, and not yet reported as done';

COMMENT ON COLUMN andon_analytics.recommendation_effectiveness.rejected IS 'of them rejected';

COMMENT ON COLUMN andon_analytics.recommendation_effectiveness.deferred IS 'of them put off';

COMMENT ON COLUMN andon_analytics.recommendation_effectiveness.executed IS 'of them reported as done';

COMMENT ON COLUMN andon_analytics.recommendation_effectiveness.expired IS 'of them replaced by a worse level of the same problem';

COMMENT ON COLUMN andon_analytics.recommendation_effectiveness.resolved IS 'executed ones whose work removed the trouble';

COMMENT ON COLUMN andon_analytics.recommendation_effectiveness.approval_rate IS 'approved or executed among those approved, executed or rejected, 0 to 1; null when nothing was decided';

COMMENT ON COLUMN andon_analytics.recommendation_effectiveness.resolution_rate IS 'resolved among the executed ones whose outcome was reported, 0 to 1; null when none was';

COMMENT ON COLUMN andon_analytics.recommendation_effectiveness.median_decision_seconds IS 'seconds from creation to the first approval or rejection, median';

CREATE VIEW andon_analytics.sensor_definitions AS
 SELECT effective_sensor.site_id,
    effective_sensor.equipment_id,
    effective_sensor.sensor_type,
    effective_sensor.name,
    effective_sensor.unit AS units,
    effective_sensor.normal_min,
    effective_sensor.normal_max,
    effective_sensor.alarm_low,
    effective_sensor.alarm_high,
    (num_nonnulls(effective_sensor.own_warning, effective_sensor.own_critical, effective_sensor.own_emergency, effective_sensor.alarm_low, effective_sensor.alarm_high, effective_sensor.own_warning_low, effective_sensor.own_critical_low, effective_sensor.own_emergency_low) > 0) AS has_own_limits,
    effective_sensor.effective_warning AS warning_limit,
    effective_sensor.effective_critical AS critical_limit,
    effective_sensor.effective_emergency AS emergency_limit,
    effective_sensor.unit_source AS units_source,
    effective_sensor.warning_source,
    effective_sensor.critical_source,
    effective_sensor.emergency_source,
    effective_sensor.kind,
    effective_sensor.roll_over_at,
    effective_sensor.missing_values,
    effective_sensor.allowed_states,
    effective_sensor.effective_warning_low AS warning_low_limit,
    effective_sensor.effective_critical_low AS critical_low_limit,
    effective_sensor.effective_emergency_low AS emergency_low_limit,
    effective_sensor.warning_low_source,
    effective_sensor.critical_low_source,
    effective_sensor.emergency_low_source
   FROM andon.effective_sensor
  WHERE (NOT (EXISTS ( SELECT
           FROM andon.sensor removed
          WHERE ((removed.sensor_id = effective_sensor.sensor_id) AND (removed.removed_at IS NOT NULL)))));

COMMENT ON VIEW andon_analytics.sensor_definitions IS 'Every sensor with its unit and the limits that hold for it, each its own or that of its type, and where they come from.';

COMMENT ON COLUMN andon_analytics.sensor_definitions.site_id IS 'the site; default where there is only one';

COMMENT ON COLUMN andon_analytics.sensor_definitions.equipment_id IS 'the equipment, unique within its site';

COMMENT ON COLUMN andon_analytics.sensor_definitions.sensor_type IS 'what is measured; with site and equipment it names one sensor';

COMMENT ON COLUMN andon_analytics.sensor_definitions.name IS 'what people call it';

COMMENT ON COLUMN andon_analytics.sensor_definitions.units IS 'unit of its values and limits, its own or that of its type; null where neither has one';

COMMENT ON COLUMN andon_analytics.sensor_definitions.normal_min IS 'lower end of the normal range, in units';

COMMENT ON COLUMN andon_analytics.sensor_definitions.normal_max IS 'upper end of the normal range, in units';

COMMENT ON COLUMN andon_analytics.sensor_definitions.alarm_low IS 'below this an alarm is raised, in units';

COMMENT ON COLUMN andon_analytics.sensor_definitions.alarm_high IS 'above this an alarm is raised, in units';

COMMENT ON COLUMN andon_analytics.sensor_definitions.has_own_limits IS 'true when at least one of the limits is the sensor''s own';

COMMENT ON COLUMN andon_analytics.sensor_definitions.warning_limit IS 'above this: severity medium, in units; null where there is none';

COMMENT ON COLUMN andon_analytics.sensor_definitions.critical_limit IS 'above this: severity high, in units; null where there is none';

COMMENT ON COLUMN andon_analytics.sensor_definitions.emergency_limit IS 'above this: severity critical, in units; null where there is none';

COMMENT ON COLUMN andon_analytics.sensor_definitions.units_source IS 'own; type where the sensor has none and that of its type is assumed; reading where the type has none either and that of its readings is assumed; or none';

COMMENT ON COLUMN andon_analytics.sensor_definitions.warning_source IS 'where warning_limit comes from: own, type, off (this sensor has none), none (nor has its type), not_convertible (the type''s is in a unit that cannot be converted into the sensor''s)';

COMMENT ON COLUMN andon_analytics.sensor_definitions.critical_source IS 'where critical_limit comes from, in the same words';

COMMENT ON COLUMN andon_analytics.sensor_definitions.emergency_source IS 'where emergency_limit comes from, in the same words';

COMMENT ON COLUMN andon_analytics.sensor_definitions.kind IS 'gauge; counter: a value that rises, whose windows have an increase; state: the name of a state, running or stopped, a mode';

COMMENT ON COLUMN andon_analytics.sensor_definitions.roll_over_at IS 'of a counter, where it starts at 0 again, in units; null where it never does';

COMMENT ON COLUMN andon_analytics.sensor_definitions.missing_values IS 'what the source writes where it has no value, in the sender''s unit; null where nothing is declared';

COMMENT ON COLUMN andon_analytics.sensor_definitions.allowed_states IS 'of a state, those that it may show; null or empty where any may come';

COMMENT ON COLUMN andon_analytics.sensor_definitions.warning_low_limit IS 'below this: severity medium, in units; null where there is none';

COMMENT ON COLUMN andon_analytics.sensor_definitions.critical_low_limit IS 'below this: severity high, in units; null where there is none';

COMMENT ON COLUMN andon_analytics.sensor_definitions.emergency_low_limit IS 'below this: severity critical, in units; null where there is none';

COMMENT ON COLUMN andon_analytics.sensor_definitions.warning_low_source IS 'where warning_low_limit comes from, in the words of warning_source';

COMMENT ON COLUMN andon_analytics.sensor_definitions.critical_low_source IS 'where critical_low_limit comes from, in the same words';

COMMENT ON COLUMN andon_analytics.sensor_definitions.emergency_low_source IS 'where emergency_low_limit comes from, in the same words';

CREATE VIEW public.sensor_data AS
 SELECT sensor.equipment_id,
    sensor.sensor_type,
    bronze.value_number AS sensor_value,
    bronze.units,
    bronze.event_time AS "timestamp",
    sensor.site_id,
    (ARRAY['good'::text, 'uncertain'::text, 'bad'::text])[(bronze.quality + 1)] AS quality,
    bronze.event_id
   FROM (andon.telemetry_bronze bronze
     JOIN andon.sensor sensor USING (sensor_id))
  WHERE (sensor.removed_at IS NULL)
UNION ALL
 SELECT sql_inbox.equipment_id,
    sql_inbox.sensor_type,
    sql_inbox.sensor_value,
    sql_inbox.units,
    sql_inbox."timestamp",
    sql_inbox.site_id,
    sql_inbox.quality,
    sql_inbox.event_id
   FROM andon.sql_inbox;

COMMENT ON VIEW public.sensor_data IS 'Readings, in and out. INSERT gives the server a reading like any other: it is checked within milliseconds, and what cannot be taken is in quarantine. UPDATE and DELETE are refused. docs/integrate/sql.md';

COMMENT ON COLUMN public.sensor_data.equipment_id IS 'The plant''s name of the machine, 1 to 200 characters; an unknown one is added. Needed.';

COMMENT ON COLUMN public.sensor_data.sensor_type IS 'What is measured, such as temperature, 1 to 200 characters. Needed.';

COMMENT ON COLUMN public.sensor_data.sensor_value IS 'The value, in units. NULL only with quality bad: a reading that says "no value".';

COMMENT ON COLUMN public.sensor_data.units IS 'Unit of the value, such as °C; NULL: the sensor''s own.';

COMMENT ON COLUMN public.sensor_data."timestamp" IS 'When the value was measured, kept to the millisecond; at most 5 minutes ahead and 30 days old unless set otherwise. Needed.';

COMMENT ON COLUMN public.sensor_data.site_id IS 'Site of the machine; NULL on insert: default.';

COMMENT ON COLUMN public.sensor_data.quality IS 'good, uncertain or bad; NULL on insert: good.';

COMMENT ON COLUMN public.sensor_data.event_id IS 'The writer''s own id of the reading, by which a repetition is known; may be NULL.';

ALTER TABLE ONLY agentic_hmi.agent_recommendations
    ADD CONSTRAINT agent_recommendations_pkey PRIMARY KEY (recommendation_id);

ALTER TABLE ONLY andon.alarm
    ADD CONSTRAINT alarm_alarm_id_key UNIQUE (alarm_id);

ALTER TABLE ONLY andon.alarm_event
    ADD CONSTRAINT alarm_event_pkey PRIMARY KEY (number);

ALTER TABLE ONLY andon.alarm_event
    ADD CONSTRAINT alarm_event_position_key UNIQUE ("position");

ALTER TABLE ONLY andon.alarm_journal
    ADD CONSTRAINT alarm_journal_pkey PRIMARY KEY (journal_id);

ALTER TABLE ONLY andon.alarm
    ADD CONSTRAINT alarm_pkey PRIMARY KEY (site_id, equipment_id, problem);

ALTER TABLE ONLY andon.alarm_rule
    ADD CONSTRAINT alarm_rule_pkey PRIMARY KEY (rule_id);

ALTER TABLE ONLY andon.alarm_site
    ADD CONSTRAINT alarm_site_pkey PRIMARY KEY (site_id);

ALTER TABLE ONLY andon.alarm_transition
    ADD CONSTRAINT alarm_transition_pkey PRIMARY KEY (transition_id);

ALTER TABLE ONLY andon.anomaly
    ADD CONSTRAINT anomaly_pkey PRIMARY KEY (anomaly_id);

ALTER TABLE ONLY andon.anomaly
    ADD CONSTRAINT anomaly_sensor_id_detector_window_start_key UNIQUE (sensor_id, detector, window_start);

ALTER TABLE ONLY andon.api_key_head
    ADD CONSTRAINT api_key_head_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY andon.api_key
    ADD CONSTRAINT api_key_pkey PRIMARY KEY (key_id);

ALTER TABLE ONLY andon.audit_cut
    ADD CONSTRAINT audit_cut_pkey PRIMARY KEY (cut_id);

ALTER TABLE ONLY andon.audit_head
    ADD CONSTRAINT audit_head_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY andon.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (audit_id);

ALTER TABLE ONLY andon.bad_minute
    ADD CONSTRAINT bad_minute_pkey PRIMARY KEY (sensor_id, window_start);

ALTER TABLE ONLY andon.bronze_batch
    ADD CONSTRAINT bronze_batch_pkey PRIMARY KEY (batch_no);

ALTER TABLE ONLY andon.bronze_head
    ADD CONSTRAINT bronze_head_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY andon.completed_window
    ADD CONSTRAINT completed_window_pkey PRIMARY KEY (shard_no, batch_no, sensor_id, window_start);

ALTER TABLE ONLY andon.counter_minute
    ADD CONSTRAINT counter_minute_pkey PRIMARY KEY (sensor_id, window_start);

ALTER TABLE ONLY andon.current_status
    ADD CONSTRAINT current_status_pkey PRIMARY KEY (sensor_id);

ALTER TABLE ONLY andon.detection_setting_history
    ADD CONSTRAINT detection_setting_history_pkey PRIMARY KEY (change_id);

ALTER TABLE ONLY andon.detection_setting
    ADD CONSTRAINT detection_setting_pkey PRIMARY KEY (setting_id);

ALTER TABLE ONLY andon.detector_memory
    ADD CONSTRAINT detector_memory_pkey PRIMARY KEY (sensor_id);

ALTER TABLE ONLY andon.detector_state
    ADD CONSTRAINT detector_state_pkey PRIMARY KEY (detector, subject);

ALTER TABLE ONLY andon.equipment
    ADD CONSTRAINT equipment_pkey PRIMARY KEY (site_id, equipment_id);

ALTER TABLE ONLY andon.event_head
    ADD CONSTRAINT event_head_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY andon.event_id
    ADD CONSTRAINT event_id_pkey PRIMARY KEY (site_id, event_id);

ALTER TABLE ONLY andon.explanation_usage
    ADD CONSTRAINT explanation_usage_pkey PRIMARY KEY (hour);

ALTER TABLE ONLY andon.feed_consumer
    ADD CONSTRAINT feed_consumer_pkey PRIMARY KEY (name);

ALTER TABLE ONLY andon.knowledge_entry
    ADD CONSTRAINT knowledge_entry_pkey PRIMARY KEY (knowledge_id);

ALTER TABLE ONLY andon.knowledge_history
    ADD CONSTRAINT knowledge_history_pkey PRIMARY KEY (change_id);

ALTER TABLE ONLY andon.lagging_equipment
    ADD CONSTRAINT lagging_equipment_pkey PRIMARY KEY (site_id, equipment_id);

ALTER TABLE ONLY andon.learning
    ADD CONSTRAINT learning_pkey PRIMARY KEY (is_only);

ALTER TABLE ONLY andon.learning_reset
    ADD CONSTRAINT learning_reset_pkey PRIMARY KEY (reset_id);

ALTER TABLE ONLY andon.learnt_kind
    ADD CONSTRAINT learnt_kind_pkey PRIMARY KEY (kind_id);

ALTER TABLE ONLY andon.learnt_kind
    ADD CONSTRAINT learnt_kind_site_id_equipment_type_issue_type_detector_key UNIQUE (site_id, equipment_type, issue_type, detector);

ALTER TABLE ONLY andon.learnt_place
    ADD CONSTRAINT learnt_place_pkey PRIMARY KEY (site_id, equipment_type);

ALTER TABLE ONLY andon.look_alike
    ADD CONSTRAINT look_alike_pkey PRIMARY KEY (look_alike_id);

ALTER TABLE ONLY andon.master_data_version
    ADD CONSTRAINT master_data_version_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY andon.notify_delivery
    ADD CONSTRAINT notify_delivery_pkey PRIMARY KEY (delivery_id);

ALTER TABLE ONLY andon.notify_delivery
    ADD CONSTRAINT notify_delivery_sink_id_message_id_key UNIQUE (sink_id, message_id);

ALTER TABLE ONLY andon.notify_escalation
    ADD CONSTRAINT notify_escalation_pkey PRIMARY KEY (route_id, alarm_id);

ALTER TABLE ONLY andon.notify_route
    ADD CONSTRAINT notify_route_name_key UNIQUE (name);

ALTER TABLE ONLY andon.notify_route
    ADD CONSTRAINT notify_route_pkey PRIMARY KEY (route_id);

ALTER TABLE ONLY andon.notify_secret
    ADD CONSTRAINT notify_secret_pkey PRIMARY KEY (secret_id);

ALTER TABLE ONLY andon.notify_sink
    ADD CONSTRAINT notify_sink_name_key UNIQUE (name);

ALTER TABLE ONLY andon.notify_sink
    ADD CONSTRAINT notify_sink_pkey PRIMARY KEY (sink_id);

ALTER TABLE ONLY andon.notify_sink_state
    ADD CONSTRAINT notify_sink_state_pkey PRIMARY KEY (sink_id);

ALTER TABLE ONLY andon.notify_step
    ADD CONSTRAINT notify_step_pkey PRIMARY KEY (route_id, step);

ALTER TABLE ONLY andon.notify_told
    ADD CONSTRAINT notify_told_pkey PRIMARY KEY (sink_id, alarm_id);

ALTER TABLE ONLY andon.notify_told_recommendation
    ADD CONSTRAINT notify_told_recommendation_pkey PRIMARY KEY (recommendation_id, sink_id);

ALTER TABLE ONLY andon.performance_rolled
    ADD CONSTRAINT performance_rolled_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY andon.performance_stale_hour
    ADD CONSTRAINT performance_stale_hour_pkey PRIMARY KEY (sensor_id, window_start);

ALTER TABLE ONLY andon.pipeline_partition
    ADD CONSTRAINT pipeline_partition_pkey PRIMARY KEY (partition_no);

ALTER TABLE ONLY andon.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (quarantine_id);

ALTER TABLE ONLY andon.reading_tally
    ADD CONSTRAINT reading_tally_pkey PRIMARY KEY (minute, tally, partition_no);

ALTER TABLE ONLY andon.reading_unit
    ADD CONSTRAINT reading_unit_pkey PRIMARY KEY (sensor_id);

ALTER TABLE ONLY andon.recommendation_audit
    ADD CONSTRAINT recommendation_audit_pkey PRIMARY KEY (audit_id);

ALTER TABLE ONLY andon.recommendation_event
    ADD CONSTRAINT recommendation_event_pkey PRIMARY KEY (number);

ALTER TABLE ONLY andon.recommendation_event
    ADD CONSTRAINT recommendation_event_position_key UNIQUE ("position");

ALTER TABLE ONLY andon.recommendation_feedback
    ADD CONSTRAINT recommendation_feedback_pkey PRIMARY KEY (feedback_id);

ALTER TABLE ONLY andon.recommendation_feedback
    ADD CONSTRAINT recommendation_feedback_recommendation_id_version_key UNIQUE (recommendation_id, version);

ALTER TABLE ONLY andon.recommendation_slot
    ADD CONSTRAINT recommendation_slot_pkey PRIMARY KEY (site_id, equipment_id, issue_type);

ALTER TABLE ONLY andon.restatement_head
    ADD CONSTRAINT restatement_head_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY andon.restatement
    ADD CONSTRAINT restatement_pkey PRIMARY KEY (number);

ALTER TABLE ONLY andon.rhythm
    ADD CONSTRAINT rhythm_pkey PRIMARY KEY (sensor_id);

ALTER TABLE ONLY andon.runtime_right
    ADD CONSTRAINT runtime_right_pkey PRIMARY KEY (kind, name);

ALTER TABLE ONLY andon.runtime_role
    ADD CONSTRAINT runtime_role_pkey PRIMARY KEY (role_name);

ALTER TABLE ONLY andon.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (version);

ALTER TABLE ONLY andon.sensor
    ADD CONSTRAINT sensor_pkey PRIMARY KEY (sensor_id);

ALTER TABLE ONLY andon.sensor_removal
    ADD CONSTRAINT sensor_removal_pkey PRIMARY KEY (removal_id);

ALTER TABLE ONLY andon.sensor
    ADD CONSTRAINT sensor_site_id_equipment_id_sensor_type_key UNIQUE (site_id, equipment_id, sensor_type);

ALTER TABLE ONLY andon.sensor_type
    ADD CONSTRAINT sensor_type_pkey PRIMARY KEY (sensor_type);

ALTER TABLE ONLY andon.server_configuration
    ADD CONSTRAINT server_configuration_pkey PRIMARY KEY (server_name);

ALTER TABLE ONLY andon.setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (singleton);

ALTER TABLE ONLY andon.silence
    ADD CONSTRAINT silence_pkey PRIMARY KEY (sensor_id);

ALTER TABLE ONLY andon.sql_inbox
    ADD CONSTRAINT sql_inbox_pkey PRIMARY KEY (inbox_id);

ALTER TABLE ONLY andon.stage_latency
    ADD CONSTRAINT stage_latency_pkey PRIMARY KEY (minute, stage, bucket);

ALTER TABLE ONLY andon.suppression
    ADD CONSTRAINT suppression_pkey PRIMARY KEY (suppression_id);

ALTER TABLE ONLY andon.unit_spelling
    ADD CONSTRAINT unit_spelling_pkey PRIMARY KEY (key, folded);

ALTER TABLE ONLY andon.window_checkpoint
    ADD CONSTRAINT window_checkpoint_pkey PRIMARY KEY (shard_no);

ALTER TABLE ONLY andon.withheld_recommendation
    ADD CONSTRAINT withheld_recommendation_pkey PRIMARY KEY (withheld_id);

ALTER TABLE ONLY andon.withheld_recommendation
    ADD CONSTRAINT withheld_recommendation_site_id_equipment_id_issue_type_det_key UNIQUE (site_id, equipment_id, issue_type, detector, day);

ALTER TABLE ONLY andon.writer_site
    ADD CONSTRAINT writer_site_pkey PRIMARY KEY (role_name, site_id);

CREATE INDEX agent_recommendations_due ON agentic_hmi.agent_recommendations USING btree (defer_until) WHERE (status = 'deferred'::text);

CREATE INDEX agent_recommendations_issue ON agentic_hmi.agent_recommendations USING btree (site_id, equipment_id, issue_type, created_timestamp DESC);

CREATE INDEX agent_recommendations_newest ON agentic_hmi.agent_recommendations USING btree (created_timestamp DESC, recommendation_id DESC);

CREATE INDEX agent_recommendations_pending ON agentic_hmi.agent_recommendations USING btree (created_timestamp DESC, recommendation_id DESC) WHERE (status = 'pending'::text);

CREATE INDEX alarm_active_sensor ON andon.alarm USING btree (sensor_id) WHERE active;

CREATE INDEX alarm_due ON andon.alarm USING btree (due_at) WHERE (due_at IS NOT NULL);

CREATE INDEX alarm_group ON andon.alarm USING btree (group_id) WHERE (group_id IS NOT NULL);

CREATE INDEX alarm_journal_alarm ON andon.alarm_journal USING btree (alarm_id, journal_id);

CREATE UNIQUE INDEX alarm_journal_chain ON andon.alarm_journal USING btree (chain_no) WHERE (chain_no IS NOT NULL);

CREATE INDEX alarm_journal_told ON andon.alarm_journal USING btree (occurred_at) WHERE (kind = ANY (ARRAY['raised'::text, 'worsened'::text, 'realarmed'::text, 'unshelved'::text, 'unsuppressed'::text, 'returned_to_service'::text]));

CREATE INDEX alarm_journal_unchained ON andon.alarm_journal USING btree (journal_id) WHERE (chain_no IS NULL);

CREATE UNIQUE INDEX alarm_rule_place ON andon.alarm_rule USING btree (site_id, COALESCE(equipment_id, ''::text), COALESCE(problem, ''::text));

CREATE INDEX alarm_shown ON andon.alarm USING btree (severity_rank DESC, active_since DESC, alarm_id DESC) WHERE (state <> 'normal'::text);

CREATE INDEX alarm_suppressed ON andon.alarm USING btree (site_id, equipment_id) WHERE suppressed;

CREATE INDEX anomaly_time ON andon.anomaly USING btree (event_time DESC, anomaly_id DESC);

CREATE UNIQUE INDEX audit_chain ON andon.audit USING btree (chain_no) WHERE (chain_no IS NOT NULL);

CREATE INDEX audit_object ON andon.audit USING btree (object_kind, audit_id);

CREATE INDEX audit_unchained ON andon.audit USING btree (audit_id) WHERE (chain_no IS NULL);

CREATE INDEX bad_minute_time ON andon.bad_minute USING brin (window_start);

CREATE INDEX bronze_batch_ingest ON andon.bronze_batch USING btree (ingest_id);

CREATE INDEX bronze_batch_received ON andon.bronze_batch USING brin (received_at);

CREATE INDEX counter_minute_time ON andon.counter_minute USING brin (window_start);

CREATE INDEX detection_setting_history_setting ON andon.detection_setting_history USING btree (setting_id, change_id);

CREATE UNIQUE INDEX detection_setting_place ON andon.detection_setting USING btree (detector, site_id, lower(equipment_type), (
CASE
    WHEN (equipment_id IS NULL) THEN lower(sensor_type)
    ELSE sensor_type
END), equipment_id) NULLS NOT DISTINCT;

CREATE INDEX equipment_skeleton ON andon.equipment USING btree (skeleton);

CREATE UNIQUE INDEX event_head_is_one ON andon.event_head USING btree ((true));

CREATE INDEX event_id_received ON andon.event_id USING brin (received_at);

CREATE UNIQUE INDEX knowledge_entry_place ON andon.knowledge_entry USING btree (site_id, issue, lower(equipment_type), lower(sensor_role)) NULLS NOT DISTINCT;

CREATE INDEX knowledge_history_entry ON andon.knowledge_history USING btree (knowledge_id, change_id);

CREATE INDEX learnt_kind_version ON andon.learnt_kind USING btree (version);

CREATE INDEX learnt_place_version ON andon.learnt_place USING btree (version);

CREATE INDEX look_alike_of ON andon.look_alike USING btree (site_id, equipment_id);

CREATE INDEX look_alike_to ON andon.look_alike USING btree (like_site_id, like_equipment_id);

CREATE INDEX notify_delivery_alarm ON andon.notify_delivery USING btree (alarm_id, delivery_id);

CREATE INDEX notify_delivery_dead ON andon.notify_delivery USING btree (delivery_id) WHERE (state = 'dead'::text);

CREATE INDEX notify_delivery_due ON andon.notify_delivery USING btree (sink_id, next_at) WHERE (state = 'waiting'::text);

CREATE INDEX notify_delivery_order ON andon.notify_delivery USING btree (sink_id, alarm_id, delivery_id) WHERE (state = 'waiting'::text);

CREATE INDEX notify_delivery_recommendation ON andon.notify_delivery USING btree (sink_id, recommendation_id, delivery_id) WHERE ((state = 'waiting'::text) AND (recommendation_id IS NOT NULL));

CREATE INDEX notify_delivery_settled ON andon.notify_delivery USING btree (settled_at) WHERE (state <> 'waiting'::text);

CREATE INDEX notify_escalation_alarm ON andon.notify_escalation USING btree (alarm_id);

CREATE INDEX notify_escalation_due ON andon.notify_escalation USING btree (due_at);

CREATE INDEX notify_secret_sink ON andon.notify_secret USING btree (sink_id);

CREATE INDEX notify_step_sink ON andon.notify_step USING btree (sink_id);

CREATE INDEX notify_told_alarm ON andon.notify_told USING btree (alarm_id);

CREATE INDEX notify_told_recommendation_sink ON andon.notify_told_recommendation USING btree (sink_id);

CREATE UNIQUE INDEX performance_1hour_key ON ONLY andon.performance_1hour USING btree (sensor_id, window_start);

ALTER TABLE ONLY andon.performance_1hour REPLICA IDENTITY USING INDEX performance_1hour_key;

CREATE UNIQUE INDEX performance_1min_key ON ONLY andon.performance_1min USING btree (sensor_id, window_start);

ALTER TABLE ONLY andon.performance_1min REPLICA IDENTITY USING INDEX performance_1min_key;

CREATE INDEX quarantine_pipeline ON andon.quarantine USING btree (event_time) WHERE (door = 'pipeline'::text);

CREATE INDEX quarantine_received ON andon.quarantine USING btree (received_at DESC, quarantine_id DESC);

CREATE INDEX reading_unit_changed ON andon.reading_unit USING btree (sensor_id) WHERE (changes > 0);

CREATE UNIQUE INDEX recommendation_audit_chain ON andon.recommendation_audit USING btree (chain_no) WHERE (chain_no IS NOT NULL);

CREATE INDEX recommendation_audit_recommendation ON andon.recommendation_audit USING btree (recommendation_id, audit_id);

CREATE INDEX recommendation_audit_unchained ON andon.recommendation_audit USING btree (audit_id) WHERE (chain_no IS NULL);

CREATE INDEX recommendation_feedback_decided ON andon.recommendation_feedback USING btree (decided_at);

CREATE INDEX recommendation_feedback_kind ON andon.recommendation_feedback USING btree (site_id, issue_type, feedback_id);

CREATE INDEX sensor_limits_without_unit ON andon.sensor USING btree (sensor_id) WHERE ((unit IS NULL) AND (num_nonnulls(warning_limit, critical_limit, emergency_limit, alarm_low, alarm_high, warning_low_limit, critical_low_limit, emergency_low_limit) > 0));

CREATE INDEX sensor_removed ON andon.sensor USING btree (sensor_id) WHERE (removed_at IS NOT NULL);

CREATE INDEX sensor_skeleton ON andon.sensor USING btree (site_id, equipment_id, skeleton);

CREATE INDEX sensor_unregistered ON andon.sensor USING btree (created_at, added_by) WHERE (NOT is_registered);

CREATE INDEX silence_recommendation ON andon.silence USING btree (recommendation_id);

CREATE INDEX suppression_of_machine ON andon.suppression USING btree (site_id, equipment_id);

CREATE INDEX suppression_open ON andon.suppression USING btree (suppression_id) WHERE (ended_at IS NULL);

CREATE INDEX telemetry_bronze_ingest ON ONLY andon.telemetry_bronze USING btree (ingest_id);

CREATE UNIQUE INDEX telemetry_bronze_key ON ONLY andon.telemetry_bronze USING btree (sensor_id, event_time);

ALTER TABLE ONLY andon.telemetry_bronze REPLICA IDENTITY USING INDEX telemetry_bronze_key;

CREATE UNIQUE INDEX telemetry_silver_key ON ONLY andon.telemetry_silver USING btree (sensor_id, event_time);

ALTER TABLE ONLY andon.telemetry_silver REPLICA IDENTITY USING INDEX telemetry_silver_key;

CREATE INDEX withheld_recommendation_last ON andon.withheld_recommendation USING btree (last_at, withheld_id);

CREATE TRIGGER a_normal_ids BEFORE INSERT ON agentic_hmi.agent_recommendations FOR EACH ROW WHEN ((((COALESCE(new.site_id, '-'::text) || '/'::text) || COALESCE(new.equipment_id, '-'::text)) !~ '^[!-~]+$'::text)) EXECUTE FUNCTION andon.normal_ids();

CREATE TRIGGER a_normal_ids_of_moved BEFORE UPDATE ON agentic_hmi.agent_recommendations FOR EACH ROW WHEN ((((new.site_id IS DISTINCT FROM old.site_id) OR (new.equipment_id IS DISTINCT FROM old.equipment_id)) AND (((new.site_id || '/'::text) || new.equipment_id) !~ '^[!-~]+$'::text))) EXECUTE FUNCTION andon.normal_ids();

CREATE TRIGGER alarms_update INSTEAD OF UPDATE ON agentic_hmi.alarms FOR EACH ROW EXECUTE FUNCTION andon.on_alarms_update();

CREATE TRIGGER recommendation_before_insert BEFORE INSERT ON agentic_hmi.agent_recommendations FOR EACH ROW EXECUTE FUNCTION andon.before_recommendation_insert();

CREATE TRIGGER recommendation_before_update BEFORE UPDATE ON agentic_hmi.agent_recommendations FOR EACH ROW EXECUTE FUNCTION andon.before_recommendation_update();

CREATE CONSTRAINT TRIGGER recommendation_changed AFTER UPDATE ON agentic_hmi.agent_recommendations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((NOT (old.status IS DISTINCT FROM new.status)) AND (NOT (((old.site_id IS DISTINCT FROM new.site_id) OR (old.equipment_id IS DISTINCT FROM new.equipment_id)) OR (old.issue_type IS DISTINCT FROM new.issue_type))) AND (((((((((((((((((((old.severity IS DISTINCT FROM new.severity) OR (old.issue_description IS DISTINCT FROM new.issue_description)) OR (old.recommended_action IS DISTINCT FROM new.recommended_action)) OR (old.confidence_score IS DISTINCT FROM new.confidence_score)) OR (old.root_cause_analysis IS DISTINCT FROM new.root_cause_analysis)) OR (old.expected_outcome IS DISTINCT FROM new.expected_outcome)) OR (old.operator_id IS DISTINCT FROM new.operator_id)) OR (old.operator_notes IS DISTINCT FROM new.operator_notes)) OR (old.approved_timestamp IS DISTINCT FROM new.approved_timestamp)) OR (old.executed_timestamp IS DISTINCT FROM new.executed_timestamp)) OR (old.defer_until IS DISTINCT FROM new.defer_until)) OR (old.rejection_reason IS DISTINCT FROM new.rejection_reason)) OR (old.outcome IS DISTINCT FROM new.outcome)) OR (old.resolved IS DISTINCT FROM new.resolved)) OR (old.urgency IS DISTINCT FROM new.urgency)) OR (old.time_to_threshold IS DISTINCT FROM new.time_to_threshold)) OR (old.anomaly_id IS DISTINCT FROM new.anomaly_id)) OR (old.created_timestamp IS DISTINCT FROM new.created_timestamp)) OR (old.findings IS DISTINCT FROM new.findings)))) EXECUTE FUNCTION andon.on_recommendation_changed();

CREATE CONSTRAINT TRIGGER recommendation_deleted AFTER DELETE ON agentic_hmi.agent_recommendations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION andon.on_recommendation_deleted();

CREATE TRIGGER recommendation_evidence_changed AFTER UPDATE OF evidence ON agentic_hmi.agent_recommendations FOR EACH ROW WHEN ((old.evidence IS DISTINCT FROM new.evidence)) EXECUTE FUNCTION andon.on_recommendation_evidence_changed();

CREATE CONSTRAINT TRIGGER recommendation_inserted AFTER INSERT ON agentic_hmi.agent_recommendations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION andon.on_recommendation_inserted();

CREATE CONSTRAINT TRIGGER recommendation_moved AFTER UPDATE ON agentic_hmi.agent_recommendations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((old.site_id IS DISTINCT FROM new.site_id) OR (old.equipment_id IS DISTINCT FROM new.equipment_id)) OR (old.issue_type IS DISTINCT FROM new.issue_type))) EXECUTE FUNCTION andon.on_recommendation_moved();

CREATE TRIGGER recommendation_slot_freed AFTER DELETE ON agentic_hmi.agent_recommendations FOR EACH ROW EXECUTE FUNCTION andon.free_recommendation_slot();

CREATE CONSTRAINT TRIGGER recommendation_status_changed AFTER UPDATE ON agentic_hmi.agent_recommendations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((old.status IS DISTINCT FROM new.status)) EXECUTE FUNCTION andon.on_recommendation_status_changed();

CREATE CONSTRAINT TRIGGER recommendation_status_feedback AFTER UPDATE ON agentic_hmi.agent_recommendations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.status IS DISTINCT FROM new.status) AND (new.status = ANY (ARRAY['approved'::text, 'rejected'::text, 'deferred'::text, 'executed'::text])))) EXECUTE FUNCTION andon.record_feedback();

CREATE TRIGGER recommendation_truncate BEFORE TRUNCATE ON agentic_hmi.agent_recommendations FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_truncate();

CREATE TRIGGER a_normal_ids BEFORE INSERT ON andon.equipment FOR EACH ROW WHEN ((((new.site_id || '/'::text) || new.equipment_id) !~ '^[!-~]+$'::text)) EXECUTE FUNCTION andon.normal_ids();

CREATE TRIGGER a_normal_ids BEFORE INSERT ON andon.sensor FOR EACH ROW WHEN ((((((new.site_id || '/'::text) || new.equipment_id) || '/'::text) || new.sensor_type) !~ '^[!-~]+$'::text)) EXECUTE FUNCTION andon.normal_ids();

CREATE TRIGGER alarm_before_insert BEFORE INSERT ON andon.alarm FOR EACH ROW EXECUTE FUNCTION andon.before_alarm_insert();

CREATE TRIGGER alarm_before_update BEFORE UPDATE ON andon.alarm FOR EACH ROW EXECUTE FUNCTION andon.before_alarm_update();

CREATE TRIGGER alarm_journal_append_only BEFORE DELETE OR UPDATE ON andon.alarm_journal FOR EACH ROW EXECUTE FUNCTION andon.refuse_audit_change();

CREATE TRIGGER alarm_journal_before_insert BEFORE INSERT ON andon.alarm_journal FOR EACH ROW EXECUTE FUNCTION andon.before_audit_insert();

CREATE TRIGGER alarm_journal_not_truncated BEFORE TRUNCATE ON andon.alarm_journal FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

CREATE CONSTRAINT TRIGGER alarm_recorded AFTER INSERT OR UPDATE ON andon.alarm DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION andon.record_alarm_event();

CREATE TRIGGER alarm_rule_truncate BEFORE TRUNCATE ON andon.alarm_rule FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_truncate();

CREATE TRIGGER alarm_set_up BEFORE INSERT OR UPDATE ON andon.alarm FOR EACH ROW EXECUTE FUNCTION andon.set_up_raised_alarm();

CREATE TRIGGER alarm_site_changed AFTER INSERT OR DELETE OR UPDATE ON andon.alarm_site FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();

CREATE TRIGGER alarm_site_truncate BEFORE TRUNCATE ON andon.alarm_site FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_truncate();

CREATE TRIGGER alarm_stays BEFORE DELETE OR TRUNCATE ON andon.alarm FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal('its journal and its events name it; take it out of service instead');

CREATE TRIGGER api_key_changed AFTER INSERT OR DELETE OR UPDATE OR TRUNCATE ON andon.api_key FOR EACH STATEMENT EXECUTE FUNCTION andon.on_api_key_changed();

CREATE TRIGGER api_key_head_stays BEFORE DELETE OR TRUNCATE ON andon.api_key_head FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal('the server counts by them and goes by them; it cannot work without');

CREATE TRIGGER audit_append_only BEFORE DELETE OR UPDATE ON andon.audit FOR EACH ROW EXECUTE FUNCTION andon.refuse_audit_change();

CREATE TRIGGER audit_before_insert BEFORE INSERT ON andon.audit FOR EACH ROW WHEN (((new.database_user <> (SESSION_USER)::text) OR (new.chain_no IS NOT NULL) OR (new.chain_hash IS NOT NULL) OR (new.occurred_at < now()) OR (new.occurred_at > clock_timestamp()))) EXECUTE FUNCTION andon.before_audit_insert();

CREATE TRIGGER audit_cut_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON andon.audit_cut FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

CREATE TRIGGER audit_head_stays BEFORE DELETE OR TRUNCATE ON andon.audit_head FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal('the server counts by them and goes by them; it cannot work without');

CREATE TRIGGER audit_not_truncated BEFORE TRUNCATE ON andon.audit FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

CREATE TRIGGER audited AFTER INSERT OR DELETE OR UPDATE ON andon.alarm_rule FOR EACH ROW EXECUTE FUNCTION andon.audit_change('alarm_rule', '{rule_id}', '{changed_at,changed_by}');

CREATE TRIGGER audited AFTER INSERT OR DELETE OR UPDATE ON andon.alarm_site FOR EACH ROW EXECUTE FUNCTION andon.audit_change('alarm_site', '{site_id}', '{changed_at,changed_by}');

CREATE TRIGGER audited AFTER INSERT OR DELETE OR UPDATE ON andon.alarm_transition FOR EACH ROW EXECUTE FUNCTION andon.audit_change('alarm_transition', '{transition_id}', '{}');

CREATE TRIGGER audited AFTER INSERT OR DELETE OR UPDATE ON andon.api_key FOR EACH ROW EXECUTE FUNCTION andon.audit_change('api_key', '{key_id}', '{created_timestamp}');

CREATE TRIGGER audited AFTER INSERT ON andon.audit_cut FOR EACH ROW EXECUTE FUNCTION andon.audit_change('audit', '{cut_id}', '{}');

CREATE TRIGGER audited AFTER INSERT OR DELETE OR UPDATE ON andon.detection_setting FOR EACH ROW EXECUTE FUNCTION andon.audit_change('detection_setting', '{setting_id}', '{}');

CREATE TRIGGER audited AFTER UPDATE ON andon.equipment FOR EACH ROW WHEN (((NOT (old.removed_at IS DISTINCT FROM new.removed_at)) OR new.is_registered)) EXECUTE FUNCTION andon.audit_change('equipment', '{site_id,equipment_id}', '{created_at,updated_at,skeleton,is_registered,removed_at}');

CREATE TRIGGER audited AFTER INSERT OR DELETE OR UPDATE ON andon.knowledge_entry FOR EACH ROW EXECUTE FUNCTION andon.audit_change('knowledge_entry', '{knowledge_id}', '{}');

CREATE TRIGGER audited AFTER UPDATE ON andon.learning FOR EACH ROW WHEN ((old.sharing IS DISTINCT FROM new.sharing)) EXECUTE FUNCTION andon.audit_change('learning', '{}', '{is_only,feedback_id,since_feedback_id,model_version,version,rebuilt_version}');

CREATE TRIGGER audited AFTER INSERT ON andon.learning_reset FOR EACH ROW EXECUTE FUNCTION andon.audit_change('learning_reset', '{reset_id}', '{reset_at}');

CREATE TRIGGER audited AFTER INSERT OR DELETE OR UPDATE ON andon.notify_route FOR EACH ROW EXECUTE FUNCTION andon.audit_change('notify_route', '{name}', '{since_number,changed_at,changed_by}');

CREATE TRIGGER audited AFTER INSERT OR DELETE OR UPDATE ON andon.notify_secret FOR EACH ROW EXECUTE FUNCTION andon.audit_change('notify_secret', '{sink_id,secret_id}', '{secret}');

CREATE TRIGGER audited AFTER INSERT OR DELETE OR UPDATE ON andon.notify_sink FOR EACH ROW EXECUTE FUNCTION andon.audit_change('notify_sink', '{name}', '{changed_at,changed_by}');

CREATE TRIGGER audited AFTER INSERT OR DELETE OR UPDATE ON andon.notify_step FOR EACH ROW EXECUTE FUNCTION andon.audit_change('notify_step', '{route_id,step}', '{}');

CREATE TRIGGER audited AFTER INSERT OR DELETE OR UPDATE ON andon.runtime_right FOR EACH ROW EXECUTE FUNCTION andon.audit_change('runtime_right', '{kind,name}', '{}');

CREATE TRIGGER audited AFTER INSERT OR DELETE OR UPDATE ON andon.runtime_role FOR EACH ROW EXECUTE FUNCTION andon.audit_change('runtime_role', '{role_name}', '{granted_at}');

CREATE TRIGGER audited AFTER UPDATE ON andon.sensor FOR EACH ROW WHEN (((NOT (old.removed_at IS DISTINCT FROM new.removed_at)) OR new.is_registered)) EXECUTE FUNCTION andon.audit_change('sensor', '{site_id,equipment_id,sensor_type}', '{sensor_id,created_at,updated_at,skeleton,is_registered,added_by,removed_at,returned_at,unit_changed_at,unit_version}');

CREATE TRIGGER audited AFTER INSERT ON andon.sensor_removal FOR EACH ROW EXECUTE FUNCTION andon.audit_change('sensor_removal', '{removal_id}', '{sensor_ids,operator_id,credential_id,removed_through,removed_at}');

CREATE TRIGGER audited AFTER INSERT OR DELETE OR UPDATE ON andon.sensor_type FOR EACH ROW EXECUTE FUNCTION andon.audit_change('sensor_type', '{sensor_type}', '{}');

CREATE TRIGGER audited AFTER UPDATE ON andon.setting FOR EACH ROW EXECUTE FUNCTION andon.audit_change('setting', '{}', '{singleton}');

CREATE TRIGGER audited AFTER INSERT OR UPDATE ON andon.suppression FOR EACH ROW EXECUTE FUNCTION andon.audit_change('suppression', '{suppression_id}', '{made_by,made_at,ended_at}');

CREATE TRIGGER audited AFTER INSERT OR DELETE OR UPDATE ON andon.writer_site FOR EACH ROW EXECUTE FUNCTION andon.audit_change('writer_site', '{role_name,site_id}', '{}');

CREATE TRIGGER audited_when_added AFTER INSERT ON andon.equipment FOR EACH ROW WHEN (new.is_registered) EXECUTE FUNCTION andon.audit_change('equipment', '{site_id,equipment_id}', '{created_at,updated_at,skeleton,is_registered,removed_at}');

CREATE TRIGGER audited_when_added AFTER INSERT ON andon.sensor FOR EACH ROW WHEN (new.is_registered) EXECUTE FUNCTION andon.audit_change('sensor', '{site_id,equipment_id,sensor_type}', '{sensor_id,created_at,updated_at,skeleton,is_registered,added_by,removed_at,returned_at,unit_changed_at,unit_version}');

CREATE TRIGGER audited_when_removed AFTER DELETE ON andon.equipment FOR EACH ROW EXECUTE FUNCTION andon.audit_change('equipment', '{site_id,equipment_id}', '{created_at,updated_at,skeleton,is_registered,removed_at}');

CREATE TRIGGER audited_when_truncated AFTER TRUNCATE ON andon.alarm_transition FOR EACH STATEMENT EXECUTE FUNCTION andon.audit_change('alarm_transition', '{}', '{}');

CREATE TRIGGER audited_when_truncated AFTER TRUNCATE ON andon.api_key FOR EACH STATEMENT EXECUTE FUNCTION andon.audit_change('api_key', '{}', '{}');

CREATE TRIGGER audited_when_truncated AFTER TRUNCATE ON andon.notify_route FOR EACH STATEMENT EXECUTE FUNCTION andon.audit_change('notify_route', '{}', '{}');

CREATE TRIGGER audited_when_truncated AFTER TRUNCATE ON andon.notify_secret FOR EACH STATEMENT EXECUTE FUNCTION andon.audit_change('notify_secret', '{}', '{}');

CREATE TRIGGER audited_when_truncated AFTER TRUNCATE ON andon.notify_sink FOR EACH STATEMENT EXECUTE FUNCTION andon.audit_change('notify_sink', '{}', '{}');

CREATE TRIGGER audited_when_truncated AFTER TRUNCATE ON andon.notify_step FOR EACH STATEMENT EXECUTE FUNCTION andon.audit_change('notify_step', '{}', '{}');

CREATE TRIGGER audited_when_truncated AFTER TRUNCATE ON andon.sensor_type FOR EACH STATEMENT EXECUTE FUNCTION andon.audit_change('sensor_type', '{}', '{}');

CREATE TRIGGER bronze_head_stays BEFORE DELETE OR TRUNCATE ON andon.bronze_head FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal('the server counts by them and goes by them; it cannot work without');

CREATE TRIGGER detection_setting_change_recorded AFTER UPDATE ON andon.detection_setting FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION andon.record_detection_setting();

CREATE TRIGGER detection_setting_changed AFTER INSERT OR DELETE OR UPDATE ON andon.detection_setting FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();

CREATE TRIGGER detection_setting_history_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON andon.detection_setting_history FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

CREATE TRIGGER detection_setting_recorded AFTER INSERT OR DELETE ON andon.detection_setting FOR EACH ROW EXECUTE FUNCTION andon.record_detection_setting();

CREATE TRIGGER detection_setting_told AFTER INSERT OR DELETE OR UPDATE ON andon.detection_setting FOR EACH STATEMENT EXECUTE FUNCTION andon.on_equipment_service_changed();

CREATE TRIGGER detection_setting_truncate BEFORE TRUNCATE ON andon.detection_setting FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_truncate();

CREATE TRIGGER equipment_changed AFTER DELETE OR UPDATE ON andon.equipment FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();

CREATE TRIGGER equipment_out_of_service AFTER UPDATE OF is_active ON andon.equipment FOR EACH ROW WHEN ((old.is_active AND (NOT new.is_active))) EXECUTE FUNCTION andon.end_alarms_out_of_service();

CREATE TRIGGER equipment_service_changed AFTER UPDATE OF is_active ON andon.equipment FOR EACH ROW WHEN ((old.is_active IS DISTINCT FROM new.is_active)) EXECUTE FUNCTION andon.on_equipment_service_changed();

CREATE TRIGGER event_head_stays BEFORE DELETE OR TRUNCATE ON andon.event_head FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal('the server counts by them and goes by them; it cannot work without');

CREATE TRIGGER knowledge_change_recorded AFTER UPDATE ON andon.knowledge_entry FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION andon.record_knowledge();

CREATE TRIGGER knowledge_changed AFTER INSERT OR DELETE OR UPDATE ON andon.knowledge_entry FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();

CREATE TRIGGER knowledge_history_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON andon.knowledge_history FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

CREATE TRIGGER knowledge_recorded AFTER INSERT OR DELETE ON andon.knowledge_entry FOR EACH ROW EXECUTE FUNCTION andon.record_knowledge();

CREATE TRIGGER knowledge_told AFTER INSERT OR DELETE OR UPDATE ON andon.knowledge_entry FOR EACH STATEMENT EXECUTE FUNCTION andon.on_equipment_service_changed();

CREATE TRIGGER knowledge_truncate BEFORE TRUNCATE ON andon.knowledge_entry FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_truncate();

CREATE TRIGGER learning_reset_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON andon.learning_reset FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

CREATE TRIGGER learning_stays BEFORE DELETE OR TRUNCATE ON andon.learning FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal('the server counts by them and goes by them; it cannot work without');

CREATE TRIGGER look_alikes AFTER INSERT OR DELETE OR UPDATE OF site_id, equipment_id ON andon.equipment FOR EACH ROW EXECUTE FUNCTION andon.note_equipment_look_alikes();

CREATE TRIGGER look_alikes AFTER INSERT OR DELETE OR UPDATE OF site_id, equipment_id, sensor_type ON andon.sensor FOR EACH ROW EXECUTE FUNCTION andon.note_sensor_look_alikes();

CREATE TRIGGER master_data_version_stays BEFORE DELETE OR TRUNCATE ON andon.master_data_version FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal('the server counts by them and goes by them; it cannot work without');

CREATE TRIGGER performance_left_hour AFTER UPDATE OF sensor_id, window_start ON andon.performance_1min FOR EACH ROW WHEN ((old.window_start < (now() - '20:00:00'::interval))) EXECUTE FUNCTION andon.mark_left_hour();

CREATE TRIGGER performance_rolled_stays BEFORE DELETE OR TRUNCATE ON andon.performance_rolled FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal('the server counts by them and goes by them; it cannot work without');

CREATE TRIGGER performance_stale_hour AFTER INSERT OR UPDATE ON andon.performance_1min FOR EACH ROW WHEN ((new.window_start < (now() - '20:00:00'::interval))) EXECUTE FUNCTION andon.mark_stale_hour();

CREATE TRIGGER performance_stale_hour_deleted AFTER DELETE ON andon.performance_1min FOR EACH ROW WHEN ((old.window_start < (now() - '20:00:00'::interval))) EXECUTE FUNCTION andon.mark_stale_hour();

CREATE TRIGGER performance_truncated AFTER TRUNCATE ON andon.performance_1min FOR EACH STATEMENT EXECUTE FUNCTION andon.forget_hours();

CREATE TRIGGER pipeline_partition_stays BEFORE DELETE OR TRUNCATE ON andon.pipeline_partition FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal('the server counts by them and goes by them; it cannot work without');

CREATE TRIGGER recommendation_audit_append_only BEFORE DELETE OR UPDATE ON andon.recommendation_audit FOR EACH ROW EXECUTE FUNCTION andon.refuse_audit_change();

CREATE TRIGGER recommendation_audit_before_insert BEFORE INSERT ON andon.recommendation_audit FOR EACH ROW EXECUTE FUNCTION andon.before_audit_insert();

CREATE TRIGGER recommendation_audit_not_truncated BEFORE TRUNCATE ON andon.recommendation_audit FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

CREATE TRIGGER recommendation_feedback_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON andon.recommendation_feedback FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

CREATE TRIGGER registered BEFORE UPDATE OF equipment_type, manufacturer, model, location, criticality, max_capacity, installation_date, last_maintenance_date, maintenance_interval_days, is_active ON andon.equipment FOR EACH ROW EXECUTE FUNCTION andon.note_registration();

CREATE TRIGGER registered BEFORE UPDATE OF name, unit, normal_min, normal_max, alarm_low, alarm_high, warning_limit, critical_limit, emergency_limit, warning_limit_off, critical_limit_off, emergency_limit_off, warning_low_limit, critical_low_limit, emergency_low_limit, warning_low_limit_off, critical_low_limit_off, emergency_low_limit_off, kind, roll_over_at, missing_values, allowed_states ON andon.sensor FOR EACH ROW EXECUTE FUNCTION andon.note_registration();

CREATE TRIGGER restatement_head_stays BEFORE DELETE OR TRUNCATE ON andon.restatement_head FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal('the server counts by them and goes by them; it cannot work without');

CREATE TRIGGER sensor_changed AFTER DELETE OR UPDATE ON andon.sensor FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();

CREATE TRIGGER sensor_keeps_its_key BEFORE UPDATE ON andon.sensor FOR EACH ROW WHEN (((((old.sensor_id IS DISTINCT FROM new.sensor_id) OR (old.site_id IS DISTINCT FROM new.site_id)) OR (old.equipment_id IS DISTINCT FROM new.equipment_id)) OR (old.sensor_type IS DISTINCT FROM new.sensor_type))) EXECUTE FUNCTION andon.refuse_sensor_renamed();

CREATE TRIGGER sensor_removal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON andon.sensor_removal FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_change();

CREATE TRIGGER sensor_stays BEFORE DELETE OR TRUNCATE ON andon.sensor FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal('its readings name it; to take equipment out of use set is_active = false in andon.equipment');

CREATE TRIGGER sensor_type_added AFTER INSERT OR DELETE ON andon.sensor_type FOR EACH ROW EXECUTE FUNCTION andon.sensor_type_unit_changed();

CREATE TRIGGER sensor_type_changed AFTER INSERT OR DELETE OR UPDATE ON andon.sensor_type FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();

CREATE TRIGGER sensor_type_truncated AFTER TRUNCATE ON andon.sensor_type FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();

CREATE TRIGGER sensor_type_unit_changed AFTER UPDATE ON andon.sensor_type FOR EACH ROW WHEN (((new.unit IS DISTINCT FROM old.unit) OR (new.sensor_type <> old.sensor_type))) EXECUTE FUNCTION andon.sensor_type_unit_changed();

CREATE TRIGGER sensor_unit_changed BEFORE UPDATE OF unit ON andon.sensor FOR EACH ROW WHEN ((new.unit IS DISTINCT FROM old.unit)) EXECUTE FUNCTION andon.sensor_unit_changed();

CREATE TRIGGER sensors_removed AFTER INSERT ON andon.sensor_removal FOR EACH STATEMENT EXECUTE FUNCTION andon.on_sensors_removed();

CREATE TRIGGER setting_stays BEFORE DELETE OR TRUNCATE ON andon.setting FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal('the server counts by them and goes by them; it cannot work without');

CREATE TRIGGER suppression_stays BEFORE DELETE OR TRUNCATE ON andon.suppression FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_removal('alarms name its reason; end it instead');

CREATE TRIGGER unit_spelling_changed AFTER INSERT OR DELETE OR UPDATE ON andon.unit_spelling FOR EACH STATEMENT EXECUTE FUNCTION andon.master_data_changed();

CREATE TRIGGER writer_site_truncate BEFORE TRUNCATE ON andon.writer_site FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_truncate();

CREATE TRIGGER sensor_data_after_insert AFTER INSERT ON public.sensor_data FOR EACH STATEMENT EXECUTE FUNCTION andon.after_sensor_data_insert();

CREATE TRIGGER sensor_data_insert INSTEAD OF INSERT ON public.sensor_data FOR EACH ROW EXECUTE FUNCTION andon.on_sensor_data_insert();

CREATE TRIGGER sensor_data_no_change BEFORE DELETE OR UPDATE ON public.sensor_data FOR EACH STATEMENT EXECUTE FUNCTION andon.on_sensor_data_change();

CREATE TRIGGER sensor_data_no_change_of_row INSTEAD OF DELETE OR UPDATE ON public.sensor_data FOR EACH ROW EXECUTE FUNCTION andon.on_sensor_data_change();

ALTER TABLE ONLY andon.notify_delivery
    ADD CONSTRAINT notify_delivery_sink_id_fkey FOREIGN KEY (sink_id) REFERENCES andon.notify_sink(sink_id) ON DELETE CASCADE;

ALTER TABLE ONLY andon.notify_escalation
    ADD CONSTRAINT notify_escalation_route_id_fkey FOREIGN KEY (route_id) REFERENCES andon.notify_route(route_id) ON DELETE CASCADE;

ALTER TABLE ONLY andon.notify_secret
    ADD CONSTRAINT notify_secret_sink_id_fkey FOREIGN KEY (sink_id) REFERENCES andon.notify_sink(sink_id) ON DELETE CASCADE;

ALTER TABLE ONLY andon.notify_sink_state
    ADD CONSTRAINT notify_sink_state_sink_id_fkey FOREIGN KEY (sink_id) REFERENCES andon.notify_sink(sink_id) ON DELETE CASCADE;

ALTER TABLE ONLY andon.notify_step
    ADD CONSTRAINT notify_step_route_id_fkey FOREIGN KEY (route_id) REFERENCES andon.notify_route(route_id) ON DELETE CASCADE;

ALTER TABLE ONLY andon.notify_step
    ADD CONSTRAINT notify_step_sink_id_fkey FOREIGN KEY (sink_id) REFERENCES andon.notify_sink(sink_id);

ALTER TABLE ONLY andon.notify_told_recommendation
    ADD CONSTRAINT notify_told_recommendation_sink_id_fkey FOREIGN KEY (sink_id) REFERENCES andon.notify_sink(sink_id) ON DELETE CASCADE;

ALTER TABLE ONLY andon.notify_told
    ADD CONSTRAINT notify_told_sink_id_fkey FOREIGN KEY (sink_id) REFERENCES andon.notify_sink(sink_id) ON DELETE CASCADE;

ALTER TABLE ONLY andon.reading_unit
    ADD CONSTRAINT reading_unit_sensor_id_fkey FOREIGN KEY (sensor_id) REFERENCES andon.sensor(sensor_id) ON DELETE CASCADE;

ALTER TABLE ONLY andon.sensor
    ADD CONSTRAINT sensor_site_id_equipment_id_fkey FOREIGN KEY (site_id, equipment_id) REFERENCES andon.equipment(site_id, equipment_id);

GRANT USAGE ON SCHEMA andon_analytics TO andon_reader;

REVOKE ALL ON FUNCTION andon.add_api_key(key_id text, name text, secret_hash text, scopes text[], site_ids text[], expires timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.after_sensor_data_insert() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.alarm_flags(alarm andon.alarm) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.alarm_allows(alarm andon.alarm, wanted text) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.audit_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.audit_text(log text, entry jsonb, chain_no bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.before_alarm_insert() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.before_alarm_update() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.before_audit_insert() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.before_recommendation_insert() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.before_recommendation_update() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.chain_audit(most integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.change_author(OUT operator_id text, OUT changed_through text, OUT key_id text, OUT token_issuer text, OUT token_subject text) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.current_master_data_version() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.cut_audit(older_than timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.drop_partition(name text) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.end_alarms_out_of_service() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.forget_hours() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.free_recommendation_slot() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.grant_runtime(role_name name) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.is_server() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.is_suppression_due() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.limit_api_keys(key_ids text[], sets_readings boolean, readings integer, sets_operations boolean, operations integer) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.make_partition(parent text, day date) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.mark_left_hour() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.mark_stale_hour() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.master_data_changed() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.next_alarm_event(OUT number bigint, OUT token text, OUT previous_token text, OUT "position" bigint, OUT previous_position bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.next_event(OUT number bigint, OUT token text, OUT previous_token text, OUT "position" bigint, OUT previous_position bigint) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.normal_ids() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.note_equipment_look_alikes() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.note_registration() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.note_sensor_look_alikes() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.on_alarms_update() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.on_api_key_changed() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.on_equipment_service_changed() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.on_recommendation_changed() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.on_recommendation_deleted() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.on_recommendation_evidence_changed() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.on_recommendation_inserted() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.on_recommendation_moved() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.on_recommendation_status_changed() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.on_sensor_data_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.on_sensor_data_insert() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.on_sensors_removed() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.proven_credential(OUT key_id text, OUT token_issuer text, OUT token_subject text) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.quiet_after(status text, at timestamp with time zone) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.record_access(entries jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.record_alarm_event() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.record_configuration(server_name text, settings jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.record_detection_setting() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.record_feedback() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.record_knowledge() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.record_new_recommendation(recommendation agentic_hmi.agent_recommendations) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.record_recommendation_event(kind text, was text, recommendation agentic_hmi.agent_recommendations, before agentic_hmi.agent_recommendations) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.refuse_audit_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.refuse_change() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.refuse_removal() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.refuse_sensor_renamed() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.refuse_truncate() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.revoke_api_keys(key_ids text[]) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.ring(channel text, payload jsonb) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.runtime_rights() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.sensor_type_unit_changed() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.sensor_unit_changed() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.set_up_raised_alarm() FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.slot_is_held(slot andon.recommendation_slot, newcomer text, at timestamp with time zone, dedupe_window interval) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.suppression_reason(site text, equipment text) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.take_recommendation_slot(site text, equipment text, issue text, recommendation text) FROM PUBLIC;

REVOKE ALL ON FUNCTION andon.unit_name(unit text) FROM PUBLIC;

GRANT SELECT ON TABLE andon_analytics.ai_recommendations_gold TO andon_reader;

GRANT SELECT ON TABLE andon_analytics.anomaly_detection_silver TO andon_reader;

GRANT SELECT ON TABLE andon_analytics.audit TO andon_reader;

GRANT SELECT ON TABLE andon_analytics.equipment_current_status TO andon_reader;

GRANT SELECT ON TABLE andon_analytics.equipment_master TO andon_reader;

GRANT SELECT ON TABLE andon_analytics.equipment_performance_1day TO andon_reader;

GRANT SELECT ON TABLE andon_analytics.equipment_performance_1hour TO andon_reader;

GRANT SELECT ON TABLE andon_analytics.equipment_performance_1min TO andon_reader;

GRANT SELECT ON TABLE andon_analytics.ml_predictions TO andon_reader;

GRANT SELECT ON TABLE andon_analytics.operator_feedback_bronze TO andon_reader;

GRANT SELECT ON TABLE andon_analytics.ot_sensors_normalized TO andon_reader;

GRANT SELECT ON TABLE andon_analytics.ot_telemetry_bronze TO andon_reader;

GRANT SELECT ON TABLE andon_analytics.quarantine TO andon_reader;

GRANT SELECT ON TABLE andon_analytics.recommendation_effectiveness TO andon_reader;

GRANT SELECT ON TABLE andon_analytics.sensor_definitions TO andon_reader;
