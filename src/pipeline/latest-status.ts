import type { BronzeReading } from '../domain/readings/reading.ts';
import type { ReceivedBronze } from './silver.ts';

/** The newest reading of one sensor, by event time; of equal times the later arrival. */
export interface LatestReading {
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

function newestOfEach(readings: readonly ReceivedBronze[]): Map<number, ReceivedBronze> {
  const newest = new Map<number, ReceivedBronze>();
  for (const candidate of readings) {
    const known = newest.get(candidate.reading.sensorId);
    if (known === undefined || candidate.reading.eventTimeMs >= known.reading.eventTimeMs) {
      newest.set(candidate.reading.sensorId, candidate);
    }
  }
  return newest;
}

function sorted(latest: Iterable<LatestReading>): LatestReading[] {
  return [...latest].sort((a, b) => a.reading.sensorId - b.reading.sensorId);
}
