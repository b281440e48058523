/** Lists the integer keys of the sensors that a filter names. */
import type { SensorKey } from '../../domain/equipment/equipment.ts';
import type { Page, PageRequest } from '../../domain/page.ts';
import { numberArray } from '../query/array-literal.ts';
import { Conditions, matchable } from '../query/conditions.ts';
import { pageOf } from '../query/page-rows.ts';
import type { Queryable } from '../query/queryable.ts';

/** Sensors of one site; absent members do not restrict. */
export interface SensorFilter {
  readonly siteId: string;
  readonly equipmentIds?: readonly string[];
  readonly sensorTypes?: readonly string[];
}

interface KeyRow {
  readonly site_id: string;
  readonly equipment_id: string;
  readonly sensor_type: string;
}

/** By equipment, then by type. */
export async function listSensorKeys(
  db: Queryable,
  filter: SensorFilter,
  page: PageRequest<SensorKey>,
): Promise<Page<SensorKey>> {
  const conditions = new Conditions();
  conditions.and('removed_at IS NULL');
  conditions.oneOf('site_id', [filter.siteId]);
  conditions.oneOf('equipment_id', filter.equipmentIds);
  conditions.oneOf('sensor_type', filter.sensorTypes);
  if (page.after !== null) {
    const equipmentId = conditions.parameter(matchable(page.after.equipmentId));
    const sensorType = conditions.parameter(matchable(page.after.sensorType));
    conditions.and(`(equipment_id, sensor_type) > (${equipmentId}, ${sensorType})`);
  }
  const { rows } = await db.query<KeyRow>(
    `SELECT site_id, equipment_id, sensor_type FROM andon.sensor ${conditions.where}
     ORDER BY equipment_id, sensor_type LIMIT ${conditions.parameter(page.first + 1)}`,
    conditions.values,
  );
  return pageOf(rows, page.first, (row) => ({
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    sensorType: row.sensor_type,
  }));
}

/** Whose readings these sensors give, by sensor id; from the table alone, whatever the rest of their definitions is like. */
export async function readSensorKeys(db: Queryable, sensorIds: readonly number[]): Promise<Map<number, SensorKey>> {
  const { rows } = await db.query<KeyRow & { sensor_id: number }>(
    'SELECT sensor_id, site_id, equipment_id, sensor_type FROM andon.sensor WHERE sensor_id = ANY($1::int[])',
    [numberArray(sensorIds)],
  );
  return new Map(
    rows.map((row) => [
      row.sensor_id,
      { siteId: row.site_id, equipmentId: row.equipment_id, sensorType: row.sensor_type },
    ]),
  );
}
