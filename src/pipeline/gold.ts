import { mergeWindows, singleReading, type WindowStats, windowStartMs } from '../domain/window.ts';
import type { SilverReading } from './silver.ts';

/** What a batch adds to one window. */
export interface WindowPart {
  readonly sensorId: number;
  readonly windowMs: number;
  readonly stats: WindowStats;
}

/** Silver → gold: the batch's readings folded to one part for each sensor and minute, sorted so that two writers cannot deadlock. */
export function toWindows(readings: readonly SilverReading[]): WindowPart[] {
  const bySensor = new Map<number, Map<number, WindowStats>>();
  for (const { sensorId, eventTimeMs, value } of readings) {
    let windows = bySensor.get(sensorId);
    if (windows === undefined) {
      windows = new Map();
      bySensor.set(sensorId, windows);
    }
    const windowMs = windowStartMs(eventTimeMs);
    const known = windows.get(windowMs);
    const single = singleReading(value);
    windows.set(windowMs, known === undefined ? single : mergeWindows(known, single));
  }
  const parts: WindowPart[] = [];
  for (const [sensorId, windows] of bySensor) {
    for (const [windowMs, stats] of windows) parts.push({ sensorId, windowMs, stats });
  }
  return parts.sort((a, b) => a.sensorId - b.sensorId || a.windowMs - b.windowMs);
}
