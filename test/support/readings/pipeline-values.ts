/** Values and times for unit tests of the pipeline's stages. */
import type { BronzeReading } from '../../../src/domain/readings/reading.ts';
import { boundsOf } from '../../../src/domain/units/units.ts';
import type { Finding } from '../../../src/pipeline/detect/detector.ts';
import { type Definition, unknownSensor } from '../../../src/pipeline/sensor-definition.ts';
import type { ReceivedBronze, SilverReading } from '../../../src/pipeline/silver.ts';

/** A whole minute in the past of every test, so that windows begin where a test says. */
export const minute0Ms = Date.parse('2026-03-10T12:00:00Z');

/** A sensor about which nothing is known but its name. */
export function definition(more: Partial<Definition> = {}): Definition {
  return {
    ...unknownSensor('HT_001', more.sensorType ?? 'temperature'),
    sensorId: 1,
    bounds: boundsOf(more.unit ?? null),
    equipmentType: 'haul truck',
    ...more,
  };
}

export function silverReading(value: number, more: Partial<SilverReading> = {}): SilverReading {
  const eventTimeMs = more.eventTimeMs ?? minute0Ms;
  return {
    sensorId: 1,
    shardNo: 0,
    eventTimeMs,
    receivedAtMs: eventTimeMs,
    value,
    quality: 0,
    flags: 0,
    isBehind: false,
    unitIsAssumed: false,
    definition: definition(),
    ...more,
  };
}

/** Received in the instant it was measured, unless told otherwise. */
export function bronzeReading(
  value: BronzeReading['value'],
  more: Partial<BronzeReading> & { readonly receivedAtMs?: number } = {},
): ReceivedBronze {
  const { receivedAtMs, ...rest } = more;
  const reading: BronzeReading = {
    sensorId: 1,
    shardNo: 0,
    eventTimeMs: minute0Ms,
    value,
    units: null,
    quality: 0,
    eventId: null,
    extra: null,
    isBehind: false,
    ...rest,
  };
  return { reading, receivedAtMs: receivedAtMs ?? reading.eventTimeMs };
}

export function limitFinding(more: Partial<Finding> = {}): Finding {
  return {
    detector: 'limit',
    severity: 'high',
    score: 0.85,
    direction: 'high',
    confirmed: true,
    limit: { name: 'critical', value: 85 },
    baseline: null,
    ...more,
  };
}
