/** Reads the sensors of equipment with the limits that hold for them. */
import type {
  EffectiveLimit,
  EquipmentKey,
  LimitSource,
  SensorDefinition,
  SensorKind,
  UnitSource,
} from '../../domain/equipment/equipment.ts';
import type { TagValue } from '../../domain/readings/reading.ts';
import { manyByPlace } from '../query/by-place.ts';
import type { Queryable } from '../query/queryable.ts';
import { keyParameters } from './equipment-rows.ts';

/** A row of andon.effective_sensor. */
export interface SensorRow {
  readonly sensor_id: number;
  readonly site_id: string;
  readonly equipment_id: string;
  readonly sensor_type: string;
  readonly name: string | null;
  readonly own_unit: string | null;
  readonly unit: string | null;
  readonly unit_source: UnitSource;
  readonly kind: SensorKind;
  readonly roll_over_at: number | null;
  readonly missing_values: readonly TagValue[] | null;
  readonly allowed_states: readonly TagValue[] | null;
  readonly normal_min: number | null;
  readonly normal_max: number | null;
  readonly alarm_low: number | null;
  readonly alarm_high: number | null;
  readonly own_warning: number | null;
  readonly own_critical: number | null;
  readonly own_emergency: number | null;
  readonly effective_warning: number | null;
  readonly effective_critical: number | null;
  readonly effective_emergency: number | null;
  readonly warning_source: LimitSource;
  readonly critical_source: LimitSource;
  readonly emergency_source: LimitSource;
  readonly own_warning_low: number | null;
  readonly own_critical_low: number | null;
  readonly own_emergency_low: number | null;
  readonly effective_warning_low: number | null;
  readonly effective_critical_low: number | null;
  readonly effective_emergency_low: number | null;
  readonly warning_low_source: LimitSource;
  readonly critical_low_source: LimitSource;
  readonly emergency_low_source: LimitSource;
}

/** In the order of the keys; the sensors of one piece of equipment by type. */
export async function readSensorsByEquipment(
  db: Queryable,
  keys: readonly EquipmentKey[],
): Promise<SensorDefinition[][]> {
  const { rows } = await db.query<SensorRow & { place: number }>(
    `SELECT sensor.*, wanted.place::int AS place
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (site_id, equipment_id, place)
     JOIN andon.effective_sensor AS sensor ON sensor.site_id = wanted.site_id AND sensor.equipment_id = wanted.equipment_id
     WHERE NOT EXISTS (SELECT FROM andon.sensor AS removed WHERE removed.sensor_id = sensor.sensor_id AND removed.removed_at IS NOT NULL)
     ORDER BY sensor.sensor_type`,
    keyParameters(keys),
  );
  return manyByPlace(rows, keys.length, sensorFromRow);
}

export function sensorFromRow(row: SensorRow): SensorDefinition {
  return {
    sensorId: row.sensor_id,
    siteId: row.site_id,
    equipmentId: row.equipment_id,
    sensorType: row.sensor_type,
    name: row.name,
    unit: row.own_unit,
    kind: row.kind,
    rollOverAt: row.roll_over_at,
    missingValues: row.missing_values ?? [],
    allowedStates: row.allowed_states ?? [],
    normalMin: row.normal_min,
    normalMax: row.normal_max,
    alarmLow: row.alarm_low,
    alarmHigh: row.alarm_high,
    warningLimit: row.own_warning,
    criticalLimit: row.own_critical,
    emergencyLimit: row.own_emergency,
    warningLowLimit: row.own_warning_low,
    criticalLowLimit: row.own_critical_low,
    emergencyLowLimit: row.own_emergency_low,
    effectiveLimits: {
      unit: row.unit,
      unitSource: row.unit_source,
      alarmLow: ownOrNone(row.alarm_low),
      alarmHigh: ownOrNone(row.alarm_high),
      warning: { value: row.effective_warning, source: row.warning_source },
      critical: { value: row.effective_critical, source: row.critical_source },
      emergency: { value: row.effective_emergency, source: row.emergency_source },
      warningLow: { value: row.effective_warning_low, source: row.warning_low_source },
      criticalLow: { value: row.effective_critical_low, source: row.critical_low_source },
      emergencyLow: { value: row.effective_emergency_low, source: row.emergency_low_source },
    },
  };
}

/** Types have no alarm range. */
function ownOrNone(value: number | null): EffectiveLimit {
  return { value, source: value === null ? 'none' : 'own' };
}
