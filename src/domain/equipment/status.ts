/** The current status of a sensor, and how fresh it is. */
import type { Quality } from '../readings/quality.ts';
import type { TagValue } from '../readings/reading.ts';

export const freshnesses = ['current', 'warning', 'stale'] as const;
export type Freshness = (typeof freshnesses)[number];

const warningAfterMs = 60_000;
const staleAfterMs = 300_000;

/**
 * The time at which a reading counts for what is current: its event time, or that of its arrival where its clock is ahead. A time that
 * is yet to come would hide the true readings after it, and look fresh for as long as it is ahead. Both in epoch ms.
 */
export function statusTimeMs(eventTimeMs: number, receivedAtMs: number): number {
  return eventTimeMs <= receivedAtMs ? eventTimeMs : receivedAtMs;
}

/** How old the latest event time is: current up to 60 s, warning up to 300 s, stale beyond. */
export function freshnessOf(eventTimeMs: number, nowMs: number): Freshness {
  const ageMs = nowMs - eventTimeMs;
  if (ageMs > staleAfterMs) return 'stale';
  return ageMs > warningAfterMs ? 'warning' : 'current';
}

/** When a sensor that stays silent gets its next freshness, epoch ms; null when it is stale already. */
export function nextFreshnessChangeMs(eventTimeMs: number, nowMs: number): number | null {
  const thresholdMs = { current: warningAfterMs, warning: staleAfterMs, stale: null }[freshnessOf(eventTimeMs, nowMs)];
  return thresholdMs === null ? null : eventTimeMs + thresholdMs + 1;
}

/** The latest value of one sensor by event time; times are those of arrival where the sender's clock was ahead. */
export interface SensorStatus {
  readonly sensorId: number;
  readonly siteId: string;
  readonly equipmentId: string;
  readonly sensorType: string;
  /** Null: it has told none yet. */
  readonly value: TagValue | null;
  readonly units: string | null;
  /** Of the newest reading, with a value or without. */
  readonly quality: Quality;
  /** When the value was measured; while there has been none, the time of the newest reading. */
  readonly lastUpdated: Date;
  /** Event time of the newest reading; later than lastUpdated when that one has no value. */
  readonly lastReported: Date;
  /** Whether its equipment is in service. */
  readonly isActive: boolean;
}
