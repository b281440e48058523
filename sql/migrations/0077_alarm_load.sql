-- The load of operators is read from the journal of alarms by time. Only what may tell operators something has an
-- entry in the index.
CREATE INDEX alarm_journal_told ON andon.alarm_journal (occurred_at)
  WHERE kind IN ('raised', 'worsened', 'realarmed', 'unshelved', 'unsuppressed', 'returned_to_service');

CREATE TABLE andon.alarm_site (
  site_id text PRIMARY KEY,
  operator_positions int NOT NULL DEFAULT 1 CHECK (operator_positions BETWEEN 1 AND 1000),
  changed_at timestamptz NOT NULL DEFAULT now(),
  changed_by text
);
COMMENT ON TABLE andon.alarm_site IS 'how the alarms of a site are told and judged; a site without a row has the defaults';
COMMENT ON COLUMN andon.alarm_site.operator_positions IS 'how many operators share the alarms of the site at any time';
CREATE TRIGGER audited AFTER INSERT OR UPDATE OR DELETE ON andon.alarm_site FOR EACH ROW
  EXECUTE FUNCTION andon.audit_change('alarm_site', '{site_id}', '{changed_at,changed_by}');
CREATE TRIGGER alarm_site_truncate BEFORE TRUNCATE ON andon.alarm_site FOR EACH STATEMENT EXECUTE FUNCTION andon.refuse_truncate();
