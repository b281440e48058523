import { convert, unitOf } from '../units/units.ts';
import { numberOfText } from './numeric-text.ts';
import type { QualityCode } from './quality.ts';
import type { TagValue } from './reading.ts';

/** What makes a reading under the key of another one the same reading, or a contradiction. */
export interface Measured {
  readonly value: TagValue | null;
  readonly units: string | null;
  readonly quality: QualityCode;
}

/** What each step of a conversion may add or take, of the largest number in it. */
const roundingSteps = 8;

/** Whether two readings say the same: of one quality, and of one value in the sensor's unit, which is that of a reading without units. */
export function isSameReading(one: Measured, other: Measured, sensorUnit: string | null): boolean {
  if (one.quality !== other.quality) return false;
  // Before it was known that the sensor measures, its numbers stayed texts.
  if (typeof one.value === 'string' && typeof other.value === 'number') {
    const value = numberOfText(one.value);
    return value !== null && isSameReading({ ...one, value }, other, sensorUnit);
  }
  if (typeof one.value === 'number' && typeof other.value === 'string') return isSameReading(other, one, sensorUnit);
  if (one.value === other.value && one.units === other.units) return true;
  if (typeof one.value !== 'number' || typeof other.value !== 'number') return one.value === other.value;
  const unit = one.units ?? sensorUnit;
  const otherUnit = other.units ?? sensorUnit;
  // A unit on one side only, of a sensor without any: silver believes both numbers as well.
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
