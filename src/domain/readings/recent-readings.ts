/** Totals of the readings of the last minutes, by outcome. */
import type { CounterName } from './counters.ts';
import { expectations } from './expectation.ts';

/** The readings of the last minutes, by outcome. */
export interface RecentReadings {
  readonly received: number;
  /** Stored, by quality. */
  readonly good: number;
  readonly uncertain: number;
  readonly bad: number;
  readonly duplicates: number;
  /** Rejected by the sources, or left out by the pipeline after they were stored. */
  readonly dropped: number;
  /** Taken with at least one flag. */
  readonly warned: number;
}

export function recentReadings(counts: Readonly<Partial<Record<CounterName, number>>>): RecentReadings {
  const dropped = expectations.filter(({ action }) => action === 'drop');
  return {
    received: counts.received ?? 0,
    good: counts.good ?? 0,
    uncertain: counts.uncertain ?? 0,
    bad: counts.bad ?? 0,
    duplicates: counts.sent_once ?? 0,
    dropped: dropped.reduce((sum, { name }) => sum + (counts[name] ?? 0), 0),
    warned: counts.warned ?? 0,
  };
}

/** In percent; null of nothing. The pipeline may be ahead of what the sources have written. */
export function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.min(100, (100 * part) / whole);
}
