import type { EquipmentKey, SensorDefinition } from '../domain/equipment.ts';
import { manyByPlace } from './by-place.ts';
import { keyParameters } from './equipment.ts';
import type { Queryable } from './queryable.ts';

export interface SensorRow {
  readonly sensor_id: number;
  readonly site_id: string;
  readonly equipment_id: string;
  readonly sensor_type: string;
  readonly name: string | null;
  readonly unit: string | null;
  readonly normal_min: number | null;
  readonly normal_max: number | null;
  readonly alarm_low: number | null;
  readonly alarm_high: number | null;
  readonly warning_limit: number | null;
  readonly critical_limit: number | null;
  readonly emergency_limit: number | null;
}

/** In the order of the keys; the sensors of one piece of equipment by type. */
export async function readSensorsByEquipment(
  db: Queryable,
  keys: readonly EquipmentKey[],
): Promise<SensorDefinition[][]> {
  const { rows } = await db.query<SensorRow & { place: number }>(
    `SELECT sensor.*, wanted.place::int AS place
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (site_id, equipment_id, place)
     JOIN andon.sensor ON sensor.site_id = wanted.site_id AND sensor.equipment_id = wanted.equipment_id
     ORDER BY sensor.sensor_type`,
    keyParameters(keys),
  );
  return manyByPlace(rows, keys.length, sensorFromRow);
}

export function sensorFromRow(row: SensorRow): SensorDefinition {
  return {
    sensorId: row.sensor_id,
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    sensorType: row.sensor_type,
    name: row.name,
    unit: row.unit,
    normalMin: row.normal_min,
    normalMax: row.normal_max,
    alarmLow: row.alarm_low,
    alarmHigh: row.alarm_high,
    warningLimit: row.warning_limit,
    criticalLimit: row.critical_limit,
    emergencyLimit: row.emergency_limit,
  };
}
