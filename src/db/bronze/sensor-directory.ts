/** Finds the integer keys of sensors by their names, and adds sensors that are new. */
import { guessEquipmentType, type SensorKey } from '../../domain/equipment/equipment.ts';
import { textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const find = statement('sensor-find');
const add = statement('sensor-add');
const countNew = statement('sensor-new-count');
const bringBack = statement('sensor-return');

export interface FoundSensor extends SensorKey {
  readonly sensorId: number;
}

/** How many sensors the readings of a sender may make. */
export interface NewSensorAllowance {
  /** Id of the sender's key or token; empty where nobody has to prove anything. */
  readonly addedBy: string;
  readonly perHour: number;
}

export interface AddedSensors {
  readonly found: readonly FoundSensor[];
  /** Those that had been removed, and are listed again. */
  readonly returned: readonly SensorKey[];
}

/**
 * Adds sensors that nobody has seen before, or that were removed, with their equipment, as far as the allowance goes, and gives those of them
 * that are there now. It is counted in the database, whichever servers the readings come to; two that add in the same instant may go beyond it by a request.
 */
export async function addSensors(
  db: Queryable,
  keys: readonly SensorKey[],
  { addedBy, perHour }: NewSensorAllowance,
): Promise<AddedSensors> {
  const [counted] = await run<{ sensors: number; hidden: boolean }>(db, countNew, [addedBy, ...columns(keys)]);
  const admitted = keys.slice(0, Math.max(0, perHour - (counted?.sensors ?? 0)));
  if (admitted.length > 0) {
    const types = textArray(admitted.map((key) => guessEquipmentType(key.equipmentId)));
    await run(db, add, [...columns(admitted), types, addedBy]);
  }
  // A second look instead of RETURNING: it also sees what another server added in the same instant.
  const found = await findSensors(db, keys);
  if (found.length >= admitted.length && counted?.hidden !== true) return { found, returned: [] };
  const returned = await run<KeyRow>(db, bringBack, [...columns(keys), addedBy, admitted.length]);
  return { found: returned.length === 0 ? found : await findSensors(db, keys), returned: returned.map(keyFromRow) };
}

export async function findSensors(db: Queryable, keys: readonly SensorKey[]): Promise<FoundSensor[]> {
  const rows = await run<KeyRow & { sensor_id: number }>(db, find, columns(keys));
  return rows.map((row) => ({ ...keyFromRow(row), sensorId: row.sensor_id }));
}

interface KeyRow {
  readonly site_id: string;
  readonly equipment_id: string;
  readonly sensor_type: string;
}

function keyFromRow({ site_id, equipment_id, sensor_type }: KeyRow): SensorKey {
  return { siteId: site_id, equipmentId: equipment_id, sensorType: sensor_type };
}

function columns(keys: readonly SensorKey[]): [string, string, string] {
  return [
    textArray(keys.map((key) => key.siteId)),
    textArray(keys.map((key) => key.equipmentId)),
    textArray(keys.map((key) => key.sensorType)),
  ];
}
