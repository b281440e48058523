import { numberArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const numericSensors = statement('numeric-sensors');

/** Those of the given sensors that have a unit, or had numbers before. */
export async function findNumericSensors(db: Queryable, sensorIds: readonly number[]): Promise<number[]> {
  const rows = await run<{ sensor_id: number }>(db, numericSensors, [numberArray(sensorIds)]);
  return rows.map((row) => row.sensor_id);
}
