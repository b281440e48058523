import { severityRank } from '../../domain/severity.ts';
import { windowStartMs } from '../../domain/window.ts';
import type { SilverReading } from '../silver.ts';
import type { Finding } from './detector.ts';

/** The worst finding of one detector at one sensor in one minute of a batch. */
export interface AnomalyPart {
  readonly sensorId: number;
  readonly windowMs: number;
  readonly reading: SilverReading;
  readonly finding: Finding;
  readonly readingCount: number;
}

export function anomalyKey(sensorId: number, detector: string, windowMs: number): string {
  return `${sensorId} ${detector} ${windowMs}`;
}

/** Folds findings to one part for each sensor, detector and minute, sorted by that key. */
export function toAnomalies(findings: readonly { reading: SilverReading; finding: Finding }[]): AnomalyPart[] {
  const parts = new Map<string, AnomalyPart>();
  for (const { reading, finding } of findings) {
    const windowMs = windowStartMs(reading.eventTimeMs);
    const key = anomalyKey(reading.sensorId, finding.detector, windowMs);
    const known = parts.get(key);
    const readingCount = (known?.readingCount ?? 0) + 1;
    const worst = known === undefined || isWorse(finding, known.finding) ? { reading, finding } : known;
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

export function isWorse(a: Finding, b: Finding): boolean {
  const byRank = severityRank(a.severity) - severityRank(b.severity);
  return byRank > 0 || (byRank === 0 && a.score > b.score);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
