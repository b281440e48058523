/** Appends a micro-batch to bronze and decides for each reading: stored, duplicate, or in conflict with what is stored. */
import {
  type EventId,
  keysOfEventIds,
  type NamedReading,
  releaseEventIds,
  reserveEventIds,
} from '../db/bronze/event-ids.ts';
import type { Queryable } from '../db/query/queryable.ts';
import type { BronzeWriter, FindKey, ReadingKey, Recorded } from '../domain/readings/bronze-log.ts';
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

/** Where a micro-batch goes, and what is noted of its origin. */
export interface AppendTarget {
  readonly bronze: BronzeWriter<Queryable>;
  readonly source: ReadingSource;
  readonly receivedAtMs: number;
}

/**
 * Appends a micro-batch to bronze and tells what became of each reading. Readings without an event id take one statement, which is a
 * transaction of its own; for readings with event ids the caller has to have opened a transaction on `db`.
 */
export async function appendToBronze(
  db: Queryable,
  { bronze, source, receivedAtMs }: AppendTarget,
  readings: readonly LocatedReading[],
): Promise<Appended> {
  const outcomes: AppendOutcome[] = readings.map(() => 'stored');
  const named = namedReadings(readings);
  const known = named.length === 0 ? new Set<number>() : new Set(await reserveEventIds(db, named));
  const ordinals: number[] = [];
  const candidates: BronzeReading[] = [];
  readings.forEach((reading, ordinal) => {
    if (known.has(ordinal)) return;
    ordinals.push(ordinal);
    candidates.push(reading);
  });
  const { batchNo, notStored } = await bronze.append(db, { source, receivedAtMs, readings: candidates, ordinals });
  if (notStored.length > 0 || known.size > 0) {
    const registered =
      known.size === 0
        ? noKeys
        : await keysOfEventIds(
            db,
            named.filter(({ ordinal }) => known.has(ordinal)),
          );
    const keys: FindKey[] = notStored.map((ordinal) => ({ ordinal, ...keyOf(at(readings, ordinal)) }));
    for (const [ordinal, key] of registered) keys.push({ ordinal, ...key });
    const stored = await bronze.find(db, keys);
    for (const ordinal of notStored) outcomes[ordinal] = outcomeOf(at(readings, ordinal), stored.get(ordinal));
    await releaseRejected(db, readings, outcomes, notStored);
    for (const ordinal of known) {
      outcomes[ordinal] = outcomeOf(at(readings, ordinal), stored.get(ordinal), registered.get(ordinal));
    }
  }
  return { batchNo, stored: readings.filter((_reading, ordinal) => outcomes[ordinal] === 'stored'), outcomes };
}

const noKeys: ReadonlyMap<number, ReadingKey> = new Map();

/**
 * What became of a reading that was not stored, by what is stored in its place: under its own key, or under the one that its event id
 * is registered with. What has been dropped since cannot be compared any more: the first answer stands.
 */
function outcomeOf(reading: LocatedReading, stored: Recorded | undefined, registered?: ReadingKey): AppendOutcome {
  // A reading of another sensor is another reading, however alike: to call it a duplicate would lose it without a word.
  if (registered !== undefined && registered.sensorId !== reading.sensorId) return 'conflict';
  if (stored === undefined) return 'duplicate';
  return isSameReading(stored, reading, stored.sensorUnit) ? 'duplicate' : 'conflict';
}

/** The event id of a rejected reading names nothing that is stored: the corrected reading may carry it. */
async function releaseRejected(
  db: Queryable,
  readings: readonly LocatedReading[],
  outcomes: readonly AppendOutcome[],
  notStored: readonly number[],
): Promise<void> {
  const rejected = namedReadings(
    notStored.filter((ordinal) => outcomes[ordinal] === 'conflict').map((ordinal) => at(readings, ordinal)),
  );
  if (rejected.length === 0) return;
  const kept = new Set(readings.filter((_reading, ordinal) => outcomes[ordinal] !== 'conflict').map(eventIdKey));
  const released = rejected.filter((reading) => !kept.has(eventIdKey(reading)));
  if (released.length > 0) await releaseEventIds(db, released);
}

function eventIdKey({ siteId, eventId }: EventId | LocatedReading): string {
  return JSON.stringify([siteId, eventId]);
}

/** Those of the readings that carry an event id, each with its place among all. */
function namedReadings(readings: readonly LocatedReading[]): NamedReading[] {
  const named: NamedReading[] = [];
  readings.forEach(({ siteId, eventId, sensorId, eventTimeMs }, ordinal) => {
    if (eventId !== null) named.push({ ordinal, siteId, eventId, sensorId, eventTimeMs });
  });
  return named;
}

function keyOf({ sensorId, eventTimeMs }: LocatedReading): ReadingKey {
  return { sensorId, eventTimeMs };
}

function at(readings: readonly LocatedReading[], ordinal: number): LocatedReading {
  const reading = readings[ordinal];
  if (reading === undefined) throw new RangeError(`no reading at ${ordinal}`);
  return reading;
}
