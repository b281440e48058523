-- The rule against a second pending recommendation, in one place. Until now it stood in the function that takes a slot and once more in
-- the statement that gives deferred recommendations back to the queue.
-- A body in the form of the SQL standard is bound to its operators here, so that the planner may write it into the statements that ask.
CREATE FUNCTION andon.slot_is_held(slot andon.recommendation_slot, newcomer text, at timestamptz, dedupe_window interval) RETURNS boolean
LANGUAGE sql STABLE
RETURN slot.pending AND slot.recommendation_id <> newcomer AND slot.raised_at > at - dedupe_window;
REVOKE EXECUTE ON FUNCTION andon.slot_is_held FROM PUBLIC;
COMMENT ON FUNCTION andon.slot_is_held IS 'The rule against a second pending recommendation: one that is pending keeps others of the same site, equipment and issue out for the dedupe window. Whoever takes a slot, and whoever asks whether it could be taken, goes by this';
COMMENT ON TABLE andon.recommendation_slot IS 'One row for each site, equipment and issue. The primary key makes concurrent writers of one issue wait for each other; andon.slot_is_held says who may have it. quiet_until is the pipeline''s own, longer restraint (andon.quiet_after)';

CREATE OR REPLACE FUNCTION andon.take_recommendation_slot(site text, equipment text, issue text, recommendation text)
RETURNS boolean LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
  INSERT INTO andon.recommendation_slot AS slot
  VALUES (site, equipment, issue, recommendation, clock_timestamp(), true, 'infinity')
  ON CONFLICT (site_id, equipment_id, issue_type) DO UPDATE
    SET recommendation_id = excluded.recommendation_id, raised_at = excluded.raised_at, pending = true, quiet_until = 'infinity'
    WHERE NOT andon.slot_is_held(slot, excluded.recommendation_id, excluded.raised_at, (SELECT dedupe_window FROM andon.setting));
  RETURN FOUND;
END $$;
