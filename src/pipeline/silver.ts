import type { QuarantinedReading } from '../db/quarantine-write.ts';
import type { BronzeReading } from '../domain/reading.ts';
import { convert } from '../domain/units.ts';
import type { Definition } from './definition.ts';

/** Bits of `flags`: expectations that warned and let the reading pass. */
export const silverFlags = { valueOutOfRange: 1, qualityNotGood: 2, late: 4 } as const;

const plausibleMin = -1_000;
const plausibleMax = 10_000;
const lateAfterMs = 3_600_000;
/** Squares of larger numbers leave double precision, squares of smaller ones vanish: neither has a variance. */
const largest = 1e100;
const smallest = 1e-100;

/** A numeric reading in its sensor's unit, with what the equipment master knows of the sensor. */
export interface SilverReading {
  readonly sensorId: number;
  readonly eventTimeMs: number;
  readonly receivedAtMs: number;
  readonly value: number;
  readonly quality: 0 | 1 | 2;
  readonly flags: number;
  readonly definition: Definition;
}

export interface ReceivedBronze {
  readonly reading: BronzeReading;
  readonly receivedAtMs: number;
}

/**
 * Bronze → silver. Text and boolean readings stay in bronze and current status; a value whose unit contradicts the sensor's
 * definition goes to quarantine unless a factor between the units is known.
 */
export function toSilver(
  readings: readonly ReceivedBronze[],
  definitionOf: (sensorId: number) => Definition,
): { silver: SilverReading[]; quarantine: QuarantinedReading[] } {
  const silver: SilverReading[] = [];
  const quarantine: QuarantinedReading[] = [];
  for (const { reading, receivedAtMs } of readings) {
    if (typeof reading.value !== 'number') continue;
    const definition = definitionOf(reading.sensorId);
    const { unit } = definition;
    const converted =
      reading.units === null || unit === null ? reading.value : convert(reading.value, reading.units, unit);
    if (converted === null) {
      const message = `units ${reading.units} contradict the sensor's unit ${unit}, and no factor between them is known`;
      quarantine.push(droppedReading(reading, definition, 'UNIT_MISMATCH', message));
      continue;
    }
    if (Math.abs(converted) > largest) {
      quarantine.push(
        droppedReading(reading, definition, 'VALUE_OUT_OF_RANGE', `no sensor measures beyond ±${largest}`),
      );
      continue;
    }
    const value = Math.abs(converted) < smallest ? 0 : converted;
    let flags = 0;
    if (value < plausibleMin || value > plausibleMax) flags |= silverFlags.valueOutOfRange;
    if (reading.quality !== 0) flags |= silverFlags.qualityNotGood;
    if (receivedAtMs - reading.eventTimeMs > lateAfterMs) flags |= silverFlags.late;
    silver.push({
      sensorId: reading.sensorId,
      eventTimeMs: reading.eventTimeMs,
      receivedAtMs,
      value,
      quality: reading.quality,
      flags,
      definition,
    });
  }
  return { silver, quarantine };
}

/** A reading that bronze has and silver leaves out, as quarantine keeps it. */
export function droppedReading(
  reading: BronzeReading,
  { siteId, equipmentId, sensorType }: Definition,
  code: string,
  message: string,
): QuarantinedReading {
  const { value, units, eventId, eventTimeMs, extra } = reading;
  const original = { value, units, eventId, timestamp: new Date(eventTimeMs).toISOString(), ...extra };
  return { siteId, equipmentId, sensorType, eventTimeMs, code, message, original };
}
