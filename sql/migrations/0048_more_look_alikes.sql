-- More of what people take for the same id: letters of one case first, since a Cyrillic or Greek capital looks like a Latin one where its
-- small letter does not (ПУСК and пуск were told apart; a database of the locale C lowers ASCII alone, so their capitals are named), more dashes, and every character that cannot be seen.
ALTER TABLE andon.equipment DROP COLUMN skeleton;
ALTER TABLE andon.equipment ADD COLUMN skeleton text GENERATED ALWAYS AS (
  translate(lower(regexp_replace(normalize(site_id, NFKC), '[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff]', '', 'g')), '−‐‑‒–—―⁃⸺⸻ーавекмнорстухѕіјһԁԍαβεζηικμνορςτυχЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҺԀԌΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ', '-----------abekmhopctyxsijhdgabezhikmnopσtyxѐёђѓєsiїjљњћќѝўџaбbгдeжзийkлmhoпpctyфxцчшщъыьэюяhdgabγδezhθikλmnξoπpσtyφxψωάέήίόύώϊϋàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ')
  || '/' || translate(lower(regexp_replace(normalize(equipment_id, NFKC), '[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff]', '', 'g')), '−‐‑‒–—―⁃⸺⸻ーавекмнорстухѕіјһԁԍαβεζηικμνορςτυχЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҺԀԌΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ', '-----------abekmhopctyxsijhdgabezhikmnopσtyxѐёђѓєsiїjљњћќѝўџaбbгдeжзийkлmhoпpctyфxцчшщъыьэюяhdgabγδezhθikλmnξoπpσtyφxψωάέήίόύώϊϋàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ')) STORED;
ALTER TABLE andon.sensor DROP COLUMN skeleton;
ALTER TABLE andon.sensor ADD COLUMN skeleton text GENERATED ALWAYS AS (
  translate(lower(regexp_replace(normalize(sensor_type, NFKC), '[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff]', '', 'g')), '−‐‑‒–—―⁃⸺⸻ーавекмнорстухѕіјһԁԍαβεζηικμνορςτυχЀЁЂЃЄЅІЇЈЉЊЋЌЍЎЏАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯҺԀԌΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏΪΫÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ', '-----------abekmhopctyxsijhdgabezhikmnopσtyxѐёђѓєsiїjљњћќѝўџaбbгдeжзийkлmhoпpctyфxцчшщъыьэюяhdgabγδezhθikλmnξoπpσtyφxψωάέήίόύώϊϋàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ')) STORED;
CREATE INDEX equipment_skeleton ON andon.equipment (skeleton);
CREATE INDEX sensor_skeleton ON andon.sensor (site_id, equipment_id, skeleton);

-- Pairs that are known keep their time; ten for each are enough, as for those that appear from here on.
INSERT INTO andon.look_alike (site_id, equipment_id, like_site_id, like_equipment_id, since)
SELECT later.site_id, later.equipment_id, earlier.site_id, earlier.equipment_id, later.created_at
FROM andon.equipment AS later CROSS JOIN LATERAL (
  SELECT one.site_id, one.equipment_id FROM andon.equipment AS one
  WHERE one.skeleton = later.skeleton
    AND (later.created_at, later.site_id, later.equipment_id) > (one.created_at, one.site_id, one.equipment_id)
  LIMIT 10) AS earlier
WHERE NOT EXISTS (SELECT FROM andon.look_alike AS known WHERE known.sensor_type IS NULL
  AND (known.site_id, known.equipment_id, known.like_site_id, known.like_equipment_id)
    = (later.site_id, later.equipment_id, earlier.site_id, earlier.equipment_id));
INSERT INTO andon.look_alike (site_id, equipment_id, sensor_type, like_site_id, like_equipment_id, like_sensor_type, since)
SELECT later.site_id, later.equipment_id, later.sensor_type, later.site_id, later.equipment_id, earlier.sensor_type, later.created_at
FROM andon.sensor AS later CROSS JOIN LATERAL (
  SELECT one.sensor_type FROM andon.sensor AS one
  WHERE (one.site_id, one.equipment_id, one.skeleton) = (later.site_id, later.equipment_id, later.skeleton)
    AND one.sensor_id < later.sensor_id
  LIMIT 10) AS earlier
WHERE NOT EXISTS (SELECT FROM andon.look_alike AS known
  WHERE (known.site_id, known.equipment_id, known.sensor_type, known.like_sensor_type)
    = (later.site_id, later.equipment_id, later.sensor_type, earlier.sensor_type));

-- Ids are trimmed and composed also where another program moves a recommendation to another machine.
CREATE TRIGGER a_normal_ids_of_moved BEFORE UPDATE ON agentic_hmi.agent_recommendations FOR EACH ROW
  WHEN ((NEW.site_id, NEW.equipment_id) IS DISTINCT FROM (OLD.site_id, OLD.equipment_id)
    AND NEW.site_id || '/' || NEW.equipment_id !~ '^[!-~]+$') EXECUTE FUNCTION andon.normal_ids();
