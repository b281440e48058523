/** Finds the integer keys of sensors by their names, and adds sensors that are new. */
import { guessEquipmentType, type SensorKey } from '../../domain/equipment/equipment.ts';
import { textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const find = statement('sensor-find');
const add = statement('sensor-add');
const countNew = statement('sensor-new-count');

export interface FoundSensor extends SensorKey {
  readonly sensorId: number;
}

/** How many sensors the readings of a sender may make. */
export interface NewSensorAllowance {
  /** Id of the sender's key or token; empty where nobody has to prove anything. */
  readonly addedBy: string;
  readonly perHour: number;
}

/**
 * Adds sensors that nobody has seen before, with their equipment, as far as the allowance goes, and gives those of them that are there
 * now. It is counted in the database, whichever servers the readings come to; two that add in the same instant may go beyond it by a request.
 */
export async function addSensors(
  db: Queryable,
  keys: readonly SensorKey[],
  { addedBy, perHour }: NewSensorAllowance,
): Promise<FoundSensor[]> {
  const [counted] = await run<{ sensors: number }>(db, countNew, [addedBy]);
  const admitted = keys.slice(0, Math.max(0, perHour - (counted?.sensors ?? 0)));
  if (admitted.length === 0) return [];
  const types = textArray(admitted.map((key) => guessEquipmentType(key.equipmentId)));
  await run(db, add, [...columns(admitted), types, addedBy]);
  // A second look instead of RETURNING: it also sees what another server added in the same instant.
  return findSensors(db, keys);
}

export async function findSensors(db: Queryable, keys: readonly SensorKey[]): Promise<FoundSensor[]> {
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
