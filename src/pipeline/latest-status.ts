import type { BronzeReading } from '../domain/readings/reading.ts';
import type { ReceivedBronze } from './silver.ts';

/** The newest reading of one sensor, by event time; of equal times the later arrival. */
export interface LatestReading {
  readonly reading: BronzeReading;
  readonly receivedAtMs: number;
  /** Of a reading without a value: the newest one before it in the batch that has one. */
  readonly lastValued?: BronzeReading | null;
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
