/** Folds the findings of a batch into one anomaly for each sensor, detector and minute. */
import { severityRank } from '../../domain/recommendations/severity.ts';
import { windowStartMs } from '../../domain/window.ts';
import type { SilverReading } from '../silver.ts';
import type { Finding } from './detector.ts';

interface Found {
  readonly reading: SilverReading;
  readonly finding: Finding;
}

/** The worst finding of one detector at one sensor in one minute of a batch. */
export interface AnomalyPart {
  readonly sensorId: number;
  readonly windowMs: number;
  readonly reading: SilverReading;
  readonly finding: Finding;
  readonly readingCount: number;
}

function anomalyKey(sensorId: number, detector: string, windowMs: number): string {
  return `${sensorId} ${detector} ${windowMs}`;
}

/** Folds findings to one part for each sensor, detector and minute, sorted by that key. */
export function toAnomalies(findings: readonly Found[]): AnomalyPart[] {
  const parts = new Map<string, AnomalyPart>();
  for (const found of findings) {
    const { reading, finding } = found;
    const windowMs = windowStartMs(reading.eventTimeMs);
    const key = anomalyKey(reading.sensorId, finding.detector, windowMs);
    const known = parts.get(key);
    const readingCount = (known?.readingCount ?? 0) + 1;
    const worst = known === undefined || isWorse(found, known) ? found : known;
    parts.set(key, {
      sensorId: reading.sensorId,
      windowMs,
      reading: worst.reading,
      finding: worst.finding,
      readingCount,
    });
  }
  return [...parts.values()].sort(
    (a, b) => a.sensorId - b.sensorId || compare(a.finding.detector, b.finding.detector) || a.windowMs - b.windowMs,
  );
}

/** The rule by which the database, too, keeps the worst reading of a minute: severity, then score, then how far out it is. */
export function isWorse(a: Found, b: Found): boolean {
  const byRank = severityRank(a.finding.severity) - severityRank(b.finding.severity);
  if (byRank !== 0) return byRank > 0;
  if (a.finding.score !== b.finding.score) return a.finding.score > b.finding.score;
  return excessOf(a) > excessOf(b);
}

/** How far out the reading is: as its detector says, in standard deviations from a baseline, else in the sensor's unit from a limit or from zero. */
export function excessOf({ reading, finding }: Found): number {
  return finding.excess ?? Math.abs(finding.baseline?.deviation ?? reading.value - (finding.limit?.value ?? 0));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
