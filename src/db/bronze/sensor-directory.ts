/** Finds the integer keys of sensors by their names, and adds sensors that are new. */
import { guessEquipmentType, type SensorKey } from '../../domain/equipment/equipment.ts';
import { textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const find = statement('sensor-find');
const add = statement('sensor-add');

export interface FoundSensor extends SensorKey {
  readonly sensorId: number;
}

/** Finds the given sensors and adds those that nobody has seen before, with their equipment. */
export async function findOrAddSensors(db: Queryable, keys: readonly SensorKey[]): Promise<FoundSensor[]> {
  const found = await findSensors(db, keys);
  if (found.length === keys.length) return found;
  await run(db, add, [...columns(keys), textArray(keys.map((key) => guessEquipmentType(key.equipmentId)))]);
  // A second look instead of RETURNING: it also sees what another server added in the same instant.
  return findSensors(db, keys);
}

async function findSensors(db: Queryable, keys: readonly SensorKey[]): Promise<FoundSensor[]> {
  const rows = await run<{ site_id: string; equipment_id: string; sensor_type: string; sensor_id: number }>(
    db,
    find,
    columns(keys),
  );
  return rows.map((row) => ({
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    sensorType: row.sensor_type,
    sensorId: row.sensor_id,
  }));
}

function columns(keys: readonly SensorKey[]): string[] {
  return [
    textArray(keys.map((key) => key.siteId)),
    textArray(keys.map((key) => key.equipmentId)),
    textArray(keys.map((key) => key.sensorType)),
  ];
}
