/** Reserves event ids, so that a reading under a known one is a duplicate or a conflict. */
import type { ReadingKey } from '../../domain/readings/bronze-log.ts';
import { numberArray, textArray } from '../query/array-literal.ts';
import type { Queryable } from '../query/queryable.ts';
import { run, statement } from '../query/statement.ts';

const reserve = statement('event-id-reserve');
const release = statement('event-id-release');
const existing = statement('event-id-existing');

/** An event id as its sender chose it; it is unique within its site. */
export interface EventId {
  readonly siteId: string;
  readonly eventId: string;
}

/** A reading that carries an event id; `ordinal` is what results call it by. */
export interface NamedReading extends EventId, ReadingKey {
  readonly ordinal: number;
}

/**
 * Registers the event ids of the given readings, each with its reading's key; returns the ordinals of those whose id was registered
 * before, or under another key.
 */
export async function reserveEventIds(db: Queryable, readings: readonly NamedReading[]): Promise<number[]> {
  const rows = await run<{ ordinal: number }>(db, reserve, [
    numberArray(readings.map((reading) => reading.ordinal)),
    textArray(readings.map((reading) => reading.siteId)),
    textArray(readings.map((reading) => reading.eventId)),
    numberArray(readings.map((reading) => reading.sensorId)),
    numberArray(readings.map((reading) => reading.eventTimeMs)),
  ]);
  return rows.map((row) => row.ordinal);
}

/** Takes event ids out of the register, inside the transaction in which their readings turned out not to be stored. */
export async function releaseEventIds(db: Queryable, ids: readonly EventId[]): Promise<void> {
  await run(db, release, [textArray(ids.map(({ siteId }) => siteId)), textArray(ids.map(({ eventId }) => eventId))]);
}

/** The keys under which the event ids of the given readings are registered, by ordinal. */
export async function keysOfEventIds(
  db: Queryable,
  readings: readonly NamedReading[],
): Promise<Map<number, ReadingKey>> {
  const rows = await run<{ ordinal: number; sensor_id: number; event_ms: number }>(db, existing, [
    numberArray(readings.map((reading) => reading.ordinal)),
    textArray(readings.map((reading) => reading.siteId)),
    textArray(readings.map((reading) => reading.eventId)),
  ]);
  return new Map(rows.map((row) => [row.ordinal, { sensorId: row.sensor_id, eventTimeMs: row.event_ms }]));
}
