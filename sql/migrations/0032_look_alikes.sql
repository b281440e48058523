-- Ids are stored without blanks around them and composed (NFC), whoever writes them. What still looks like another one, by capital
-- letters, dashes, invisible or foreign letters, is noted when it appears, so that nobody has to look through all of them.
CREATE FUNCTION andon.normal_ids() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
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
-- Named so that they run before the other triggers of their tables. Rows of printable ASCII, which are nearly all, call nothing.
CREATE TRIGGER a_normal_ids BEFORE INSERT ON andon.equipment FOR EACH ROW
  WHEN (NEW.site_id || '/' || NEW.equipment_id !~ '^[!-~]+$') EXECUTE FUNCTION andon.normal_ids();
CREATE TRIGGER a_normal_ids BEFORE INSERT ON andon.sensor FOR EACH ROW
  WHEN (NEW.site_id || '/' || NEW.equipment_id || '/' || NEW.sensor_type !~ '^[!-~]+$') EXECUTE FUNCTION andon.normal_ids();
CREATE TRIGGER a_normal_ids BEFORE INSERT ON agentic_hmi.agent_recommendations FOR EACH ROW
  WHEN (coalesce(NEW.site_id, '-') || '/' || coalesce(NEW.equipment_id, '-') !~ '^[!-~]+$') EXECUTE FUNCTION andon.normal_ids();

-- What an id looks like: without what cannot be seen, in small letters, Cyrillic and Greek letters as the Latin ones of the same look.
ALTER TABLE andon.equipment ADD COLUMN skeleton text GENERATED ALWAYS AS (
  lower(translate(regexp_replace(normalize(site_id, NFKC), '[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]', '', 'g'), '−‐‑‒–—АВЕКМНОРСТУХЅІЈаеорсухѕіјΑΒΕΖΗΙΚΜΝΟΡΤΥΧονυ', '------ABEKMHOPCTYXSIJaeopcyxsijABEZHIKMNOPTYXovu'))
  || '/' || lower(translate(regexp_replace(normalize(equipment_id, NFKC), '[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]', '', 'g'), '−‐‑‒–—АВЕКМНОРСТУХЅІЈаеорсухѕіјΑΒΕΖΗΙΚΜΝΟΡΤΥΧονυ', '------ABEKMHOPCTYXSIJaeopcyxsijABEZHIKMNOPTYXovu'))) STORED;
ALTER TABLE andon.sensor ADD COLUMN skeleton text GENERATED ALWAYS AS (
  lower(translate(regexp_replace(normalize(sensor_type, NFKC), '[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]', '', 'g'), '−‐‑‒–—АВЕКМНОРСТУХЅІЈаеорсухѕіјΑΒΕΖΗΙΚΜΝΟΡΤΥΧονυ', '------ABEKMHOPCTYXSIJaeopcyxsijABEZHIKMNOPTYXovu'))) STORED;
CREATE INDEX equipment_skeleton ON andon.equipment (skeleton);
CREATE INDEX sensor_skeleton ON andon.sensor (site_id, equipment_id, skeleton);

-- Two machines, or two sensors of one machine, that look alike. The first is the one that came later.
CREATE TABLE andon.look_alike (
  look_alike_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id text NOT NULL,
  equipment_id text NOT NULL,
  sensor_type text,
  like_site_id text NOT NULL,
  like_equipment_id text NOT NULL,
  like_sensor_type text,
  since timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN andon.look_alike.sensor_type IS 'null: the machines themselves look alike';
CREATE INDEX look_alike_of ON andon.look_alike (site_id, equipment_id);
CREATE INDEX look_alike_to ON andon.look_alike (like_site_id, like_equipment_id);

CREATE FUNCTION andon.note_equipment_look_alikes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
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
CREATE TRIGGER look_alikes AFTER INSERT OR DELETE OR UPDATE OF site_id, equipment_id ON andon.equipment
  FOR EACH ROW EXECUTE FUNCTION andon.note_equipment_look_alikes();

CREATE FUNCTION andon.note_sensor_look_alikes() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
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
CREATE TRIGGER look_alikes AFTER INSERT OR DELETE OR UPDATE OF site_id, equipment_id, sensor_type ON andon.sensor
  FOR EACH ROW EXECUTE FUNCTION andon.note_sensor_look_alikes();

-- What is there already stays as it is and is named: to make one machine of two is a decision for people.
INSERT INTO andon.look_alike (site_id, equipment_id, like_site_id, like_equipment_id, since)
SELECT later.site_id, later.equipment_id, first.site_id, first.equipment_id, later.created_at
FROM andon.equipment AS later JOIN andon.equipment AS first USING (skeleton)
WHERE (later.created_at, later.site_id, later.equipment_id) > (first.created_at, first.site_id, first.equipment_id);
INSERT INTO andon.look_alike (site_id, equipment_id, sensor_type, like_site_id, like_equipment_id, like_sensor_type, since)
SELECT later.site_id, later.equipment_id, later.sensor_type, later.site_id, later.equipment_id, first.sensor_type, later.created_at
FROM andon.sensor AS later JOIN andon.sensor AS first USING (site_id, equipment_id, skeleton) WHERE later.sensor_id > first.sensor_id;
