/** Makes entries of quarantine from rejected readings. */
import type { QuarantinedReading } from '../db/quarantine/quarantine-write.ts';
import { plantIdOf } from '../domain/equipment/plant-id.ts';
import { decodeGlobalId } from '../domain/global-id.ts';
import type { ReceivedReading, Rejection } from '../domain/readings/reading.ts';
import { readingTime } from '../domain/readings/reading-time.ts';
import { maxIdLength } from '../limits.ts';
import { isStorableText } from './storable-text.ts';

/** What PostgreSQL can hold as a time and JavaScript as a date; beyond it the original text has to do. */
const earliestMs = Date.parse('0001-01-01T00:00:00Z');
const latestMs = Date.parse('9999-12-31T23:59:59Z');

/** The same key came with another value, unit or quality than what is stored, or an event id with another sensor. */
export const conflictingDuplicate: Rejection = {
  code: 'CONFLICTING_DUPLICATE',
  message:
    'another value, unit or quality is stored for the same sensor and time, or event id, or another sensor under that event id',
};

/** A rejected reading as quarantine keeps it: the columns as far as they are usable, and the original in full. */
export function quarantined(reading: ReceivedReading, { code, message }: Rejection): QuarantinedReading {
  const { index: _index, fault: _fault, unknownFields: _unknownFields, original, ...fields } = reading;
  const timeMs = readingTime(reading.timestamp);
  const named = typeof reading.equipmentId === 'string' ? decodeGlobalId(reading.equipmentId) : null;
  const machine = named?.type === 'Equipment' ? named : null;
  return {
    // Nobody fills the quarantine of a site that is not theirs.
    siteId: code === 'SITE_FORBIDDEN' ? null : idOrNull(reading.siteId ?? machine?.siteId),
    equipmentId: idOrNull(machine?.equipmentId ?? reading.equipmentId),
    sensorType: idOrNull(reading.sensorType),
    eventTimeMs: typeof timeMs === 'number' && timeMs >= earliestMs && timeMs <= latestMs ? timeMs : null,
    code,
    message,
    original: original === undefined ? fields : original,
  };
}

function idOrNull(value: unknown): string | null {
  const id = plantIdOf(value);
  return isStorableText(id, maxIdLength) ? id : null;
}
