/** Parses readings as senders wrote them. */
import type { ReceivedReading, Rejection } from './reading.ts';
import { meantField, readingFields } from './reading-fields.ts';

/** Reads what a sender wrote as a reading. Only its form is checked; unknown fields become attributes. */
export function receivedReading(sent: unknown, index: number): ReceivedReading {
  if (!isRecord(sent)) return withoutForm(sent, index, 'a reading is an object with the fields of ReadingInput');
  const { value, timestamp, tagPath, sensorType, units, quality, attributes } = sent;
  const eventId = idOf(sent['eventId']);
  const siteId = idOf(sent['siteId']);
  const equipmentId = idOf(sent['equipmentId']);
  for (const name in sent) {
    if (readingFields.has(name)) continue;
    const fields = { index, eventId, siteId, equipmentId, sensorType, tagPath, value, units, quality, timestamp };
    // biome-ignore lint/plugin: only readings with fields of their sender's own.
    return { ...fields, ...ownFields(sent, readingFields, attributes), original: sent };
  }
  return { index, eventId, siteId, equipmentId, sensorType, tagPath, value, units, quality, timestamp, attributes };
}

/** The result for something that is no reading. */
export function withoutForm(sent: unknown, index: number, message: string): ReceivedReading {
  const original = sent === undefined ? null : sent;
  return { index, value: undefined, timestamp: undefined, fault: { code: 'INVALID_READING', message }, original };
}

/**
 * The fields of the sender's own, among the attributes. One that looks like a known field, which is missing, would change what the
 * reading says if it were put aside: °F in a field `unit` is a temperature in the sensor's own unit then.
 */
export function ownFields(
  sent: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
  attributes: unknown,
): { readonly attributes: unknown; readonly unknownFields?: number; readonly fault?: Rejection } {
  const unknown = Object.keys(sent).filter((name) => !known.has(name));
  for (const name of unknown) {
    const meant = meantField(name, known);
    if (meant === null || (sent[meant] !== undefined && sent[meant] !== null)) continue;
    return { attributes, fault: unknownField(`field ${shown(name)} is not known; ${meant} is`) };
  }
  if (attributes !== undefined && !isRecord(attributes) && attributes !== null) return { attributes };
  const given = attributes ?? {};
  const twice = unknown.find((name) => Object.hasOwn(given, name));
  if (twice !== undefined) {
    const fault = unknownField(`field ${shown(twice)} is not known, and stands among the attributes once more`);
    return { attributes, fault };
  }
  const own = Object.fromEntries(unknown.map((name) => [name, sent[name]]));
  // biome-ignore lint/plugin: only readings with fields of their sender's own.
  return { attributes: { ...own, ...given }, unknownFields: unknown.length };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * GraphQL's ID is a text, or a whole number that stands for its digits. A number of more digits than a double keeps has lost them already:
 * it stays a number, which is no id, because two ids of 64 bits would become one.
 */
export function idOf(value: unknown): unknown {
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
}

function unknownField(message: string): Rejection {
  return { code: 'UNKNOWN_FIELD', message };
}

function shown(name: string): string {
  return JSON.stringify(name.length <= 40 ? name : `${name.slice(0, 40)}…`);
}
