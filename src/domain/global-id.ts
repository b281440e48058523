/** Global ids: the type and key of one thing in the schema, written as opaque text and read back strictly. */
import type { EquipmentKey, SensorKey } from './equipment/equipment.ts';

/** What an id of the schema names: one thing among all types and sites. */
export type GlobalId =
  | ({ readonly type: 'Equipment' } & EquipmentKey)
  | ({ readonly type: 'SensorDefinition' } & SensorKey)
  | ({ readonly type: 'SensorStatus' } & SensorKey)
  | { readonly type: 'Recommendation'; readonly recommendationId: string }
  /** A recommendation as it was at one event of the log. */
  | {
      readonly type: 'RecommendationSnapshot';
      readonly recommendationId: string;
      readonly number: number;
      readonly token: string;
    }
  | { readonly type: 'Anomaly'; readonly anomalyId: number }
  | { readonly type: 'Alarm'; readonly alarmId: number }
  /** An alarm as it was at one event of the log. */
  | { readonly type: 'AlarmSnapshot'; readonly alarmId: number; readonly number: number; readonly token: string }
  | { readonly type: 'QuarantinedReading'; readonly quarantineId: number };

const letters: Readonly<Record<GlobalId['type'], string>> = {
  Equipment: 'E',
  SensorDefinition: 'S',
  SensorStatus: 'L',
  Recommendation: 'R',
  RecommendationSnapshot: 'P',
  Anomaly: 'A',
  Alarm: 'M',
  AlarmSnapshot: 'N',
  QuarantinedReading: 'Q',
};
const typeOfLetter: ReadonlyMap<string, string> = new Map(
  Object.entries(letters).map(([type, letter]) => [letter, type]),
);

/** No stored text holds NUL, so that it can stand between two parts; two of them after the letter tell such an id from a plant's name. */
const nul = '\u0000';
const mark = `${nul}${nul}`;
/** What the mark after any letter becomes: the third and fourth character. */
const markEncoded = 'AA';

export function encodeGlobalId(id: GlobalId): string {
  return textOf(letters[id.type], partsOf(id));
}

/** Null for whatever `encodeGlobalId` cannot have made, such as a plant's own name. */
export function decodeGlobalId(text: string): GlobalId | null {
  if (!text.startsWith(markEncoded, 2)) return null;
  const plain = Buffer.from(text, 'base64url').toString('utf8');
  if (!plain.startsWith(mark, 1)) return null;
  const parts = plain.slice(1 + mark.length).split(nul);
  const id = idOf(typeOfLetter.get(plain.slice(0, 1)), parts);
  return id !== null && encodeGlobalId(id) === text ? id : null;
}

function textOf(letter: string, parts: readonly (string | number)[]): string {
  return Buffer.from(`${letter}${mark}${parts.join(nul)}`, 'utf8').toString('base64url');
}

function partsOf(id: GlobalId): readonly (string | number)[] {
  switch (id.type) {
    case 'Equipment':
      return [id.siteId, id.equipmentId];
    case 'SensorDefinition':
    case 'SensorStatus':
      return [id.siteId, id.equipmentId, id.sensorType];
    case 'Recommendation':
      return [id.recommendationId];
    case 'RecommendationSnapshot':
      return [id.recommendationId, id.number, id.token];
    case 'Anomaly':
      return [id.anomalyId];
    case 'Alarm':
      return [id.alarmId];
    case 'AlarmSnapshot':
      return [id.alarmId, id.number, id.token];
    case 'QuarantinedReading':
      return [id.quarantineId];
  }
}

/** Numbers that are none, and parts too many, show when the result is encoded again. */
function idOf(type: string | undefined, [first = '', second = '', third = '']: readonly string[]): GlobalId | null {
  switch (type) {
    case 'Equipment':
      return { type, siteId: first, equipmentId: second };
    case 'SensorDefinition':
    case 'SensorStatus':
      return { type, siteId: first, equipmentId: second, sensorType: third };
    case 'Recommendation':
      return { type, recommendationId: first };
    case 'RecommendationSnapshot':
      return isKey(second) ? { type, recommendationId: first, number: Number(second), token: third } : null;
    case 'Anomaly':
      return isKey(first) ? { type, anomalyId: Number(first) } : null;
    case 'Alarm':
      return isKey(first) ? { type, alarmId: Number(first) } : null;
    case 'AlarmSnapshot':
      return isKey(first) && isKey(second)
        ? { type, alarmId: Number(first), number: Number(second), token: third }
        : null;
    case 'QuarantinedReading':
      return isKey(first) ? { type, quarantineId: Number(first) } : null;
    default:
      return null;
  }
}

/** A row's number, or an event's: a whole one that JavaScript holds exactly. */
function isKey(digits: string): boolean {
  return /^(?:0|[1-9]\d*)$/.test(digits) && Number.isSafeInteger(Number(digits));
}
