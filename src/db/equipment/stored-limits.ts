/** Reads the stored limits of sensors, for a registration that changes their unit. */
import type { Queryable } from '../query/queryable.ts';
import type { SensorChange } from './registration-write.ts';

/** The names of limits, and of what else is in the sensor's unit, which are the columns'. */
export const limitColumns = [
  'normal_min',
  'normal_max',
  'alarm_low',
  'alarm_high',
  'warning_limit',
  'critical_limit',
  'emergency_limit',
  'warning_low_limit',
  'critical_low_limit',
  'emergency_low_limit',
  'roll_over_at',
] as const;
export type LimitColumn = (typeof limitColumns)[number];

/** What is stored of a sensor whose unit a registration may change. */
export type StoredLimits = Readonly<Record<LimitColumn, number | null>> & {
  /** Position of the sensor among those asked for. */
  readonly place: number;
  /** Of its values and limits until now, its own or that of its type. */
  readonly unit: string | null;
  /** Of its type. */
  readonly type_unit: string | null;
};

/** Those of the sensors that are stored. */
export async function readStoredLimits(db: Queryable, sensors: readonly SensorChange[]): Promise<StoredLimits[]> {
  if (sensors.length === 0) return [];
  const { rows } = await db.query<StoredLimits>(
    `SELECT (wanted.place - 1)::int AS place, coalesce(sensor.unit, type.unit) AS unit, type.unit AS type_unit,
       ${limitColumns.map((column) => `sensor.${column}`).join(', ')}
     FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS wanted (field, place)
     JOIN andon.sensor AS sensor ON sensor.site_id = wanted.field ->> 'site_id'
       AND sensor.equipment_id = wanted.field ->> 'equipment_id' AND sensor.sensor_type = wanted.field ->> 'sensor_type'
     LEFT JOIN andon.sensor_type AS type ON type.sensor_type = lower(sensor.sensor_type)`,
    [JSON.stringify(sensors)],
  );
  return rows;
}
