/** Finds the readings of a batch that change what is current: a sensor's newest reading, and its newest value. */
import { statusTimeMs } from '../domain/equipment/status.ts';
import type { BronzeReading } from '../domain/readings/reading.ts';
import type { ReceivedBronze } from './silver.ts';

/** The newest reading of one sensor, by event time; of equal times the later arrival. */
export interface LatestReading {
  /** One that was dated ahead of the server has the time of its arrival. */
  readonly reading: BronzeReading;
  readonly receivedAtMs: number;
  /** Of a reading without a value: the newest one before it in the batch that has one. */
  readonly lastValued?: BronzeReading | null;
  /** A newer one without a value came before: of this one only the value is the latest. */
  readonly isValueOnly?: true;
}

/** Those that change the current status, given how far event time has come: as the newest reading, or with the newest value. */
export function toChanges(
  latest: readonly LatestReading[],
  stateOf: (sensorId: number) => { latestEventMs: number; latestValueMs: number },
): LatestReading[] {
  const changes: LatestReading[] = [];
  for (const one of latest) {
    const state = stateOf(one.reading.sensorId);
    const { eventTimeMs } = one.reading;
    const isNewest = eventTimeMs >= state.latestEventMs;
    const valued = one.reading.value === null ? one.lastValued : one.reading;
    const hasNewestValue = valued != null && valued.eventTimeMs >= state.latestValueMs;
    if (isNewest) {
      changes.push(one);
      state.latestEventMs = eventTimeMs;
    } else if (hasNewestValue) {
      changes.push({ isValueOnly: true, ...one });
    }
    if (hasNewestValue) state.latestValueMs = valued.eventTimeMs;
  }
  return changes;
}

/** The batch folded to the newest reading of each sensor, sorted by sensor. Text and boolean readings count too. */
export function toLatest(readings: readonly ReceivedBronze[]): LatestReading[] {
  const latest = newestOfEach(readings);
  if (![...latest.values()].some(({ reading }) => reading.value === null)) return sorted(latest.values());
  const valued = newestOfEach(readings.filter(({ reading }) => reading.value !== null));
  return sorted(
    [...latest.values()].map((one) =>
      one.reading.value === null
        ? {
            lastValued: valued.get(one.reading.sensorId)?.reading ?? null,
            reading: one.reading,
            receivedAtMs: one.receivedAtMs,
          }
        : one,
    ),
  );
}

/** By the time at which each counts; of several that were dated ahead the one that is furthest, as its sender has it. */
function newestOfEach(readings: readonly ReceivedBronze[]): Map<number, ReceivedBronze> {
  const newest = new Map<number, ReceivedBronze>();
  let anyAhead = false;
  for (const candidate of readings) {
    const { sensorId, eventTimeMs } = candidate.reading;
    const known = newest.get(sensorId);
    if (known === undefined || isNewer(candidate, known)) newest.set(sensorId, candidate);
    if (eventTimeMs > candidate.receivedAtMs) anyAhead = true;
  }
  if (anyAhead) for (const [sensorId, one] of newest) newest.set(sensorId, atItsArrival(one));
  return newest;
}

function isNewer(candidate: ReceivedBronze, known: ReceivedBronze): boolean {
  const atMs = statusTimeMs(candidate.reading.eventTimeMs, candidate.receivedAtMs);
  const knownMs = statusTimeMs(known.reading.eventTimeMs, known.receivedAtMs);
  return atMs === knownMs ? candidate.reading.eventTimeMs >= known.reading.eventTimeMs : atMs > knownMs;
}

function atItsArrival(one: ReceivedBronze): ReceivedBronze {
  const { receivedAtMs } = one;
  if (one.reading.eventTimeMs <= receivedAtMs) return one;
  const { sensorId, shardNo, value, units, quality, eventId, extra, isBehind } = one.reading;
  return {
    reading: { sensorId, shardNo, eventTimeMs: receivedAtMs, value, units, quality, eventId, extra, isBehind },
    receivedAtMs,
  };
}

function sorted(latest: Iterable<LatestReading>): LatestReading[] {
  return [...latest].sort((a, b) => a.reading.sensorId - b.reading.sensorId);
}
