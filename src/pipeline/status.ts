import type { BronzeReading } from '../domain/reading.ts';
import type { ReceivedBronze } from './silver.ts';

/** The newest reading of one sensor, by event time; of equal times the later arrival. */
export interface LatestReading {
  readonly reading: BronzeReading;
  readonly receivedAtMs: number;
}

/** The batch folded to the newest reading of each sensor, sorted by sensor. Text and boolean readings count too. */
export function toLatest(readings: readonly ReceivedBronze[]): LatestReading[] {
  const latest = new Map<number, LatestReading>();
  for (const candidate of readings) {
    const known = latest.get(candidate.reading.sensorId);
    if (known === undefined || candidate.reading.eventTimeMs >= known.reading.eventTimeMs) {
      latest.set(candidate.reading.sensorId, candidate);
    }
  }
  return [...latest.values()].sort((a, b) => a.reading.sensorId - b.reading.sensorId);
}
