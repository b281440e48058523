/** Sensors whose unit nobody has registered although their limits or their readings ask for it. */
import type { SensorKey } from './equipment.ts';

/** A sensor without a unit that has limits of its own, or whose readings came in units that cannot be converted into each other. */
export interface UnregisteredUnit extends SensorKey {
  /** Assumed: that of its readings. */
  readonly unit: string;
  readonly hasLimits: boolean;
  /** When a reading came in a unit that could not be converted; null if none did. */
  readonly changedAt: Date | null;
}

const shown = 3;

/** One sentence for all, null when there are none. */
export function unregisteredUnitWarning(sensors: readonly UnregisteredUnit[]): string | null {
  if (sensors.length === 0) return null;
  const named = sensors.slice(0, shown).map(({ equipmentId, sensorType, unit, hasLimits, changedAt }) => {
    const limits = hasLimits ? 'limits without a unit' : 'no unit';
    const since = changedAt === null ? '' : ` since ${changedAt.toISOString()}, and in another unit before`;
    return `${JSON.stringify(sensorType)} of ${JSON.stringify(equipmentId)} has ${limits}, its readings come in ${JSON.stringify(unit)}${since}`;
  });
  const more = sensors.length > shown ? `, and ${sensors.length - shown} more` : '';
  return `Sensors whose unit has to be registered: ${named.join('; ')}${more}`;
}
