/** Writes registered equipment and sensors: given columns change, the others stay. */
import type { Criticality, EquipmentKey, SensorKind } from '../../domain/equipment/equipment.ts';
import type { TagValue } from '../../domain/readings/reading.ts';
import type { Queryable } from '../query/queryable.ts';

/** A member that is left out keeps what is stored, null clears it. Names are the columns'. */
export interface EquipmentChange {
  readonly site_id: string;
  readonly equipment_id: string;
  /** The type for equipment whose type was never given, or is cleared. */
  readonly guessed_type: string;
  readonly equipment_type?: string | null;
  readonly manufacturer?: string | null;
  readonly model?: string | null;
  readonly location?: string | null;
  readonly criticality?: Criticality | null;
  readonly max_capacity?: number | null;
  /** YYYY-MM-DD. */
  readonly installation_date?: string | null;
  readonly last_maintenance_date?: string | null;
  readonly maintenance_interval_days?: number | null;
  readonly is_active?: boolean | null;
}

export interface SensorChange {
  readonly site_id: string;
  readonly equipment_id: string;
  readonly sensor_type: string;
  readonly name?: string | null;
  readonly unit?: string | null;
  readonly kind?: SensorKind | null;
  readonly roll_over_at?: number | null;
  readonly missing_values?: readonly TagValue[] | null;
  readonly allowed_states?: readonly TagValue[] | null;
  readonly normal_min?: number | null;
  readonly normal_max?: number | null;
  readonly alarm_low?: number | null;
  readonly alarm_high?: number | null;
  readonly warning_limit?: number | null;
  readonly critical_limit?: number | null;
  readonly emergency_limit?: number | null;
  readonly warning_low_limit?: number | null;
  readonly critical_low_limit?: number | null;
  readonly emergency_low_limit?: number | null;
  readonly warning_limit_off?: boolean | null;
  readonly critical_limit_off?: boolean | null;
  readonly emergency_limit_off?: boolean | null;
  readonly warning_low_limit_off?: boolean | null;
  readonly critical_low_limit_off?: boolean | null;
  readonly emergency_low_limit_off?: boolean | null;
}

export interface MisorderedSensor extends EquipmentKey {
  readonly sensorType: string;
}

const equipmentColumns = {
  manufacturer: 'text',
  model: 'text',
  location: 'text',
  max_capacity: 'double precision',
  installation_date: 'date',
  last_maintenance_date: 'date',
  maintenance_interval_days: 'integer',
};
const sensorColumns = {
  name: 'text',
  unit: 'text',
  roll_over_at: 'double precision',
  missing_values: 'jsonb',
  allowed_states: 'jsonb',
  normal_min: 'double precision',
  normal_max: 'double precision',
  alarm_low: 'double precision',
  alarm_high: 'double precision',
  warning_limit: 'double precision',
  critical_limit: 'double precision',
  emergency_limit: 'double precision',
  warning_low_limit: 'double precision',
  critical_low_limit: 'double precision',
  emergency_low_limit: 'double precision',
};
const sensorSwitches = {
  warning_limit_off: 'boolean',
  critical_limit_off: 'boolean',
  emergency_limit_off: 'boolean',
  warning_low_limit_off: 'boolean',
  critical_low_limit_off: 'boolean',
  emergency_low_limit_off: 'boolean',
};

/**
 * Inserts what is new, and holds the master data against other registrations until the end of the transaction. Rows are inserted in the
 * order of their keys, and changes wait for one another at the version row, so that registrations at once never lock each other out.
 */
export async function addRegistered(
  db: Queryable,
  equipment: readonly EquipmentChange[],
  sensors: readonly SensorChange[],
): Promise<void> {
  await db.query(
    `INSERT INTO andon.equipment (site_id, equipment_id, equipment_type)
     SELECT site_id, equipment_id, guessed_type
     FROM jsonb_to_recordset($1::jsonb) AS given (site_id text, equipment_id text, guessed_type text)
     ORDER BY site_id, equipment_id ON CONFLICT DO NOTHING`,
    [JSON.stringify(equipment)],
  );
  await db.query(
    `INSERT INTO andon.sensor (site_id, equipment_id, sensor_type)
     SELECT site_id, equipment_id, sensor_type
     FROM jsonb_to_recordset($1::jsonb) AS given (site_id text, equipment_id text, sensor_type text)
     ORDER BY site_id, equipment_id, sensor_type ON CONFLICT DO NOTHING`,
    [JSON.stringify(sensors)],
  );
  await db.query('SELECT version FROM andon.master_data_version FOR UPDATE');
}

/** Changes what is given, after `addRegistered`. */
export async function changeRegistered(
  db: Queryable,
  equipment: readonly EquipmentChange[],
  sensors: readonly SensorChange[],
): Promise<void> {
  await db.query(
    `UPDATE andon.equipment AS stored
     SET equipment_type = ${given('equipment_type', 'text', "given.field ->> 'guessed_type'")},
         criticality = ${given('criticality', 'text', "'Medium'")},
         is_active = ${given('is_active', 'boolean', 'true')},
         ${assignments(equipmentColumns)}, updated_at = now()
     FROM jsonb_array_elements($1::jsonb) AS given (field)
     WHERE stored.site_id = given.field ->> 'site_id' AND stored.equipment_id = given.field ->> 'equipment_id'`,
    [JSON.stringify(equipment)],
  );
  await db.query(
    `UPDATE andon.sensor AS stored SET ${assignments(sensorColumns)}, ${assignments(sensorSwitches, 'false')},
       kind = ${given('kind', 'text', "'gauge'")}, updated_at = now()
     FROM jsonb_array_elements($1::jsonb) AS given (field)
     WHERE stored.site_id = given.field ->> 'site_id' AND stored.equipment_id = given.field ->> 'equipment_id'
       AND stored.sensor_type = given.field ->> 'sensor_type'`,
    [JSON.stringify(sensors)],
  );
}

/** A sensor of these whose limits, new and kept ones together, do not ascend. */
export async function findMisorderedSensor(
  db: Queryable,
  sensors: readonly SensorChange[],
): Promise<MisorderedSensor | undefined> {
  const { rows } = await db.query<MisorderedSensor>(
    `SELECT site_id AS "siteId", equipment_id AS "equipmentId", sensor_type AS "sensorType"
     FROM jsonb_to_recordset($1::jsonb) AS given (site_id text, equipment_id text, sensor_type text)
     JOIN andon.sensor USING (site_id, equipment_id, sensor_type)
     WHERE warning_limit >= critical_limit OR critical_limit >= emergency_limit OR warning_limit >= emergency_limit
        OR normal_min >= normal_max OR alarm_low >= alarm_high
        OR emergency_low_limit >= critical_low_limit OR critical_low_limit >= warning_low_limit OR emergency_low_limit >= warning_low_limit
        OR greatest(warning_low_limit, critical_low_limit, emergency_low_limit) >= least(warning_limit, critical_limit, emergency_limit)
     LIMIT 1`,
    [JSON.stringify(sensors)],
  );
  return rows[0];
}

function assignments(columns: Readonly<Record<string, string>>, cleared?: string): string {
  return Object.entries(columns)
    .map(([column, type]) => `${column} = ${given(column, type, cleared)}`)
    .join(', ');
}

function given(column: string, type: string, cleared = 'NULL'): string {
  const value = `(given.field ->> '${column}')::${type}`;
  return `CASE WHEN given.field ? '${column}' THEN coalesce(${value}, ${cleared}) ELSE stored.${column} END`;
}
