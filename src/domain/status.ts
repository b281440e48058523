import type { Quality } from './quality.ts';
import type { TagValue } from './reading.ts';

export const freshnesses = ['current', 'warning', 'stale'] as const;
export type Freshness = (typeof freshnesses)[number];

const warningAfterMs = 60_000;
const staleAfterMs = 300_000;

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

/** The latest value of one sensor by event time. */
export interface SensorStatus {
  readonly sensorId: number;
  readonly siteId: string;
  readonly equipmentId: string;
  readonly sensorType: string;
  readonly value: TagValue;
  readonly units: string | null;
  readonly quality: Quality;
  readonly lastUpdated: Date;
}
