/** Reads the definitions of sensors, with the version of the master data that they belong to. */
import type { SensorDefinition } from '../../domain/equipment/equipment.ts';
import { type SensorRow, sensorFromRow } from '../equipment/equipment-sensors.ts';
import { numberArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';

export interface SensorDefinitionRow extends SensorDefinition {
  readonly equipmentType: string;
  readonly isActive: boolean;
  /** More new alarms of its site than this within ten minutes are a flood; null: as the server is set. */
  readonly floodAbove: number | null;
  readonly location: string | null;
  readonly lastMaintenanceDate: Date | null;
  readonly maintenanceIntervalDays: number | null;
  /** Types of older sensors of the same equipment that may differ from its own in capital letters only. */
  readonly olderSiblings: readonly string[];
  /** When the unit of its values last became another one, epoch ms; −Infinity if it never did. */
  readonly unitSinceMs: number;
  /** How often it became another one. */
  readonly unitVersion: number;
  /** Of the sensor's type; null when the type has no definition. */
  readonly typeScores: { readonly warning: number; readonly critical: number; readonly emergency: number } | null;
}

interface Row extends SensorRow {
  readonly equipment_type: string;
  readonly is_active: boolean;
  readonly flood_above: number | null;
  readonly location: string | null;
  readonly last_maintenance_date: Date | null;
  readonly maintenance_interval_days: number | null;
  readonly unit_changed_at: Date | null;
  readonly unit_version: number;
  readonly older_siblings: string[] | null;
  readonly warning_score: number | null;
  readonly critical_score: number | null;
  readonly emergency_score: number | null;
}

/** The version of equipment, sensors, their types and the settings of detectors. */
export async function readMasterDataVersion(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ version: number }>({
    name: 'master-data-version',
    text: 'SELECT version FROM andon.master_data_version',
  });
  return rows[0]?.version ?? 0;
}

/** Definitions of the given sensors, with the master data version they belong to, read in one statement and so consistently. */
export async function readSensorDefinitions(
  db: Queryable,
  sensorIds: readonly number[],
): Promise<{ version: number; definitions: SensorDefinitionRow[] }> {
  const { rows } = await db.query<Row & { version: number; sensor_id: number | null }>({
    name: 'sensor-definitions',
    text: `SELECT master.version, sensor.*, equipment.equipment_type, equipment.is_active, equipment.location,
        (SELECT site.flood_above FROM andon.alarm_site AS site WHERE site.site_id = sensor.site_id) AS flood_above,
        equipment.last_maintenance_date, equipment.maintenance_interval_days,
        -- Capital letters beyond ASCII are a matter of the database's locale, and so left to who asks.
        (SELECT array_agg(older.sensor_type) FROM andon.sensor AS older
         WHERE older.site_id = sensor.site_id AND older.equipment_id = sensor.equipment_id AND older.sensor_id < sensor.sensor_id
           AND (lower(older.sensor_type) = lower(sensor.sensor_type) OR octet_length(older.sensor_type) > char_length(older.sensor_type))
        ) AS older_siblings
      FROM andon.master_data_version AS master
      LEFT JOIN (andon.effective_sensor AS sensor JOIN andon.equipment AS equipment USING (site_id, equipment_id))
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
    isActive: row.is_active,
    floodAbove: row.flood_above,
    location: row.location,
    lastMaintenanceDate: row.last_maintenance_date,
    maintenanceIntervalDays: row.maintenance_interval_days,
    olderSiblings: row.older_siblings ?? [],
    unitSinceMs: row.unit_changed_at?.getTime() ?? Number.NEGATIVE_INFINITY,
    unitVersion: row.unit_version,
    typeScores:
      row.warning_score === null || row.critical_score === null || row.emergency_score === null
        ? null
        : { warning: row.warning_score, critical: row.critical_score, emergency: row.emergency_score },
  };
}
