import {
  appendReadings,
  type Recorded,
  recordedReadings,
  recordedReadingsByEventId,
  releaseEventIds,
  reserveEventIds,
} from '../db/bronze/bronze-rows.ts';
import type { Queryable } from '../db/query/queryable.ts';
import type { BronzeReading, ReadingSource } from '../domain/readings/reading.ts';
import { isSameReading } from '../domain/readings/same-reading.ts';
import type { CheckedReading } from './check-reading.ts';
import type { KnownSensor } from './known-sensors.ts';

/** What became of one reading of a micro-batch. */
export type AppendOutcome = 'stored' | 'duplicate' | 'conflict';

export interface Appended {
  readonly batchNo: number | null;
  /** In the order stored. */
  readonly stored: readonly BronzeReading[];
  /** One for each reading given, in their order. */
  readonly outcomes: readonly AppendOutcome[];
}

export interface LocatedReading extends CheckedReading, KnownSensor {
  readonly isBehind: boolean;
}

export function locatedReading(
  reading: CheckedReading,
  { sensorId, shardNo }: KnownSensor,
  isBehind: boolean,
): LocatedReading {
  const { siteId, equipmentId, sensorType, eventTimeMs, value, units, quality, eventId, extra } = reading;
  const { wasText, unknownFields } = reading;
  return {
    siteId,
    equipmentId,
    sensorType,
    eventTimeMs,
    value,
    units,
    quality,
    eventId,
    extra,
    wasText,
    unknownFields,
    sensorId,
    shardNo,
    isBehind,
  };
}

/**
 * Puts a micro-batch into bronze. Readings without an event id take one statement, which is a transaction of its own; with event ids
 * the caller has to have opened a transaction.
 */
export async function appendToBronze(
  db: Queryable,
  door: ReadingSource,
  receivedAtMs: number,
  readings: readonly LocatedReading[],
): Promise<Appended> {
  const outcomes: AppendOutcome[] = readings.map(() => 'stored');
  const knownEventIds = await claimFirst(db, readings);
  const ordinals: number[] = [];
  const candidates: BronzeReading[] = [];
  readings.forEach((reading, ordinal) => {
    if (knownEventIds.has(ordinal)) return;
    ordinals.push(ordinal);
    candidates.push(reading);
  });
  const { batchNo, notStored } = await appendReadings(db, door, receivedAtMs, candidates, ordinals);
  if (notStored.length > 0) {
    const keys = notStored.map((ordinal) => ({ ordinal, ...at(readings, ordinal) }));
    const values = await recordedReadings(db, keys);
    for (const ordinal of notStored) outcomes[ordinal] = outcomeOf(at(readings, ordinal), values.get(ordinal));
    await releaseRejected(db, readings, outcomes, notStored);
  }
  if (knownEventIds.size > 0) {
    const keys = [...knownEventIds].map((ordinal) => credentialsOf(at(readings, ordinal), ordinal));
    const values = await recordedReadingsByEventId(db, keys);
    for (const ordinal of knownEventIds) {
      const reading = at(readings, ordinal);
      const known = values.get(ordinal);
      // Of another sensor it is another reading, however alike: to call it a duplicate would lose it without a word.
      const isOfAnother = known !== undefined && known.sensorId !== reading.sensorId;
      outcomes[ordinal] = isOfAnother ? 'conflict' : outcomeOf(reading, known);
    }
  }
  return { batchNo, stored: readings.filter((_reading, ordinal) => outcomes[ordinal] === 'stored'), outcomes };
}

async function claimFirst(db: Queryable, readings: readonly LocatedReading[]): Promise<Set<number>> {
  const claims = readings.flatMap((reading, ordinal) =>
    reading.eventId === null ? [] : [credentialsOf(reading, ordinal)],
  );
  return new Set(claims.length === 0 ? [] : await reserveEventIds(db, claims));
}

/** The event id of a rejected reading names nothing that is stored: the corrected reading may carry it. */
async function releaseRejected(
  db: Queryable,
  readings: readonly LocatedReading[],
  outcomes: readonly AppendOutcome[],
  notStored: readonly number[],
): Promise<void> {
  const rejected = notStored
    .filter((ordinal) => outcomes[ordinal] === 'conflict' && at(readings, ordinal).eventId !== null)
    .map((ordinal) => credentialsOf(at(readings, ordinal), ordinal));
  if (rejected.length === 0) return;
  const kept = new Set(readings.filter((_reading, ordinal) => outcomes[ordinal] !== 'conflict').map(eventIdKey));
  const claims = rejected.filter((reading) => !kept.has(eventIdKey(reading)));
  if (claims.length > 0) await releaseEventIds(db, claims);
}

function eventIdKey({ siteId, eventId }: Pick<LocatedReading, 'siteId' | 'eventId'>): string {
  return JSON.stringify([siteId, eventId]);
}

/** What names a reading by its event id and by its key. */
interface Credentials {
  readonly ordinal: number;
  readonly siteId: string;
  readonly eventId: string;
  readonly sensorId: number;
  readonly eventTimeMs: number;
}

function credentialsOf({ siteId, eventId, sensorId, eventTimeMs }: LocatedReading, ordinal: number): Credentials {
  return { ordinal, siteId, eventId: eventId ?? '', sensorId, eventTimeMs };
}

/** A row whose partition has been dropped since cannot be compared any more: the first answer stands. */
function outcomeOf(reading: LocatedReading, stored: Recorded | undefined): AppendOutcome {
  return stored === undefined || isSameReading(stored, reading, stored.sensorUnit) ? 'duplicate' : 'conflict';
}

function at(readings: readonly LocatedReading[], ordinal: number): LocatedReading {
  const reading = readings[ordinal];
  if (reading === undefined) throw new RangeError(`no reading at ${ordinal}`);
  return reading;
}
