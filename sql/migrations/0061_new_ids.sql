-- A recommendation whose id is made here is certainly new: nothing of that id is looked for, twice, on the way of every alert.
CREATE OR REPLACE FUNCTION andon.before_recommendation_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
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
