/** Checks a received reading field by field; the first fault names why it is rejected. */
import { type CredentialId, impliedSite } from '../domain/access.ts';
import { parseTagPath } from '../domain/equipment/equipment.ts';
import { plantId, plantIdOf } from '../domain/equipment/plant-id.ts';
import { decodeGlobalId } from '../domain/global-id.ts';
import { jsonText } from '../domain/json-text.ts';
import type { RejectionCode } from '../domain/readings/expectation.ts';
import type { QualityCode } from '../domain/readings/quality.ts';
import type { ReceivedReading, Rejection, TagValue } from '../domain/readings/reading.ts';
import { readingTime } from '../domain/readings/reading-time.ts';
import { maxAttributesLength, maxIdLength, maxTagPathLength, maxUnitsLength } from '../limits.ts';
import { valueFault } from './check-value.ts';
import { isStorableText } from './storable-text.ts';

const notStorableJson = /(?:^|[^\\])(?:\\\\)*\\u(?:0000|d[89a-f])/i;

export interface CheckedReading {
  readonly siteId: string;
  readonly equipmentId: string;
  readonly sensorType: string;
  readonly eventTimeMs: number;
  /** Null: the source says that it has none, of quality BAD. */
  readonly value: TagValue | null;
  readonly units: string | null;
  readonly quality: QualityCode;
  readonly eventId: string | null;
  readonly extra: Record<string, unknown> | null;
  /** The number came as a text. */
  readonly wasText?: boolean | undefined;
  /** Fields of the sender's own, among the attributes. */
  readonly unknownFields?: number | undefined;
}

/** The times between which readings are taken, epoch ms. */
export interface TimeLimits {
  readonly oldestMs: number;
  readonly newestMs: number;
}

export function isRejection(result: CheckedReading | Rejection): result is Rejection {
  return 'code' in result;
}

/** What the sender of readings may do. */
export interface Sender {
  /** Sites that they may write for; null: every one. */
  readonly siteIds: readonly string[] | null;
  /** What the sender proved to be, by which two senders of the same sensor are told apart; absent or null: nobody knows. */
  readonly credential?: CredentialId | null;
}

export const trusted: Sender = { siteIds: null };

/** Takes a reading as a source received it, trusting nothing; the result names the first thing that is wrong with it. */
export function checkReading(
  reading: ReceivedReading,
  limits: TimeLimits,
  { siteIds }: Sender = trusted,
): CheckedReading | Rejection {
  const source = checkSource(reading, siteIds);
  if (reading.fault !== undefined) return 'code' in source && source.code === 'SITE_FORBIDDEN' ? source : reading.fault;
  if ('code' in source) return source;
  const { value } = reading;
  const quality = qualityCode(reading.quality);
  const wrongValue = valueFault(value, quality === 2);
  if (wrongValue !== null) return reject('INVALID_VALUE', wrongValue);
  const eventTimeMs = readingTime(reading.timestamp);
  if (typeof eventTimeMs === 'string') return reject('INVALID_TIMESTAMP', eventTimeMs);
  const timeFault = checkTime(eventTimeMs, limits);
  if (timeFault !== null) return timeFault;
  if (quality === null) return reject('INVALID_QUALITY', 'quality must be GOOD, UNCERTAIN or BAD');
  // Tag systems send an empty text for what has no unit.
  const units = reading.units === '' ? null : (reading.units ?? null);
  if (units !== null && !isStorableText(units, maxUnitsLength)) {
    return reject('INVALID_UNITS', `units must be text of 1 to ${maxUnitsLength} characters`);
  }
  const eventId = reading.eventId ?? null;
  if (eventId !== null && !isStorableText(eventId, maxIdLength)) {
    return invalidId('eventId', eventId);
  }
  const attributes = reading.attributes ?? null;
  if (attributes !== null && !isStorableJson(attributes)) {
    return reject(
      'INVALID_ATTRIBUTES',
      `attributes must be a JSON object of at most ${maxAttributesLength} characters`,
    );
  }
  const { siteId, equipmentId, sensorType } = source;
  const extra = extraOf(reading, attributes);
  if (reading.unknownFields === undefined) {
    return {
      siteId,
      equipmentId,
      sensorType,
      eventTimeMs,
      value: value as TagValue | null,
      units,
      quality,
      eventId,
      extra,
    };
  }
  return {
    siteId,
    equipmentId,
    sensorType,
    eventTimeMs,
    value: value as TagValue | null,
    units,
    quality,
    eventId,
    extra,
    unknownFields: reading.unknownFields,
  };
}

function checkSource(
  reading: ReceivedReading,
  siteIds: readonly string[] | null,
): { siteId: string; equipmentId: string; sensorType: string } | Rejection {
  const named = typeof reading.equipmentId === 'string' ? decodeGlobalId(reading.equipmentId) : null;
  const machine = named?.type === 'Equipment' ? named : null;
  const siteId = plantIdOf(reading.siteId ?? machine?.siteId ?? impliedSite(siteIds));
  let equipmentId = machine?.equipmentId ?? plantIdOf(reading.equipmentId ?? null);
  let sensorType = plantIdOf(reading.sensorType ?? null);
  if ((equipmentId === null || sensorType === null) && reading.tagPath != null) {
    if (!isStorableText(reading.tagPath, maxTagPathLength)) {
      return reject('INVALID_TAG_PATH', `tagPath must be text of 1 to ${maxTagPathLength} characters without NUL`);
    }
    const parsed = parseTagPath(reading.tagPath);
    if (parsed === null) {
      return reject(
        'INVALID_TAG_PATH',
        'tagPath names no equipment; expected the form [provider]Folder/HT_001/Speed_KPH',
      );
    }
    equipmentId ??= plantId(parsed.equipmentId);
    sensorType ??= plantId(parsed.sensorType);
  }
  if (reading.tagPath != null && typeof reading.tagPath !== 'string') {
    return reject('INVALID_TAG_PATH', 'tagPath must be text');
  }
  if (equipmentId === null) return reject('MISSING_EQUIPMENT', 'give equipmentId and sensorType, or tagPath');
  if (sensorType === null) return reject('MISSING_SENSOR', 'give equipmentId and sensorType, or tagPath');
  if (!isStorableText(siteId, maxIdLength)) return invalidId('siteId', siteId);
  if (!isStorableText(equipmentId, maxIdLength)) return invalidId('equipmentId', equipmentId);
  if (!isStorableText(sensorType, maxIdLength)) return invalidId('sensorType', sensorType);
  if (siteIds !== null && !siteIds.includes(siteId)) {
    return reject('SITE_FORBIDDEN', `the sender of this request does not reach the site ${JSON.stringify(siteId)}`);
  }
  if (named !== null && machine?.siteId !== siteId) {
    return reject(
      'INVALID_ID',
      `equipmentId is the id of a ${named.type}, or of a machine of another site than siteId`,
    );
  }
  return { siteId, equipmentId, sensorType };
}

function invalidId(name: string, value: unknown): Rejection {
  if (typeof value === 'number' && Number.isInteger(value)) {
    return reject('INVALID_ID', `${name} is a number of more digits than JSON numbers keep here; send it as text`);
  }
  return reject(
    'INVALID_ID',
    `${name} must be text of 1 to ${maxIdLength} characters without NUL or unpaired surrogates`,
  );
}

function checkTime(eventTimeMs: number, limits: TimeLimits): Rejection | null {
  if (eventTimeMs > limits.newestMs) {
    return reject(
      'TIMESTAMP_IN_FUTURE',
      `timestamp is later than ${iso(limits.newestMs)}, the latest this server takes now; check the clock`,
    );
  }
  if (eventTimeMs < limits.oldestMs) {
    return reject(
      'TIMESTAMP_TOO_OLD',
      `timestamp is before ${iso(limits.oldestMs)}, where this server's retention begins`,
    );
  }
  return null;
}

/** The words of the schema's enum; other programs write them in small letters. */
function qualityCode(quality: unknown): QualityCode | null {
  if (quality === undefined || quality === null || quality === 'GOOD') return 0;
  if (quality === 'BAD') return 2;
  if (typeof quality !== 'string') return null;
  switch (quality.toLowerCase()) {
    case 'good':
      return 0;
    case 'uncertain':
      return 1;
    case 'bad':
      return 2;
    default:
      return null;
  }
}

function isStorableJson(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const text = jsonText(value);
  return text !== null && text.length <= maxAttributesLength && !notStorableJson.test(text);
}

function extraOf(reading: ReceivedReading, attributes: Record<string, unknown> | null): Record<string, unknown> | null {
  const tagPath = isStorableText(reading.tagPath, maxTagPathLength) ? reading.tagPath : null;
  if (attributes === null && tagPath === null) return null;
  return { ...(tagPath === null ? {} : { tagPath }), ...(attributes === null ? {} : { attributes }) };
}

function iso(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

function reject(code: RejectionCode, message: string): Rejection {
  return { code, message };
}
