/** Compares a reading with the stored one of the same key: a duplicate, or a conflict. */
import { convert, unitOf } from '../units/units.ts';
import { numberOfText } from './numeric-text.ts';
import type { QualityCode } from './quality.ts';
import type { TagValue } from './reading.ts';

/** The fields that decide whether a reading under a stored key is a duplicate or a conflict. */
export interface Measured {
  readonly value: TagValue | null;
  readonly units: string | null;
  readonly quality: QualityCode;
}

/** Rounding error of each step of a conversion, relative to its largest number. */
const roundingSteps = 8;

/**
 * Whether two readings are equal: the same quality, and the same value in the sensor's unit, which a reading without units is taken
 * to have.
 */
export function isSameReading(one: Measured, other: Measured, sensorUnit: string | null): boolean {
  if (one.quality !== other.quality) return false;
  // Numbers of a sensor that was not yet known to be numeric were stored as text.
  if (typeof one.value === 'string' && typeof other.value === 'number') {
    const value = numberOfText(one.value);
    return value !== null && isSameReading({ ...one, value }, other, sensorUnit);
  }
  if (typeof one.value === 'number' && typeof other.value === 'string') return isSameReading(other, one, sensorUnit);
  if (one.value === other.value && one.units === other.units) return true;
  if (typeof one.value !== 'number' || typeof other.value !== 'number') return one.value === other.value;
  const unit = one.units ?? sensorUnit;
  const otherUnit = other.units ?? sensorUnit;
  // One reading has a unit and the sensor none: silver takes both numbers as they are, too.
  if (unit === null || otherUnit === null || unit === otherUnit) return one.value === other.value;
  const converted = convert(other.value, otherUnit, unit);
  if (converted === null) return false;
  return Math.abs(converted - one.value) <= rounding(one.value, other.value, otherUnit, unit);
}

function rounding(value: number, source: number, from: string, to: string): number {
  const [given, wanted] = [unitOf(from), unitOf(to)];
  if (given === null || wanted === null || given === wanted) return 0;
  const scaled = source * (given.factor / wanted.factor);
  const shift = (given.zero - wanted.zero) / wanted.factor;
  return roundingSteps * Number.EPSILON * Math.max(Math.abs(value), Math.abs(scaled), Math.abs(shift));
}
