/** Reads the sensors at the place of a setting of detectors. */
import type { DetectionPlace, DetectionSubject } from '../../domain/detection/detection-setting.ts';
import type { Queryable } from '../query/queryable.ts';

export interface PlacedSensor extends DetectionSubject {
  readonly sensorId: number;
}

/** Of equipment in service, in the order of their ids; the rule of `holdsFor`. */
export async function readSensorsAt(
  db: Queryable,
  { siteId, equipmentType, sensorType, equipmentId }: DetectionPlace,
): Promise<PlacedSensor[]> {
  const { rows } = await db.query<PlacedSensor>(
    `SELECT sensor.sensor_id AS "sensorId", sensor.site_id AS "siteId", sensor.equipment_id AS "equipmentId",
       equipment.equipment_type AS "equipmentType", sensor.sensor_type AS "sensorType"
     FROM andon.sensor AS sensor JOIN andon.equipment AS equipment USING (site_id, equipment_id)
     WHERE equipment.is_active AND sensor.removed_at IS NULL AND ($1::text IS NULL OR sensor.site_id = $1)
       AND CASE WHEN $4::text IS NULL
         THEN ($2::text IS NULL OR lower(equipment.equipment_type) = lower($2)) AND ($3::text IS NULL OR lower(sensor.sensor_type) = lower($3))
         ELSE sensor.equipment_id = $4 AND ($3::text IS NULL OR sensor.sensor_type = $3) END
     ORDER BY sensor.sensor_id`,
    [siteId, equipmentType, sensorType, equipmentId],
  );
  return rows;
}
