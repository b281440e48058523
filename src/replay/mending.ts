/** Changes readings of quarantine as the user has asked, before they are sent again. */
import type { QuarantinedInput, QuarantineEntry } from '../client/andon-client.ts';
import { parseTagPath } from '../domain/equipment/equipment.ts';
import { isNotANumber } from '../domain/readings/numeric-text.ts';
import { meantField, readingFields } from '../domain/readings/reading-fields.ts';
import { readingTime } from '../domain/readings/reading-time.ts';

/** How readings of quarantine are changed before they are sent again; what is absent stays as it came. */
export interface Mending {
  /** In place of whatever unit came, or none; the number stays. */
  readonly setUnits?: string;
  readonly setQuality?: string;
  /** New name by old name; the old name '' stands for none. */
  readonly mapEquipment?: ReadonlyMap<string, string>;
  readonly mapSensor?: ReadonlyMap<string, string>;
  /** Added to the time of the reading. */
  readonly shiftTimeMs?: number;
}

/** The reading to send; or why there is none. */
export type Mended = { readonly reading: QuarantinedInput } | { readonly skip: string };

export function mended(entry: QuarantineEntry, mending: Mending): Mended {
  const original = originalOf(entry);
  if (original === null) return { skip: 'its original was too long to be kept whole, or is no reading' };
  const reading = fieldsOf(original);
  // The source wrote NaN and Infinity as text, because JSON has no word for them.
  const hasNoValue = entry.code === 'INVALID_VALUE' && isNoValue(reading['value']);
  if (hasNoValue && mending.setQuality?.toUpperCase() !== 'BAD') {
    return { skip: 'its value is no number; with the quality BAD it can be taken as a reading without a value' };
  }
  const { setUnits, setQuality, mapEquipment, mapSensor, shiftTimeMs } = mending;
  const named = parseTagPath(typeof reading['tagPath'] === 'string' ? reading['tagPath'] : '');
  const equipmentId = mapEquipment?.get(nameOf(reading['equipmentId'] ?? named?.equipmentId));
  const sensorType = mapSensor?.get(nameOf(reading['sensorType'] ?? named?.sensorType));
  const changes: Record<string, unknown> = {
    ...(hasNoValue ? { value: null } : {}),
    ...(setUnits === undefined || setUnits === reading['units'] ? {} : { units: setUnits }),
    ...(setQuality === undefined || setQuality === reading['quality'] ? {} : { quality: setQuality }),
    ...(equipmentId === undefined ? {} : { equipmentId }),
    ...(sensorType === undefined ? {} : { sensorType }),
  };
  if (shiftTimeMs !== undefined) {
    const timeMs = Date.parse(String(reading['timestamp']));
    if (Number.isNaN(timeMs)) return { skip: 'its time cannot be read' };
    changes['timestamp'] = new Date(timeMs + shiftTimeMs).toISOString();
  }
  const isAsked = Object.values(mending).some((value) => value !== undefined);
  if (isAsked && Object.keys(changes).length === 0) return { skip: 'nothing of it is to be mended' };
  return { reading: { ...reading, ...changes } };
}

/**
 * What the original has, under the names that the input type knows: a misspelt field is sent as what it was meant to be. A time that came
 * by SQL is a number.
 */
function fieldsOf(original: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const isGiven = (name: string): boolean => original[name] !== undefined && original[name] !== null;
  const given = Object.keys(original).flatMap((name) => {
    // A value that is null says so; any other null says nothing.
    if (!isGiven(name) && !(name === 'value' && original[name] === null)) return [];
    const meant = readingFields.has(name) ? name : meantField(name, readingFields);
    return [[meant === null || isGiven(meant) ? name : meant, original[name]] as const];
  });
  const reading: Record<string, unknown> = Object.fromEntries(given);
  const { timestamp } = reading;
  if (typeof timestamp === 'number' && typeof readingTime(timestamp) === 'number' && Math.abs(timestamp) < 8.64e15) {
    reading['timestamp'] = new Date(timestamp).toISOString();
  }
  return reading;
}

function isNoValue(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && isNotANumber(value));
}

function originalOf({ original }: QuarantineEntry): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(original);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function nameOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
