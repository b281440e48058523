import type { SensorDefinition } from '../domain/equipment.ts';
import { numberArray } from './array-literal.ts';
import { type SensorRow, sensorFromRow } from './equipment-sensors.ts';
import type { Queryable } from './queryable.ts';

export interface SensorDefinitionRow extends SensorDefinition {
  readonly equipmentType: string;
  readonly location: string | null;
  readonly lastMaintenanceDate: Date | null;
  readonly maintenanceIntervalDays: number | null;
  /** Of the sensor's type; null when the type has no definition. */
  readonly type: {
    readonly unit: string;
    readonly warningLimit: number;
    readonly criticalLimit: number;
    readonly emergencyLimit: number;
    readonly warningScore: number;
    readonly criticalScore: number;
    readonly emergencyScore: number;
  } | null;
}

interface Row extends SensorRow {
  readonly equipment_type: string;
  readonly location: string | null;
  readonly last_maintenance_date: Date | null;
  readonly maintenance_interval_days: number | null;
  readonly type_unit: string | null;
  readonly type_warning: number;
  readonly type_critical: number;
  readonly type_emergency: number;
  readonly warning_score: number;
  readonly critical_score: number;
  readonly emergency_score: number;
}

/** Definitions of the given sensors, with the master data version they belong to, read in one statement and so consistently. */
export async function readSensorDefinitions(
  db: Queryable,
  sensorIds: readonly number[],
): Promise<{ version: number; definitions: SensorDefinitionRow[] }> {
  const { rows } = await db.query<Row & { version: number; sensor_id: number | null }>({
    name: 'sensor-definitions',
    text: `SELECT master.version, sensor.*, equipment.equipment_type, equipment.location, equipment.last_maintenance_date,
        equipment.maintenance_interval_days, type.unit AS type_unit, type.warning_limit AS type_warning,
        type.critical_limit AS type_critical, type.emergency_limit AS type_emergency, type.warning_score, type.critical_score,
        type.emergency_score
      FROM andon.master_data_version AS master
      LEFT JOIN (andon.sensor AS sensor JOIN andon.equipment AS equipment USING (site_id, equipment_id)
                 LEFT JOIN andon.sensor_type AS type ON type.sensor_type = lower(sensor.sensor_type))
        ON sensor.sensor_id = ANY($1::int[])`,
    values: [numberArray(sensorIds)],
  });
  const version = rows[0]?.version ?? 0;
  return { version, definitions: rows.flatMap((row) => (row.sensor_id === null ? [] : [definitionFromRow(row)])) };
}

function definitionFromRow(row: Row): SensorDefinitionRow {
  return {
    ...sensorFromRow(row),
    equipmentType: row.equipment_type,
    location: row.location,
    lastMaintenanceDate: row.last_maintenance_date,
    maintenanceIntervalDays: row.maintenance_interval_days,
    type:
      row.type_unit === null
        ? null
        : {
            unit: row.type_unit,
            warningLimit: row.type_warning,
            criticalLimit: row.type_critical,
            emergencyLimit: row.type_emergency,
            warningScore: row.warning_score,
            criticalScore: row.critical_score,
            emergencyScore: row.emergency_score,
          },
  };
}
