/** Reads and writes the units of readings that stand in for units nobody has registered. */
import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';

export interface StoredReadingUnit {
  readonly unit: string;
  /** Event time of the reading that brought it, epoch ms; −Infinity for the sensor's first one. */
  readonly sinceMs: number;
  readonly changes: number;
}

/** Of those of the sensors that have one. */
export async function readReadingUnits(
  db: Queryable,
  sensorIds: readonly number[],
): Promise<Map<number, StoredReadingUnit>> {
  const { rows } = await db.query<{ sensor_id: number; unit: string; since: Date | number; changes: number }>({
    name: 'reading-units',
    text: 'SELECT sensor_id, unit, since, changes FROM andon.reading_unit WHERE sensor_id = ANY($1::int[])',
    values: [numberArray(sensorIds)],
  });
  return new Map(
    rows.map((row) => [row.sensor_id, { unit: row.unit, sinceMs: row.since.valueOf(), changes: row.changes }]),
  );
}

/** Each sensor at most once, sorted. */
export async function mergeReadingUnits(
  db: Queryable,
  units: readonly (StoredReadingUnit & { readonly sensorId: number })[],
): Promise<void> {
  await db.query(
    `INSERT INTO andon.reading_unit (sensor_id, unit, since, changes)
     SELECT sensor_id, unit, to_timestamp(since_ms / 1000), changes
     FROM unnest($1::int[], $2::text[], $3::float8[], $4::int[]) AS r(sensor_id, unit, since_ms, changes)
     ON CONFLICT (sensor_id) DO UPDATE SET unit = excluded.unit, since = excluded.since, changes = excluded.changes`,
    [
      numberArray(units.map(({ sensorId }) => sensorId)),
      textArray(units.map(({ unit }) => unit)),
      numberArray(units.map(({ sinceMs }) => sinceMs)),
      numberArray(units.map(({ changes }) => changes)),
    ],
  );
}
