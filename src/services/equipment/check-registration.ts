/** Checks registrations of equipment and sensors field by field before they are stored. */
import { z } from 'zod';
import type { EquipmentChange, SensorChange } from '../../db/equipment/registration-write.ts';
import { criticalities, defaultSiteId, guessEquipmentType, sensorKinds } from '../../domain/equipment/equipment.ts';
import { plantId } from '../../domain/equipment/plant-id.ts';
import { AndonError } from '../../errors.ts';
import {
  maxAllowedStates,
  maxIdLength,
  maxMasterDataTextLength,
  maxMissingValueLength,
  maxMissingValues,
  maxRegistrations,
  maxSensorsEach,
} from '../../limits.ts';
import { isStorableText } from '../checked-text.ts';

const storable = z.string().refine(isStorableText, 'holds NUL or half a surrogate pair');
const id = storable.transform(plantId).pipe(z.string().min(1).max(maxIdLength));
const text = storable.max(maxMasterDataTextLength).nullish();
const number = z.number().nullish();
// Years of four digits, as RFC 3339 has them.
const day = z.date().min(new Date('0001-01-01T00:00:00Z')).max(new Date('9999-12-31T23:59:59.999Z')).nullish();

const off = z.boolean().nullish();
// GraphQL’s JSON scalar lets any value through.
const tagValue = z.preprocess(
  (value: unknown) => value,
  z.union([z.number(), storable.max(maxMissingValueLength), z.boolean()]),
);

const sensorRegistration = z.strictObject({
  sensorType: id,
  name: text,
  unit: text,
  kind: z.enum(sensorKinds).nullish(),
  rollOverAt: z.number().positive().nullish(),
  missingValues: z.array(tagValue).max(maxMissingValues).nullish(),
  allowedStates: z.array(tagValue).max(maxAllowedStates).nullish(),
  normalMin: number,
  normalMax: number,
  alarmLow: number,
  alarmHigh: number,
  warningLimit: number,
  criticalLimit: number,
  emergencyLimit: number,
  warningLowLimit: number,
  criticalLowLimit: number,
  emergencyLowLimit: number,
  warningLimitOff: off,
  criticalLimitOff: off,
  emergencyLimitOff: off,
  warningLowLimitOff: off,
  criticalLowLimitOff: off,
  emergencyLowLimitOff: off,
});

const equipmentRegistration = z.strictObject({
  siteId: id.nullish(),
  id,
  equipmentType: text,
  manufacturer: text,
  model: text,
  location: text,
  criticality: z.enum(criticalities).nullish(),
  maxCapacity: number,
  installationDate: day,
  lastMaintenanceDate: day,
  maintenanceIntervalDays: z.int().min(1).max(100_000).nullish(),
  isActive: z.boolean().nullish(),
  sensors: z.array(sensorRegistration).max(maxSensorsEach).nullish(),
});

/** A field that is left out keeps its value, null clears it; sensors that are not named stay as they are. */
export type EquipmentRegistration = z.input<typeof equipmentRegistration>;
export type SensorRegistration = z.input<typeof sensorRegistration>;

export interface CheckedRegistration {
  readonly equipment: readonly EquipmentChange[];
  readonly sensors: readonly SensorChange[];
}

/** Throws BAD_USER_INPUT that names the first wrong field, as `equipment[2].sensors[0].unit`. */
export function checkRegistrations(inputs: readonly EquipmentRegistration[]): CheckedRegistration {
  const parsed = z.array(equipmentRegistration).max(maxRegistrations).safeParse(inputs);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new AndonError('BAD_USER_INPUT', `${place(issue?.path ?? [])}: ${issue?.message ?? 'not usable'}`);
  }
  const equipment = parsed.data.map(equipmentChange);
  const sensors = parsed.data.flatMap((one) => (one.sensors ?? []).map((sensor) => sensorChange(one, sensor)));
  refuseRepeated(equipment.map(({ site_id, equipment_id }) => [site_id, equipment_id]));
  refuseRepeated(sensors.map(({ site_id, equipment_id, sensor_type }) => [site_id, equipment_id, sensor_type]));
  return { equipment, sensors };
}

type ParsedEquipment = z.output<typeof equipmentRegistration>;
type ParsedSensor = z.output<typeof sensorRegistration>;

// JSON leaves out what is undefined, which is what makes "left out" and "null" two things in the statement.
function equipmentChange(one: ParsedEquipment): EquipmentChange {
  return {
    site_id: one.siteId ?? defaultSiteId,
    equipment_id: one.id,
    guessed_type: guessEquipmentType(one.id),
    ...given('equipment_type', one.equipmentType),
    ...given('manufacturer', one.manufacturer),
    ...given('model', one.model),
    ...given('location', one.location),
    ...given('criticality', one.criticality),
    ...given('max_capacity', one.maxCapacity),
    ...given('installation_date', dayText(one.installationDate)),
    ...given('last_maintenance_date', dayText(one.lastMaintenanceDate)),
    ...given('maintenance_interval_days', one.maintenanceIntervalDays),
    ...given('is_active', one.isActive),
  };
}

function sensorChange(one: ParsedEquipment, sensor: ParsedSensor): SensorChange {
  return {
    site_id: one.siteId ?? defaultSiteId,
    equipment_id: one.id,
    sensor_type: sensor.sensorType,
    ...given('name', sensor.name),
    ...given('unit', sensor.unit),
    ...given('kind', sensor.kind),
    ...given('roll_over_at', sensor.rollOverAt),
    ...given('missing_values', sensor.missingValues),
    ...given('allowed_states', sensor.allowedStates),
    ...given('normal_min', sensor.normalMin),
    ...given('normal_max', sensor.normalMax),
    ...given('alarm_low', sensor.alarmLow),
    ...given('alarm_high', sensor.alarmHigh),
    ...level('warning', sensor.warningLimit, sensor.warningLimitOff),
    ...level('critical', sensor.criticalLimit, sensor.criticalLimitOff),
    ...level('emergency', sensor.emergencyLimit, sensor.emergencyLimitOff),
    ...level('warning_low', sensor.warningLowLimit, sensor.warningLowLimitOff),
    ...level('critical_low', sensor.criticalLowLimit, sensor.criticalLowLimitOff),
    ...level('emergency_low', sensor.emergencyLowLimit, sensor.emergencyLowLimitOff),
  };
}

type Level = 'warning' | 'critical' | 'emergency' | 'warning_low' | 'critical_low' | 'emergency_low';

/** A limit and its "off" flag exclude each other: the one given last replaces the other. */
function level(
  name: Level,
  limit: number | null | undefined,
  isOff: boolean | null | undefined,
): Partial<SensorChange> {
  if (isOff === true && typeof limit === 'number') {
    const field = name.replace('_low', 'Low');
    throw new AndonError(
      'BAD_USER_INPUT',
      `${field}Limit is given and ${field}LimitOff says that there is none: give one of them.`,
    );
  }
  const ends = isOff === undefined && typeof limit === 'number' ? false : isOff;
  return { ...given(`${name}_limit`, isOff === true ? null : limit), ...given(`${name}_limit_off`, ends) };
}

function given<Name extends string, Value>(name: Name, value: Value | undefined): { [Key in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [Key in Name]: Value });
}

function dayText(date: Date | null | undefined): string | null | undefined {
  return date instanceof Date ? date.toISOString().slice(0, 10) : date;
}

function refuseRepeated(keys: readonly (readonly string[])[]): void {
  const seen = new Set<string>();
  for (const key of keys) {
    const text = JSON.stringify(key);
    if (seen.has(text))
      throw new AndonError('BAD_USER_INPUT', `${key.join(' / ')} is registered twice in one request.`);
    seen.add(text);
  }
}

function place(path: readonly PropertyKey[]): string {
  return `equipment${path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')}`;
}
