/** Converts stored limits when a registration changes a sensor's unit. */
import type { SensorChange } from '../../db/equipment/registration-write.ts';
import { type LimitColumn, limitColumns, type StoredLimits } from '../../db/equipment/stored-limits.ts';
import { convert } from '../../domain/units/units.ts';
import { AndonError } from '../../errors.ts';

/**
 * A limit of 85 in °C is the same limit when the sensor's unit becomes °F: it is stored as 185. So limits that a registration leaves
 * out are converted into the unit that it gives. Throws BAD_USER_INPUT where that cannot be.
 */
export function withKeptLimits(sensors: readonly SensorChange[], stored: readonly StoredLimits[]): SensorChange[] {
  const byPlace = new Map(stored.map((one) => [one.place, one]));
  return sensors.map((sensor, place) => {
    const before = byPlace.get(place);
    if (sensor.unit === undefined || before === undefined) return sensor;
    const unit = sensor.unit ?? before.type_unit;
    // A limit without a unit is in the first that is given.
    if (before.unit === null || unit === null || unit === before.unit) return sensor;
    return { ...sensor, ...converted(sensor, before, before.unit, unit) };
  });
}

function converted(
  sensor: SensorChange,
  before: StoredLimits,
  from: string,
  to: string,
): Partial<Record<LimitColumn, number>> {
  const kept: Partial<Record<LimitColumn, number>> = {};
  for (const column of limitColumns) {
    const value = before[column];
    if (sensor[column] !== undefined || value === null) continue;
    const inNewUnit = convert(value, from, to);
    if (inNewUnit === null) {
      throw new AndonError(
        'BAD_USER_INPUT',
        `Sensor ${sensor.sensor_type} of ${sensor.equipment_id}: the unit changes from ${from} to ${to}, and the limits stored in ${from} cannot be converted; give every limit anew in the same request, or null.`,
        { equipmentId: sensor.equipment_id, sensorType: sensor.sensor_type },
      );
    }
    // Rounded, because rounding errors of the conversion would be shown to people.
    kept[column] = Number(inNewUnit.toPrecision(15));
  }
  return kept;
}
